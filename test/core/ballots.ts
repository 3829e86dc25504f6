// What endorsers say in ballots, for tests: items, references to the batches that hold them, and spores whose ballots have
// a wished-for coordinator.

import type { Accepted, Batch, BatchRef, Item } from '../../worker/core/model/batch.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { Operation } from '../../worker/core/model/operation.ts'
import type { Want } from '../../worker/core/model/message.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { coordinatorOf } from '../../worker/core/rules/safety.ts'
import { set, type SporeChanges } from './builders.ts'
import { keyOf } from './policy-samples.ts'
import type { TestNode } from './test-node.ts'

type Known = Pick<Spore, 'id'>

export interface Said {
  readonly vote?: 'E' | 'R' | null
  readonly accepted?: Accepted | null
  readonly by?: SporeId | null
}

export const recover = (
  { id }: Known,
  ballot: number,
  { vote = null, accepted = null, by = null }: Said = {},
): Item => ({ type: 'RECOVER', spore: id, ballot, vote, accepted, by })

export const refTo = ({ header: { endorser, seq }, digest }: Batch): BatchRef => ({ endorser, seq, digest })

export const propose = ({ id }: Known, ballot: number, ...reports: readonly Batch[]): Item => ({
  type: 'PROPOSE',
  spore: id,
  ballot,
  reports: reports.map(refTo),
})

export const acceptIn = ({ id }: Known, ballot: number, proposal: Batch): Item => ({
  type: 'ACCEPT',
  spore: id,
  ballot,
  just: refTo(proposal),
})

/** A reference to a batch that nobody has. */
export const nowhere = (endorser: number, seq = 0): BatchRef => ({
  endorser,
  seq,
  digest: endorser.toString(16).padStart(64, 'c'),
})

/** A spore whose ballots 1 and 2 this endorser coordinates, the next pair the next endorser. */
export function coordinatedBy(
  node: TestNode,
  endorser: number,
  operations: readonly Operation[] = [set('k', '1')],
  changes: SporeChanges = {},
): Spore {
  for (;;) {
    const spore = node.spore(operations, changes)
    if (coordinatorOf(spore.id, 1, node.policy.parameters.n) === endorser) return spore
  }
}

/** Links to these endorsers come up. */
export function connect(node: TestNode, ...endorsers: readonly number[]): void {
  for (const endorser of endorsers)
    node.step({ type: 'peer', now: node.now, key: keyOf(endorser + 1), up: true })
  node.clear()
}

export const wants = (node: TestNode): Want[] =>
  node.messages().filter((message): message is Want => message.type === 'want')
