// One write in words, however many spores it takes: how far it is, what it waits for, and why earlier attempts came to nothing.
// Pure. A write that is not decided is never called failed: it may still commit.

import type { SporeId, SporeStage, SporeView, WriteView } from '../../../worker/rpc/contract.ts'
import type { NameOf } from '../../engine/names.ts'
import { inputText, sporeWords } from '../../ui/spore-words.ts'
import { WRITES } from './strings.ts'

export interface WriteWords {
  readonly state: string
  /** "endorsed 2 of 4, quorum 3" of the attempt under way. */
  readonly progress: string
  /** What it waits for, or how it ended. */
  readonly explanation: readonly string[]
  readonly stage: SporeStage
  readonly executed: boolean
  readonly endorsed: number
  readonly quorum: number
}

export const currentOf = ({ committed, attempts }: WriteView): SporeId | undefined =>
  committed ?? attempts.at(-1)

/** `spore` is the attempt that committed, or the last one. */
export function writeWords(write: WriteView, spore: SporeView | undefined, nameOf: NameOf): WriteWords {
  const words = spore === undefined ? undefined : sporeWords(spore, nameOf)
  const isOpen = write.state === 'waiting' || write.state === 'undecided'
  // Between two attempts the last one is over, and says nothing about the write.
  const isUnderWay = isOpen && (write.waitsFor === 'decision' || write.state === 'undecided')
  const shown = isUnderWay && words?.undecided === true ? words : undefined
  return {
    state: shown !== undefined && write.state === 'waiting' ? shown.stage : WRITES.state[write.state],
    progress: shown?.progress ?? (write.state === 'committed' ? (words?.progress ?? '') : ''),
    explanation: [
      // With one attempt that the endorsers have, their own state says more than that it waits for them.
      ...(shown !== undefined && write.state === 'waiting' && write.why === undefined
        ? []
        : [write.explanation]),
      ...(write.state === 'undecided' ? [WRITES.undecided] : []),
      shown?.explanation ?? '',
    ].filter((each) => each !== ''),
    stage: stageOf(write, shown === undefined ? undefined : spore),
    executed: write.state === 'committed',
    endorsed: words !== undefined && (shown !== undefined || !isOpen) ? words.endorsed : 0,
    quorum: spore?.quorum ?? 1,
  }
}

function stageOf({ state }: WriteView, shown: SporeView | undefined): SporeStage {
  switch (state) {
    case 'committed':
      return 'committed'
    case 'refused':
    case 'given-up':
      return 'aborted'
    case 'waiting':
    case 'undecided':
      return shown?.stage === 'endorsed' ? 'endorsed' : 'submitted'
  }
}

/** "SET foo "bar"", "ADD a 1 and 2 more". */
export function writeSummary({ operations }: WriteView): string {
  const [first, ...others] = operations
  if (first === undefined) return 'no operations'
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return `${inputText(first)}${more}`
}

/** Attempts that another attempt of the same write has replaced: one write is one thing, so lists fold them away. */
export function replacedAttempts(writes: Iterable<WriteView>): ReadonlySet<SporeId> {
  const replaced = new Set<SporeId>()
  for (const write of writes) for (const id of write.attempts) if (id !== currentOf(write)) replaced.add(id)
  return replaced
}

export const writeOf = (writes: Iterable<WriteView>, spore: SporeId): WriteView | undefined => {
  for (const write of writes) if (write.attempts.includes(spore)) return write
  return undefined
}
