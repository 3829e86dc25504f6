// Runs a script: all of it is read and checked first, then its statements one after the other. A failure is an outcome like any
// other, never an exception, and ends the run. A read waits for the writes before it in the same script, so that it sees them.

import { isRead, isWrite, VERBS, type SessionCall } from './commands/table.ts'
import { diagnostic, movedBy, type Diagnostic } from './diagnostic.ts'
import { DEFAULT_SHOWN } from './limits.ts'
import type { Outcome } from './outcome.ts'
import { policyNamed } from './policy-choice.ts'
import type { Context, Surroundings } from './port.ts'
import { readOutcome } from './reads.ts'
import { readScript } from './read-script.ts'
import type { CallStatement, Statement } from './syntax.ts'
import { writeInput, type WritePlan } from './write-plan.ts'
import type { CallFailure, PolicyId } from '../rpc/contract.ts'

export type Step =
  { readonly type: 'begun'; readonly text: string } | { readonly type: 'ended'; readonly outcome: Outcome }

/** A script that may be run, or what is wrong with it. */
export function checkScript(text: string, { policies, context }: Pick<Surroundings, 'policies' | 'context'>) {
  const { statements, diagnostics } = readScript(text)
  return diagnostics.length > 0
    ? { statements: [], diagnostics }
    : { statements, diagnostics: policyFaults(statements, { policies, context }) }
}

/** What the words of a script cannot show: policies that are not there, and data commands before there is one. */
function policyFaults(
  statements: readonly Statement[],
  { policies, context }: Pick<Surroundings, 'policies' | 'context'>,
): readonly Diagnostic[] {
  let chosen = context().policy
  for (const statement of statements) {
    if (statement.type === 'call' && statement.call.verb === 'POL') {
      const { policy } = statement.call.args
      if (policy === undefined) continue
      const found = policyNamed(policy, policies)
      if (!found.ok)
        return [
          diagnostic(statement.places['policy'] ?? statement.place, found.reason.message, found.reason.meant),
        ]
      chosen = found.value.id
    } else if (chosen === undefined && needsPolicy(statement))
      return [diagnostic(statement.place, 'Choose a policy first: POL lists them, POL name chooses one')]
  }
  return []
}

const needsPolicy = (statement: Statement): boolean =>
  statement.type !== 'call' || isRead(statement.call) || isWrite(statement.call)

/** Yields when a statement begins and when it has its outcome; ends after the first that failed. */
export async function* runScript(text: string, around: Surroundings): AsyncGenerator<Step> {
  const { statements, diagnostics } = checkScript(text, around)
  if (diagnostics.length > 0) {
    yield { type: 'begun', text }
    yield { type: 'ended', outcome: { type: 'fault', diagnostics } }
    return
  }
  const writes: string[] = []
  for (const statement of statements) {
    const { from, to } = statement.place
    yield { type: 'begun', text: text.slice(from, to) }
    const outcome = await outcomeOf(statement, around, writes)
    yield { type: 'ended', outcome: outcome.type === 'fault' ? placedIn(outcome, from) : outcome }
    if (outcome.type === 'fault' || outcome.type === 'failed') return
    if (outcome.type === 'write') writes.push(outcome.id)
  }
}

/** A card shows its own statement: places count from where that begins. */
const placedIn = ({ diagnostics }: Extract<Outcome, { readonly type: 'fault' }>, from: number): Outcome => ({
  type: 'fault',
  diagnostics: diagnostics.map((each) => movedBy(-from, each)),
})

async function outcomeOf(
  statement: Statement,
  around: Surroundings,
  writes: readonly string[],
): Promise<Outcome> {
  try {
    const sees = statement.type === 'explained' || (statement.type === 'call' && isRead(statement.call))
    const failed = sees ? await firstFailed(writes, around) : undefined
    return failed ?? (await run(statement, around))
  } catch (thrown) {
    return { type: 'failed', failure: failureOf(thrown) }
  }
}

/** A node's failure carries what went wrong as data; anything else is a bug of ours, told as such. */
function failureOf(thrown: unknown): CallFailure {
  if (typeof thrown === 'object' && thrown !== null && 'failure' in thrown)
    return thrown.failure as CallFailure
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return { code: 'stopped', message: `The console met an error of its own: ${message}` }
}

async function firstFailed(writes: readonly string[], { port }: Surroundings): Promise<Outcome | undefined> {
  const states = await Promise.all(writes.map((id) => port.ended(id)))
  return states.every((state) => state === 'committed')
    ? undefined
    : {
        type: 'failed',
        failure: {
          code: 'refused',
          message: 'Not run: a write before it in this script has not committed',
          action: 'Look at its card, then run the rest again',
        },
      }
}

async function run(statement: Statement, around: Surroundings): Promise<Outcome> {
  const context = around.context()
  if (statement.type === 'call' && !isRead(statement.call) && !isWrite(statement.call))
    return runSession(statement.call, statement, around)
  const { policy } = context
  if (policy === undefined)
    return { type: 'failed', failure: { code: 'bad-input', message: 'Choose a policy first' } }
  if (statement.type === 'call' && isRead(statement.call))
    return readOutcome(statement.call, { statement, policy, port: around.port, context })
  const subject = statement.type === 'explained' ? statement.subject : statement
  const plan = await writeInput(subject, policy, around.port)
  if ('diagnostics' in plan) return { type: 'fault', diagnostics: plan.diagnostics }
  return statement.type === 'explained'
    ? { type: 'explained', view: await around.port.call('spore.explain', plan) }
    : submit(plan, policy, context, around)
}

async function submit(
  { operations, requirements }: WritePlan,
  policy: PolicyId,
  { timeoutMs }: Context,
  { port }: Surroundings,
): Promise<Outcome> {
  const { id } = await port.call('data.write', { policy, operations, requirements, patienceMs: timeoutMs })
  return { type: 'write', id }
}

function runSession(call: SessionCall, { place }: CallStatement, around: Surroundings): Outcome {
  const { policies, context, change } = around
  const now = context()
  switch (call.verb) {
    case 'HELP': {
      const about = call.args.command
      return { type: 'help', verbs: about === undefined ? VERBS : VERBS.filter((verb) => verb === about) }
    }
    case 'TIMEOUT':
      if (call.args.duration !== undefined) change({ timeoutMs: call.args.duration })
      return { type: 'timeout', ms: call.args.duration ?? now.timeoutMs }
    case 'LEVEL':
      if (call.args.level !== undefined) change({ level: call.args.level })
      return { type: 'level', level: call.args.level ?? now.level }
    case 'POL': {
      const wanted = call.args.policy
      if (wanted === undefined) return listPolicies(around)
      const found = policyNamed(wanted, policies)
      if (!found.ok) return { type: 'fault', diagnostics: [diagnostic(place, found.reason.message)] }
      change({ policy: found.value.id })
      return { type: 'chosen', policy: found.value.id, name: found.value.record.name }
    }
    case 'REQUIRE':
      return { type: 'fault', diagnostics: [diagnostic(place, 'REQUIRE stands between BEGIN and COMMIT')] }
  }
}

function listPolicies({ policies, context }: Surroundings): Outcome {
  const { policy } = context()
  const active = policies.filter(({ status }) => status === 'active').slice(0, DEFAULT_SHOWN)
  return {
    type: 'policies',
    policies: active.map(({ id, record, statusText }) => ({
      id,
      name: record.name,
      statusText,
      inUse: id === policy,
    })),
  }
}
