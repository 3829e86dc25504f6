// The change feed, as the page asks for it. Pages are pulled, so a slow reader costs the node nothing; an event, at most one
// for each page that came to the end, says when pulling is of use again.

import type { PolicyId } from '../core/model/ids.ts'
import { elementOfName, elementOfSlot, keyOfSlot, parentOf } from '../core/model/slot.ts'
import type { Engine } from '../host/engine.ts'
import type { Feed, FeedFault, FeedFrom } from '../host/feed.ts'
import type { Effect } from '../host/journal-codec.ts'
import { type CallError, callError } from './call-error.ts'
import type { EffectView, FeedEvent, FeedInput, FeedView } from './contract.ts'
import { checkedLimit } from './operation-input.ts'
import { scalarView, valueView } from './value-view.ts'

export class FeedCalls {
  readonly #engine: Engine
  readonly #feed: Feed
  readonly #emit: (event: FeedEvent) => void
  readonly #awaited = new Set<PolicyId>()

  constructor(engine: Engine, feed: Feed, emit: (event: FeedEvent) => void) {
    this.#engine = engine
    this.#feed = feed
    this.#emit = emit
  }

  async read({ policy, prefix = '', from = 'now', limit }: FeedInput): Promise<FeedView> {
    if (!this.#engine.state.policies.has(policy))
      throw callError('unknown', 'This policy is not active here.', { where: 'policy' })
    if (typeof prefix !== 'string') throw callError('bad-input', 'A prefix is text.', { where: 'prefix' })
    // First, so that nothing becomes durable unheard between the end of the page and its answer.
    this.#awaited.add(policy)
    const page = await this.#feed.page({ policy, prefix, from: fromOf(from), limit: checkedLimit(limit) })
    if (!page.ok) throw faultOf(page.reason)
    const { changes, cursor, more } = page.value
    return {
      changes: changes.map((change) => ({
        cursor: change.cursor,
        spore: change.spore,
        at: change.at,
        effects: change.effects.map(effectView),
      })),
      cursor,
      more,
    }
  }

  onFeed(policy: PolicyId): void {
    if (this.#awaited.delete(policy)) this.#emit({ type: 'feed', policy })
  }
}

const fromOf = (from: unknown): FeedFrom =>
  from === 'now' || from === 'oldest' ? from : { cursor: typeof from === 'string' ? from : '' }

function effectView({ slot, x, c, value, large }: Effect): EffectView {
  const shown = valueView(value)
  return {
    key: keyOfSlot(slot),
    ...(parentOf(slot) === undefined ? {} : { element: scalarView(elementOfName(elementOfSlot(slot))) }),
    present: value !== undefined || large,
    ...(shown === undefined ? {} : { value: shown }),
    ...(large ? { large } : {}),
    version: { x, c },
  }
}

function faultOf(fault: FeedFault): CallError {
  const where = 'from'
  if (fault === 'malformed') return callError('bad-input', 'This is no cursor of a feed.', { where })
  if (fault === 'another')
    return callError('unknown', 'This cursor belongs to another database, or to one that was rolled back.', {
      where,
      action: 'Read the data anew, then follow the feed from now on.',
    })
  return callError('expired', 'This cursor is too old: changes behind it are no longer kept.', {
    where,
    action: 'Read the data anew, then follow the feed from now on.',
  })
}
