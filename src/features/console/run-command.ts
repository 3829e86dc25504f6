// Runs one parsed command against the node and says what came of it. Orchestrates only: what a line means is the parser's,
// what a write does is the node's. A failure is an outcome like any other, never an exception.

import { assertNever } from '../../../worker/core/model/result.ts'
import { USAGE, type Command, type CommandFault, type Usage } from '../../../worker/console/command.ts'
import { parseCommand } from '../../../worker/console/parse-command.ts'
import type {
  CallFailure,
  OperationInput,
  PolicyId,
  PolicyView,
  ScalarView,
  ValueView,
  VersionView,
} from '../../../worker/rpc/contract.ts'
import type { Engine } from '../../engine/engine.ts'
import { failureOf } from '../../engine/engine-error.ts'
import { CONSOLE } from './strings.ts'

export type Outcome =
  | { readonly type: 'value'; readonly value: ValueView | undefined }
  | { readonly type: 'version'; readonly version: VersionView }
  | { readonly type: 'members'; readonly members: readonly ScalarView[]; readonly more: boolean }
  | { readonly type: 'contains'; readonly contains: boolean }
  /** A write that the node sees through; its id is known to this node only. */
  | { readonly type: 'write'; readonly id: string }
  | { readonly type: 'help'; readonly usages: readonly Usage[] }
  | { readonly type: 'policies'; readonly chosen: PolicyId | undefined }
  | { readonly type: 'chosen'; readonly policy: PolicyId }
  | { readonly type: 'timeout'; readonly ms: number }
  | { readonly type: 'fault'; readonly fault: CommandFault }
  | { readonly type: 'failed'; readonly failure: CallFailure }

export interface Surroundings {
  readonly engine: Engine
  readonly policies: readonly PolicyView[]
  readonly policy: PolicyId | undefined
  readonly timeoutMs: number
  readonly choosePolicy: (policy: PolicyId) => void
  readonly chooseTimeout: (ms: number) => void
}

/** Members shown for one command. */
const MAX_MEMBERS = 200

export async function runLine(line: string, around: Surroundings): Promise<Outcome> {
  const parsed = parseCommand(line)
  if (!parsed.ok) return { type: 'fault', fault: parsed.reason }
  try {
    return await run(parsed.value, around, line)
  } catch (thrown) {
    return { type: 'failed', failure: failureOf(thrown) }
  }
}

async function run(command: Command, around: Surroundings, line: string): Promise<Outcome> {
  switch (command.verb) {
    case 'HELP':
      return {
        type: 'help',
        usages: command.about === undefined ? USAGE : USAGE.filter((usage) => usage.verb === command.about),
      }
    case 'TIMEOUT':
      if (command.ms !== undefined) around.chooseTimeout(command.ms)
      return { type: 'timeout', ms: command.ms ?? around.timeoutMs }
    case 'POL':
      return command.policy === undefined
        ? { type: 'policies', chosen: around.policy }
        : choose(command.policy, around, line)
    default:
      return around.policy === undefined
        ? { type: 'failed', failure: { code: 'bad-input', message: CONSOLE.needsPolicy } }
        : runOnData(command, around.policy, around)
  }
}

type DataCommand = Exclude<Command, { readonly verb: 'HELP' | 'TIMEOUT' | 'POL' }>

async function runOnData(command: DataCommand, policy: PolicyId, around: Surroundings): Promise<Outcome> {
  const { engine, timeoutMs } = around
  const { key } = command
  switch (command.verb) {
    case 'GET':
      return { type: 'value', value: (await engine.call('data.get', { policy, key })).value }
    case 'VERSION':
      return { type: 'version', version: (await engine.call('data.get', { policy, key })).version }
    case 'SMEMBERS':
      return { type: 'members', ...(await engine.call('data.members', { policy, key, limit: MAX_MEMBERS })) }
    case 'SCONTAINS':
      return {
        type: 'contains',
        contains: await engine.call('data.contains', { policy, key, value: command.value }),
      }
    case 'SET':
    case 'CONCAT':
    case 'ADD':
    case 'MUL':
    case 'SADD':
    case 'SREM':
    case 'DEL': {
      const operations = [operationOf(command)]
      const { id } = await engine.call('data.write', { policy, operations, patienceMs: timeoutMs })
      return { type: 'write', id }
    }
    default:
      return assertNever(command)
  }
}

type ReadVerb = 'GET' | 'VERSION' | 'SMEMBERS' | 'SCONTAINS'
type WriteCommand = Exclude<DataCommand, { readonly verb: ReadVerb }>

function operationOf(command: WriteCommand): OperationInput {
  const { key } = command
  switch (command.verb) {
    case 'DEL':
      return { op: 'DELETE', key }
    case 'ADD':
    case 'MUL':
      return { op: command.verb, key, value: command.value }
    case 'SET':
    case 'CONCAT':
    case 'SADD':
    case 'SREM':
      return { op: command.verb, key, value: command.value }
  }
}

/** By name, or by the start of an id when it is at least eight characters. */
function choose(wanted: string, around: Surroundings, line: string): Outcome {
  const active = around.policies.filter((policy) => policy.status === 'active')
  const isIdStart = /^[0-9a-f]{8,64}$/u.test(wanted)
  const named = active.filter((policy) => policy.record.name === wanted)
  const found =
    named.length > 0 ? named : active.filter((policy) => isIdStart && policy.id.startsWith(wanted))
  const [only] = found
  const place = { offset: Math.max(0, line.indexOf(wanted)), length: wanted.length }
  if (only === undefined) return { type: 'fault', fault: { ...place, message: CONSOLE.noSuchPolicy(wanted) } }
  if (found.length > 1) return { type: 'fault', fault: { ...place, message: CONSOLE.ambiguous(wanted) } }
  around.choosePolicy(only.id)
  return { type: 'chosen', policy: only.id }
}
