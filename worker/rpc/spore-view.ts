// One spore as the screens show it, explanation in words included. Names are filled in by `nameOf`.

import type { PublicKeyHex, SporeId } from '../core/model/ids.ts'
import { bit, has, sizeOf } from '../core/rules/endorser-set.ts'
import { resultsOf } from '../host/outcome.ts'
import { isExact, isWrite } from '../core/rules/footprint.ts'
import { isSystemSlot, keyOfSlot, slotOf } from '../core/model/slot.ts'
import type { PolicyState, SporeEntry } from '../core/state.ts'
import { ballotViews } from './ballot-view.ts'
import type { EndorserVote, SporeStage, SporeView } from './contract.ts'
import { operationView } from './operation-view.ts'
import { resultViews, scalarView } from './value-view.ts'

export type NameOf = (key: PublicKeyHex) => string

export function sporeView(
  policy: PolicyState,
  entry: SporeEntry,
  self: PublicKeyHex,
  nameOf: NameOf,
  mostOperations = Infinity,
): SporeView {
  const { spore, stage } = entry
  const open = stage === 'open'
  const approved = sizeOf(entry.endorsed) >= policy.parameters.omega
  const ballots = ballotViews(policy, entry)
  const shownStage: SporeStage = stage === 'open' ? (approved ? 'endorsed' : 'submitted') : stage
  const view = {
    id: spore.id,
    policy: policy.id,
    emitter: spore.emitter,
    mine: spore.emitter === self,
    stage: shownStage,
    executed: entry.executed,
    operations: operationViews(entry, mostOperations),
    ...(spore.operations.length > mostOperations && leftOut(spore.operations, mostOperations)),
    ...(stage === 'committed' && entry.executed ? { results: resultViews(resultsOf(entry)) } : {}),
    deadline: spore.deadline,
    receivedAt: entry.receivedAt,
    ...(entry.decidedAt === undefined ? {} : { decidedAt: entry.decidedAt }),
    quorum: policy.parameters.omega,
    votes: policy.record.endorsers.map(({ key }, endorser) => vote(entry, endorser, key)),
    locks: open && entry.ownVote === 'E' ? lockedKeys(entry) : [],
    waitsBehind: entry.waits?.type === 'behind' ? [entry.waits.spore] : holders(entry),
    waitsFor: open ? silent(policy, entry) : [],
    ...(ballots.length === 0 ? {} : { ballots }),
  }
  return { ...view, explanation: explain(policy, entry, view, nameOf) }
}

export const operationViews = ({ spore, footprint }: SporeEntry, most = Infinity): SporeView['operations'] =>
  spore.operations.slice(0, most).map((operation) => {
    const { op, key, sub, argument, base } = operation
    const shown = argument ?? sub
    const slot = footprint.get(slotOf(key, sub))
    const exact = slot ? isExact(slot.mode) : base.c !== null
    const view = { op, key, exact, input: operationView(operation) }
    return shown ? { ...view, argument: scalarView(shown) } : view
  })

const leftOut = (
  operations: SporeEntry['spore']['operations'],
  shown: number,
): Pick<SporeView, 'operationCount' | 'moreKeys'> => ({
  operationCount: operations.length,
  moreKeys: [...new Set(operations.slice(shown).map(({ key }) => key))],
})

function vote(entry: SporeEntry, endorser: number, key: PublicKeyHex): EndorserVote {
  const note = entry.notes.get(endorser)
  const said = has(entry.endorsed, endorser)
    ? 'endorsed'
    : has(entry.rejected, endorser)
      ? 'rejected'
      : has(entry.holding, endorser)
        ? 'holding'
        : 'silent'
  return {
    endorser: key,
    vote: said,
    accepted: has(entry.accepted, endorser),
    ...(note?.why === undefined ? {} : { why: note.why }),
    ...(note?.ref === undefined ? {} : { ref: note.ref }),
    ...(note === undefined ? {} : { at: note.at }),
  }
}

const lockedKeys = ({ footprint }: SporeEntry): string[] => {
  const locked = [...footprint.values()].filter(({ mode, slot }) => isWrite(mode) && !isSystemSlot(slot))
  return [...new Set(locked.map(({ slot }) => keyOfSlot(slot)))]
}

const holders = ({ notes, holding }: SporeEntry): SporeId[] => [
  ...new Set(
    [...notes].flatMap(([endorser, { ref }]) => (ref !== undefined && has(holding, endorser) ? [ref] : [])),
  ),
]

/** Endorsers whose word is still missing: an endorsement first, then, once enough endorsed, an ACCEPT. */
function silent(policy: PolicyState, entry: SporeEntry): PublicKeyHex[] {
  const approved = sizeOf(entry.endorsed) >= policy.parameters.omega
  const spoke = approved ? entry.accepted : entry.endorsed | entry.rejected
  return policy.record.endorsers.flatMap(({ key }, endorser) => ((spoke & bit(endorser)) === 0 ? [key] : []))
}

const WHY: Readonly<Record<string, string>> = {
  STALE: 'the key had changed before it could be endorsed',
  POLICY: 'the policy does not allow it',
  TYPE: 'the operation does not fit the value',
  ESCROW: 'the bound of the counter would be passed',
  EXPIRED: 'its deadline had passed',
  ERA: 'it belongs to another era',
  RATE: 'its author has too many undecided spores',
  LOCAL: 'of a local policy',
}

/** Nothing of it happened, and nobody need have refused it. */
const BALLOT_ABORTED =
  'The normal vote did not settle it, and a fallback vote ended it without a commit. Run it again to try once more.'
const BALLOT_OPEN = ' The normal vote did not settle it; a fallback vote is deciding.'

function explain(
  policy: PolicyState,
  entry: SporeEntry,
  view: Pick<SporeView, 'votes' | 'waitsFor' | 'waitsBehind' | 'locks' | 'stage' | 'ballots'>,
  nameOf: NameOf,
): string {
  const { omega, q, alpha } = policy.parameters
  if (entry.stage === 'committed')
    return entry.executed
      ? ''
      : 'Committed. This node waits for an earlier spore of the same key before it applies it.'
  if (entry.stage === 'dead')
    return 'Another spore for the same version of this key was committed. Run it again to try on top of it.'
  const refusals = view.votes.filter((each) => each.vote === 'rejected')
  const why = refusals.map((each) => WHY[each.why ?? ''] ?? '')[0] ?? ''
  if (entry.stage === 'aborted' && refusals.length < alpha) return BALLOT_ABORTED
  if (entry.stage === 'aborted') {
    const fault = entry.fault ? ` ${entry.fault.message}` : ''
    return `Refused by ${names(
      refusals.map((each) => each.endorser),
      nameOf,
    )}: ${why}.${fault}${why === WHY['STALE'] ? ' Run it again to try on the new value.' : ''}`
  }
  const endorsements = sizeOf(entry.endorsed)
  const locks =
    view.locks.length > 0
      ? ` Until it is decided it locks ${view.locks.map((key) => JSON.stringify(key)).join(', ')} here.`
      : ''
  const fallback = view.ballots === undefined ? '' : BALLOT_OPEN
  if (endorsements >= omega)
    return `${endorsements} of ${policy.parameters.n} endorsed (quorum ${omega}). ${sizeOf(entry.accepted)} of the ${q} final confirmations are here; waiting for ${names(view.waitsFor, nameOf)}.${fallback}${locks}`
  const parts = [`${endorsements} of ${policy.parameters.n} endorsed, ${omega} needed.`]
  if (view.waitsBehind.length > 0)
    parts.push(
      `It waits behind spore ${view.waitsBehind.map((id) => id.slice(0, 8)).join(', ')} for the same key.`,
    )
  if (refusals.length > 0)
    parts.push(
      `${names(
        refusals.map((each) => each.endorser),
        nameOf,
      )} refused: ${why}. ${alpha} refusals would end it.`,
    )
  if (view.waitsFor.length > 0) parts.push(`Waiting for ${names(view.waitsFor, nameOf)}.`)
  return parts.join(' ') + fallback + locks
}

/** "alice", "alice and bob", "alice, bob and carol". */
function names(keys: readonly PublicKeyHex[], nameOf: NameOf): string {
  const all = keys.map(nameOf)
  const last = all.pop() ?? 'nobody'
  return all.length === 0 ? last : `${all.join(', ')} and ${last}`
}
