// A spore in words, the same on the console's card, in the list and on its own screen: how far it is, what it waits for, and
// why it was refused. Pure. Plain words first, the terms after them.

import type {
  EndorserVote,
  OperationInput,
  PolicyId,
  RejectWhy,
  SporeStage,
  SporeView,
} from '../../worker/rpc/contract.ts'
import { keyToText, scalarToText } from '../../worker/console/scalar.ts'
import { listNames, type NameOf } from '../engine/names.ts'

const STAGE_WORD: Readonly<Record<SporeStage, string>> = {
  submitted: 'Submitted',
  endorsed: 'Endorsed',
  committed: 'Committed',
  aborted: 'Refused',
  dead: 'Overtaken',
}

const WHY: Readonly<Record<RejectWhy, string>> = {
  STALE: 'it builds on an older version of a key',
  POLICY: 'the policy does not allow it',
  TYPE: 'the value has another type or is too large',
  ESCROW: 'it would exceed a bound',
  EXPIRED: 'its deadline had passed',
  ERA: 'its era is over',
  RATE: 'too many writes came at once',
  LOCAL: 'that endorser chose not to',
}

export interface SporeWords {
  readonly stage: string
  /** "endorsed 2 of 4, quorum 3" */
  readonly progress: string
  /** What it waits for, or why it failed; '' when all is done. */
  readonly explanation: string
  readonly endorsed: number
  readonly total: number
  readonly undecided: boolean
}

export const endorsedCount = (spore: Pick<SporeView, 'votes'>): number =>
  spore.votes.filter((vote) => vote.vote === 'endorsed').length

export function sporeWords(spore: SporeView, nameOf: NameOf): SporeWords {
  const endorsed = endorsedCount(spore)
  const total = spore.votes.length
  const undecided = spore.stage === 'submitted' || spore.stage === 'endorsed'
  return {
    stage: STAGE_WORD[spore.stage],
    progress: total === 0 ? '' : `endorsed ${endorsed} of ${total}, quorum ${spore.quorum}`,
    explanation: explain(spore, undecided, nameOf),
    endorsed,
    total,
    undecided,
  }
}

/** The node's own sentence wins; names are filled in here when it has none. */
function explain(spore: SporeView, undecided: boolean, nameOf: NameOf): string {
  if (spore.stage === 'committed' && spore.executed) return ''
  if (spore.explanation !== '') return spore.explanation
  if (undecided && spore.waitsFor.length > 0)
    return `Waits for one of ${listNames(spore.waitsFor.map(nameOf))}`
  if (undecided && spore.waitsBehind.length > 0) return 'Waits behind another undecided write to the same key'
  if (spore.stage === 'committed') return 'Committed; waits here for an earlier write'
  if (spore.stage === 'dead') return 'Another write to the same key was committed in its place'
  if (spore.stage === 'aborted') return refusal(spore.votes, nameOf)
  return ''
}

function refusal(votes: readonly EndorserVote[], nameOf: NameOf): string {
  const rejections = votes.filter((vote) => vote.vote === 'rejected')
  const [first] = rejections
  if (first === undefined) return 'Enough endorsers refused it'
  return `Refused by ${listNames(rejections.map((vote) => nameOf(vote.endorser)))}: ${whyWords(first.why)}`
}

export const whyWords = (why: RejectWhy | undefined): string =>
  why === undefined ? 'no reason given' : WHY[why]

export function voteWords(vote: EndorserVote): string {
  switch (vote.vote) {
    case 'endorsed':
      return vote.accepted ? 'endorsed and accepted' : 'endorsed'
    case 'rejected':
      return vote.accepted
        ? `refused: ${whyWords(vote.why)}; accepted the majority`
        : `refused: ${whyWords(vote.why)}`
    case 'holding':
      return 'holds it behind another write'
    case 'silent':
      return vote.accepted ? 'accepted' : 'not heard from'
  }
}

/** An operation as it would be typed. */
export function operationText(operation: SporeView['operations'][number]): string {
  if (operation.input !== undefined) return inputText(operation.input)
  const verb = operation.op === 'DELETE' ? 'DEL' : operation.op
  const argument = operation.argument === undefined ? '' : ` ${shorten(scalarToText(operation.argument))}`
  return `${verb} ${keyToText(operation.key)}${argument}`
}

/** The same of what was asked for: verb, key, field or place, what is expected, value, bounds. */
export function inputText(input: OperationInput): string {
  const parts = [input.op === 'DELETE' ? 'DEL' : input.op, keyToText(input.key)]
  if ('field' in input) parts.push(shorten(scalarToText(input.field)))
  if ('index' in input) parts.push(String(input.index))
  if ('expected' in input) parts.push(input.expected ? shorten(scalarToText(input.expected)) : 'ABSENT')
  if ('value' in input) parts.push(shorten(scalarToText(input.value)))
  if ('min' in input) parts.push(`MIN ${input.min}`)
  if ('max' in input) parts.push(`MAX ${input.max}`)
  return parts.join(' ')
}

const MAX_SHOWN = 200
export const shorten = (text: string, most = MAX_SHOWN): string =>
  text.length > most ? `${text.slice(0, most)}… (${text.length} characters)` : text

export const shortId = (id: string): string => `${id.slice(0, 8)}…${id.slice(-4)}`

export const policyName = (
  policies: readonly { readonly id: PolicyId; readonly record: { readonly name: string } }[] | undefined,
  id: PolicyId,
): string => policies?.find((policy) => policy.id === id)?.record.name ?? shortId(id)
