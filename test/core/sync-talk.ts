// Peers of a node that is tested by itself: they come, tell how far they are, and are asked.

import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import type { Frontier, Want } from '../../worker/core/model/message.ts'
import { PEER, type TestNode } from './test-node.ts'

export const meets = (one: TestNode, ...keys: readonly PublicKeyHex[]): void => {
  for (const key of keys) one.step({ type: 'peer', now: one.now, key, up: true })
}
/** Where the node itself stands, as far as it does. */
export const headOf = (one: TestNode, endorser: number, next: number): string =>
  (one.policy.chains[endorser]?.batches.get(next - 1)?.digest ?? one.policy.id).slice(0, 16)
export const tells = (one: TestNode, next: readonly number[], from: PublicKeyHex = PEER): void => {
  const heads = next.map((each, e) => headOf(one, e, each))
  const frontier: Frontier = { type: 'frontier', policy: one.policy.id, next, heads }
  one.step({ type: 'frontier', now: one.now, from, frontier })
}
export const wants = (one: TestNode): Want[] => one.messages().filter((each) => each.type === 'want')
export const frontiers = (one: TestNode): (readonly number[])[] =>
  one.messages().flatMap((each) => (each.type === 'frontier' ? [each.next] : []))
