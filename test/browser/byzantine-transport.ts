// An endorser that lies, around the production node: its own signed batches are looked at on their way out, written anew with
// other items, signed with its real key, told differently to different peers, kept back or told late. Everything else
// passes. What the node itself would not hear of (its other branch, evidence against it) is kept from it, so that it goes on.

import { encodeBatch, headerDigest, unpackBatch } from '../../worker/core/codec/batch-codec.ts'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import { itemsRoot } from '../../worker/core/codec/item-codec.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import type { Batch, Item } from '../../worker/core/model/batch.ts'
import type { PolicyId, SporeId } from '../../worker/core/model/ids.ts'
import type { PolicyState } from '../../worker/core/state.ts'
import type { PeerKey, Transport } from '../../worker/network/port.ts'
import type { Behaviour } from './node-api.ts'
import { instead } from './instead.ts'

/** Second field of a frame: its kind. */
const EVIDENCE_KIND = 7

/** One of the two stories that it tells: endorsers with an even number hear the first, the others the second. */
interface Story {
  readonly isSecond: boolean
  /** What stands there instead of the node's own batch, by number; a batch that is not here goes out as it is. */
  readonly told: Map<number, { readonly digest: string; readonly frame: Promise<Uint8Array> }>
  readonly seen: Set<number>
  /** Endorsed before, to be rejected in the next batch. */
  turnedOn: SporeId[]
}

export interface Byzantine {
  readonly transport: Transport
  behave(as: Behaviour): void
  /** Sends what was kept back, and each story to those who heard the other; how many frames that were. */
  reveal(): number
}

export function makeByzantine(
  real: Transport,
  sign: (digest: Uint8Array) => Uint8Array | Promise<Uint8Array>,
  policyOf: (id: PolicyId) => PolicyState | undefined,
): Byzantine {
  let behaviour: Behaviour = 'honest'
  const stories = new Map<string, Story>()
  const kept: { readonly to: PeerKey; readonly frame: Uint8Array | Promise<Uint8Array> }[] = []
  const queues = new Map<PeerKey, Promise<unknown>>()

  /** In the order in which they were given, although signing takes a moment. */
  function queue(to: PeerKey, frame: Uint8Array | Promise<Uint8Array>): true {
    const before = queues.get(to) ?? Promise.resolve()
    queues.set(
      to,
      before.then(async () => real.send(to, await frame)),
    )
    return true
  }

  function storyFor(policy: PolicyState, isSecond: boolean): Story {
    const name = `${policy.id} ${isSecond}`
    const story = stories.get(name) ?? { isSecond, told: new Map(), seen: new Set(), turnedOn: [] }
    stories.set(name, story)
    return story
  }

  function ownBatch(frame: Uint8Array): { readonly policy: PolicyState; readonly batch: Batch } | undefined {
    const message = decodeMessage(frame)
    const policy = message?.type === 'batch' ? policyOf(message.batch.header.policy) : undefined
    if (message?.type !== 'batch' || policy?.self !== message.batch.header.endorser) return undefined
    const batch = unpackBatch(message.batch, (short) => policy.idByPrefix.get(short) ?? undefined)?.batch
    return batch && { policy, batch }
  }

  /** Decided once for each batch and story, whoever asks for it later. */
  function tell(story: Story, { header, items }: Batch): Promise<Uint8Array> | undefined {
    const { seq } = header
    if (!story.seen.has(seq)) {
      story.seen.add(seq)
      const other = twist(behaviour, story, items)
      const previous = story.told.get(seq - 1)?.digest ?? header.previous
      if (other !== items || previous !== header.previous)
        story.told.set(seq, seal({ ...header, previous }, other))
    }
    return story.told.get(seq)?.frame
  }

  function seal(
    old: Batch['header'],
    items: readonly Item[],
  ): { readonly digest: string; readonly frame: Promise<Uint8Array> } {
    const header = { ...old, root: itemsRoot(items), count: items.length }
    const digest = headerDigest(header)
    const signed = async (): Promise<Uint8Array> =>
      encodeBatch({ header, signature: await sign(hexToBytes(digest)), items }, 'full')
    return { digest, frame: signed() }
  }

  function send(to: PeerKey, frame: Uint8Array): boolean {
    const own = ownBatch(frame)
    if (own === undefined) return queue(to, frame)
    const index = own.policy.endorserByKey.get(to) ?? 0
    const [first, second] = [storyFor(own.policy, false), storyFor(own.policy, true)].map(
      (story) => tell(story, own.batch) ?? frame,
    )
    const [mine, others] = index % 2 === 0 ? [first, second] : [second, first]
    if (mine !== others && others !== undefined) kept.push({ to, frame: others })
    if (behaviour !== 'withhold') return queue(to, mine ?? frame)
    kept.push({ to, frame: mine ?? frame })
    return true
  }

  const isUnwelcome = (frame: Uint8Array): boolean =>
    frame[1] === EVIDENCE_KIND || ownBatch(frame) !== undefined

  return {
    transport: instead<Transport>(real, {
      start: (events) =>
        real.start({
          ...events,
          onFrame: (from, frame) => {
            if (behaviour === 'honest' || !isUnwelcome(frame)) events.onFrame(from, frame)
          },
        }),
      send,
    }),
    behave: (as) => {
      behaviour = as
    },
    reveal: () => {
      const all = kept.splice(0)
      for (const { to, frame } of all) queue(to, frame)
      return all.length
    },
  }
}

/** The same list when nothing is to be changed. */
function twist(behaviour: Behaviour, story: Story, items: readonly Item[]): readonly Item[] {
  const reject = (spore: SporeId): Item => ({ type: 'REJECT', spore, why: 'LOCAL', ref: null })
  switch (behaviour) {
    case 'honest':
    case 'withhold':
      return items
    case 'two-histories':
      return story.isSecond && items.some(({ type }) => type === 'ENDORSE')
        ? items.map((item) => (item.type === 'ENDORSE' ? reject(item.spore) : item))
        : items
    case 'both-votes': {
      const taken = story.turnedOn
      story.turnedOn = items.flatMap((item) => (item.type === 'ENDORSE' ? [item.spore] : []))
      return taken.length === 0 ? items : [...items, ...taken.map(reject)]
    }
    case 'conflicting':
      return items.some(({ type }) => type === 'HOLD')
        ? items.map((item) =>
            item.type === 'HOLD' ? { type: 'ENDORSE', spore: item.spore, freed: [] } : item,
          )
        : items
  }
}
