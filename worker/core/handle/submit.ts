// A person's operations become a spore: bases from what this node knows (its own earlier spores included), and for each
// slot the commutative form when its class fits, else the exact one (5.3). Faults that are plain already here are told
// at once, in words.

import { makeSpore } from '../codec/spore-codec.ts'
import { MAX_PENDING_OWN, MAX_SLOTS_PER_SPORE, MAX_SPORE_BYTES } from '../limits.ts'
import { MAX_TIMEOUT_MS } from '../model/policy-limits.ts'
import type { Operation, Requirement } from '../model/operation.ts'
import { intentSlot, slotOf } from '../model/slot.ts'
import type { IntendedRequirement, Submission } from '../input.ts'
import type { RefusedWhy } from '../output.ts'
import { valueFault } from '../rules/fit.ts'
import { isExact, sporeFootprint } from '../rules/footprint.ts'
import { baseFor, project } from '../rules/projection.ts'
import { type Fault, nameOfType, operationFault, requirementFault, typeFault } from '../rules/validity.ts'
import { compareBase, exactPart, recordAt } from '../rules/version.ts'
import type { CoreState, PolicyState } from '../state.ts'
import { addOwn } from './entry.ts'
import { isHalted } from './evidence.ts'
import { modesBySlot, withItems, withSomeItem } from './forms.ts'

const HALTED =
  'This policy is read-only here: more of its endorsers are proven faulty than it can tolerate, so nothing new can be relied upon.'
const NO_BASE = { path: [], w: null, c: null, h: null }

export function submit(state: CoreState, submission: Submission): void {
  const { token, policy: id, intent = null } = submission
  const policy = state.policies.get(id)
  const refuse = (why: RefusedWhy, message: string): void =>
    void state.outputs.push({ type: 'refused', token, why, message })
  if (!policy) return refuse('unknown', 'This policy is not active here.')
  if (!policy.emitters.has(state.self)) return refuse('POLICY', 'This policy does not let your key write.')
  if (isHalted(policy)) return refuse('halted', HALTED)
  if (policy.own.size + policy.drafts.size >= MAX_PENDING_OWN)
    return refuse('RATE', `${MAX_PENDING_OWN} of your spores are still undecided. Wait for some of them.`)
  for (const each of submission.operations) {
    const fault = operationFault({ ...withSomeItem(each), base: NO_BASE })
    if (fault) return refuse(fault.why, fault.message)
  }
  for (const { key } of submission.requirements) {
    const fault = requirementFault({ key, sub: null })
    if (fault) return refuse(fault.why, fault.message)
  }
  const fulfilled = intent === null ? undefined : recordAt(policy.records, intentSlot(state.self, intent))
  if (fulfilled?.last) {
    const message = 'A spore with this intent has committed.'
    return void state.outputs.push({ type: 'refused', token, why: 'INTENT', message, ref: fulfilled.last })
  }
  for (const each of submission.requirements) {
    const unmet = unmetRequirement(policy, each)
    if (unmet !== undefined) return refuse('STALE', unmet)
  }
  const named = withItems(policy, submission, state.now)
  if (!named.ok) return refuse(named.reason.why, named.reason.message)
  const modes = modesBySlot(policy, submission, named.value, state.now)
  const operations = named.value.map((each): Operation => {
    // QU-4: a new item's slot was never written, and need not be loaded to know it.
    if (each.op === 'QADD')
      return { ...each, base: { path: [project(policy, each.key).x, 0], w: null, c: null, h: null } }
    const slot = slotOf(each.key, each.sub)
    return { ...each, base: baseFor(policy, slot, modes.get(slot) ?? 'X') }
  })
  const required = submission.requirements.map(({ key, mode }) => {
    const joined = modes.get(key) ?? mode
    return { key, sub: null, mode, base: baseFor(policy, key, isExact(joined) ? joined : mode) }
  })
  const requirements = [...required, ...keysBuiltOn(policy, operations, required)]
  if (requirements.length > MAX_SLOTS_PER_SPORE)
    return refuse(
      requirements.length > required.length ? 'RATE' : 'POLICY',
      `A spore has at most ${MAX_SLOTS_PER_SPORE} requirements.`,
    )
  const footprint = sporeFootprint({ operations, requirements, emitter: state.self, intent })
  if (!footprint.ok) return refuse('POLICY', `This cannot be one spore: ${footprint.reason}.`)
  const added = new Set(operations.filter(({ op }) => op === 'QADD').map(({ key, sub }) => slotOf(key, sub)))
  const known = [...footprint.value.keys()].filter((slot) => !added.has(slot))
  if (!known.some((slot) => project(policy, slot).touched)) {
    const plain = operations.filter(({ op }) => op !== 'QADD')
    const fault = valueFault(policy.records, plain, footprint.value) ?? queueFault(policy, operations)
    if (fault) return refuse(fault.why, fault.message)
  }
  const spore = makeSpore({
    policy: id,
    era: 0,
    emitter: state.self,
    nonce: submission.nonce,
    intent,
    deadline: Math.min(submission.deadline, state.now + Math.min(policy.record.maxTimeoutMs, MAX_TIMEOUT_MS)),
    requirements,
    operations,
  })
  if (spore.body.length > MAX_SPORE_BYTES) {
    // Without what it is built on it may fit: try again when that is decided.
    const why = requirements.length > required.length ? 'RATE' : 'too-large'
    return refuse(why, `The spore has ${spore.body.length} bytes, at most ${MAX_SPORE_BYTES} are allowed.`)
  }
  policy.drafts.add(spore.id)
  addOwn(policy, spore.id, footprint.value)
  state.outputs.push({ type: 'submitted', token, id: spore.id }, { type: 'sign-bundle', spores: [spore] })
}

/**
 * PI-1: what is written below a key whose overwrite by this node is on its way requires that very overwrite. The base of
 * what lies below has no place for the key's `w`, and its path fits whatever else begins that epoch.
 */
function keysBuiltOn(
  policy: PolicyState,
  operations: readonly Operation[],
  required: readonly Requirement[],
): readonly Requirement[] {
  const named = new Set([...required, ...operations].filter(({ sub }) => sub === null).map(({ key }) => key))
  const keys = new Set(operations.map(({ key }) => key).filter((key) => !named.has(key)))
  return [...keys]
    .filter((key) => project(policy, key).fresh)
    .map((key) => ({ key, sub: null, mode: 'RE', base: baseFor(policy, key, 'RE') }))
}

/** PI-4: what is not as required, in words. While an own write to the key is on its way, nobody can say. */
function unmetRequirement(
  policy: PolicyState,
  { key, mode, base, absent, version }: IntendedRequirement,
): string | undefined {
  if (!base && absent !== true && !version) return undefined
  const { touched } = project(policy, key)
  if (base && (touched || compareBase(policy.records, { slot: key, mode, base }) !== 'equal'))
    return `${key} has changed since it was required.`
  if (touched) return `An own write to ${key} is on its way: wait for it.`
  const record = recordAt(policy.records, key)
  if (absent === true && record.value !== undefined)
    return `${key} was required to be absent, and holds ${nameOfType(record.value)}.`
  if (!version) return undefined
  const { c, h } = exactPart(record)
  const isThere = version.x === record.x && version.c === c && (c === 0 || version.h === h)
  return isThere ? undefined : `${key} is not at the version that was required.`
}

/** VA-3 for new items, whose own slots hold nothing. */
function queueFault(policy: PolicyState, operations: readonly Operation[]): Fault | undefined {
  for (const { op, key } of operations) {
    const { value } = recordAt(policy.records, key)
    if (op === 'QADD' && value !== undefined && value.type !== 'queue')
      return typeFault(`QADD needs a queue, and ${key} holds ${nameOfType(value)}.`)
  }
  return undefined
}
