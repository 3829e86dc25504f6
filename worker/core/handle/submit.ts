// A person's operations become a spore: bases from what this node knows (its own earlier spores included), and for each
// slot the commutative form when its class fits, else the exact one (5.3). Faults that are plain already here are told
// at once, in words.

import { makeSpore } from '../codec/spore-codec.ts'
import { MAX_PENDING_OWN, MAX_SPORE_BYTES } from '../limits.ts'
import { MAX_TIMEOUT_MS } from '../model/policy-limits.ts'
import type { Mode, Operation } from '../model/operation.ts'
import { intentSlot, slotOf } from '../model/slot.ts'
import type { Intended, Submission } from '../input.ts'
import type { RefusedWhy } from '../output.ts'
import { commutativeModeOf, isExact, joinModes, sporeFootprint } from '../rules/footprint.ts'
import { baseFor, project } from '../rules/projection.ts'
import { operationFault, requirementFault, valueFault } from '../rules/validity.ts'
import { compareBase, recordAt } from '../rules/version.ts'
import type { CoreState, PolicyState } from '../state.ts'
import { addOwn } from './entry.ts'
import { isHalted } from './evidence.ts'

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
    const fault = operationFault({ ...each, base: NO_BASE })
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
  for (const { key, mode, base } of submission.requirements)
    if (
      base &&
      (project(policy, key).touched || compareBase(policy.records, { slot: key, mode, base }) !== 'equal')
    )
      return refuse('STALE', `${key} has changed since it was required.`)
  const modes = modesBySlot(policy, submission)
  const operations = submission.operations.map((each): Operation => {
    const slot = slotOf(each.key, each.sub)
    return { ...each, base: baseFor(policy, slot, modes.get(slot) ?? 'X') }
  })
  const requirements = submission.requirements.map(({ key, mode }) => {
    const joined = modes.get(key) ?? mode
    return { key, sub: null, mode, base: baseFor(policy, key, isExact(joined) ? joined : mode) }
  })
  const footprint = sporeFootprint({ operations, requirements, emitter: state.self, intent })
  if (!footprint.ok) return refuse('POLICY', `This cannot be one spore: ${footprint.reason}.`)
  if (![...footprint.value.keys()].some((slot) => project(policy, slot).touched)) {
    const fault = valueFault(policy.records, operations)
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
  if (spore.body.length > MAX_SPORE_BYTES)
    return refuse(
      'too-large',
      `The spore has ${spore.body.length} bytes, at most ${MAX_SPORE_BYTES} are allowed.`,
    )
  policy.drafts.add(spore.id)
  addOwn(policy, spore.id, footprint.value)
  state.outputs.push({ type: 'submitted', token, id: spore.id }, { type: 'sign-bundle', spores: [spore] })
}

/** The lock mode of every slot named, so that all accesses of one slot can name one base. */
function modesBySlot(policy: PolicyState, { operations, requirements }: Submission): Map<string, Mode> {
  const modes = new Map<string, Mode>()
  const add = (slot: string, mode: Mode): void => {
    const before = modes.get(slot)
    modes.set(slot, before === undefined ? mode : joinModes(before, mode))
  }
  for (const { key, mode } of requirements) add(key, mode)
  for (const each of operations) {
    const slot = slotOf(each.key, each.sub)
    add(slot, fittingMode(policy, slot, each))
    if (each.sub !== null) add(each.key, 'C:set')
  }
  return modes
}

function fittingMode(policy: PolicyState, slot: string, { op }: Intended): Mode {
  const mode = commutativeModeOf(op)
  if (!mode.startsWith('C:')) return mode
  const { cls } = project(policy, slot)
  return cls === null || cls === mode ? mode : 'XD'
}
