// The ballots of one spore, as the snapshot keeps them: items as they were said, each with its place, and what we promised.

import { DAMAGED } from '../codec/snapshot-rows.ts'
import { decodeItem, encodeItem } from '../codec/item-codec.ts'
import { bytes, isArray, uint } from '../codec/shape.ts'
import type { Item } from '../model/batch.ts'
import { invariant } from '../model/result.ts'
import type { BatchPlace, SporeEntry } from '../state.ts'
import { addAccept, addProposal, addReport, ballotsOf } from './ballot-items.ts'
import { packBatchPlace, packPlace, unpackBatchPlace, unpackPlace } from './snapshot-place.ts'

/** Null for a spore without ballots that we have not accepted. */
export function packBallots({ spore, ballots, ownAccepted }: SporeEntry): unknown {
  const said = (endorser: number, place: BatchPlace, item: Item): unknown => [
    endorser,
    packBatchPlace(place),
    encodeItem(item),
  ]
  const accepted = ownAccepted && encodeItem({ type: 'ACCEPT', spore: spore.id, ...ownAccepted })
  if (!ballots) return accepted && [accepted, 0, 0, [], [], []]
  return [
    accepted,
    ballots.promised,
    ballots.proposed,
    [
      ...[...ballots.reports].flatMap(([ballot, reports]) =>
        reports.map(({ endorser, place, vote, accepted, by }) =>
          said(endorser, place, { type: 'RECOVER', spore: spore.id, ballot, vote, accepted, by }),
        ),
      ),
      ...[...ballots.proposals.values()].flatMap((proposals) =>
        proposals.map(({ ballot, coordinator, place, reports }) =>
          said(coordinator, place, { type: 'PROPOSE', spore: spore.id, ballot, reports }),
        ),
      ),
    ],
    [...ballots.accepts].flatMap(([ballot, by]) =>
      [...by].map(([endorser, place]) => [ballot, endorser, packPlace(place)]),
    ),
    ballots.sealed.map(({ item, place }) => said(0, place, item)),
  ]
}

/** Returns our own items of the snapshot's last round, which count now: that round is durable. */
export function unpackBallots(
  entry: SporeEntry,
  packed: unknown,
): readonly { readonly place: BatchPlace; readonly item: Item }[] {
  if (packed === null) return []
  invariant(isArray(packed, 6), DAMAGED)
  const [accepted, promised, proposed, items, accepts, sealed] = packed
  invariant(Array.isArray(items) && Array.isArray(accepts) && Array.isArray(sealed), DAMAGED)
  const own = accepted instanceof Uint8Array ? decodeItem(accepted) : undefined
  if (own?.type === 'ACCEPT') entry.ownAccepted = { ballot: own.ballot, just: own.just }
  if (promised === 0 && items.length === 0 && accepts.length === 0 && sealed.length === 0) return []
  const ballots = ballotsOf(entry)
  ballots.promised = uint(promised) ?? 0
  ballots.proposed = uint(proposed) ?? 0
  for (const { endorser, place, item } of items.map(unpackSaid)) {
    if (item.type === 'RECOVER') addReport(ballots, { endorser, place, ...item })
    if (item.type === 'PROPOSE') addProposal(ballots, endorser, place, item)
  }
  for (const row of accepts as readonly unknown[]) {
    invariant(isArray(row, 3), DAMAGED)
    const place = unpackPlace(row[2])
    invariant(place, DAMAGED)
    addAccept(ballots, uint(row[1]) ?? 0, place, uint(row[0]) ?? 0)
  }
  return sealed.map(unpackSaid)
}

function unpackSaid(row: unknown): { endorser: number; place: BatchPlace; item: Item } {
  invariant(isArray(row, 3), DAMAGED)
  const stored = bytes(row[2])
  const item = stored && decodeItem(stored)
  invariant(item, DAMAGED)
  return { endorser: uint(row[0]) ?? 0, place: unpackBatchPlace(row[1]), item }
}
