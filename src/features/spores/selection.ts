// Which spores the list shows, as its address says, and in which order while somebody reads it. Pure.

import type { PolicyId, SporeId, SporeView } from '../../../worker/rpc/contract.ts'
import { isDecided } from '../../engine/store.ts'
import type { Filter } from './strings.ts'
import { matches, orderSpores, parseFilter } from './view-model.ts'

export interface Selection {
  readonly show: Filter
  /** 'me', a key, or nobody in particular. */
  readonly author: string
  readonly policy: PolicyId | ''
  readonly key: string
  /** Also what came to nothing. */
  readonly unfolded: boolean
}

/** Names in the address. */
export const SELECTED_BY = ['show', 'author', 'policy', 'key', 'ended'] as const

export const parseSelection = (search: URLSearchParams): Selection => ({
  show: parseFilter(search.get('show')),
  author: search.get('author') ?? '',
  policy: (search.get('policy') ?? '') as PolicyId | '',
  key: search.get('key') ?? '',
  unfolded: search.get('ended') === 'shown',
})

/** After its deadline nobody endorses any more; what is undecided so long after it will hardly be decided. */
const GONE_MS = 600_000

/** It came to nothing, or is about to. */
const isGone = (spore: SporeView, now: number): boolean =>
  isDecided(spore) ? spore.stage !== 'committed' : spore.deadline + GONE_MS < now

/** Some key of it has this in it, also one whose operation is not listed. */
const writes = ({ operations, moreKeys = [] }: SporeView, text: string): boolean =>
  operations.some(({ key }) => key.toLowerCase().includes(text)) ||
  moreKeys.some((key) => key.toLowerCase().includes(text))

export interface Selected {
  readonly listed: readonly SporeView[]
  /** How many of those that fit came to nothing; they are listed only when asked for. */
  readonly folded: number
}

export function select(
  spores: Iterable<SporeView>,
  selection: Selection,
  replaced: ReadonlySet<SporeId>,
  now: number,
): Selected {
  const { show, author, policy, key, unfolded } = selection
  const fits = (spore: SporeView): boolean =>
    (policy === '' || spore.policy === policy) &&
    (author === '' || (author === 'me' ? spore.mine : spore.emitter === author)) &&
    (key === '' || writes(spore, key.toLowerCase())) &&
    matches(spore, show) &&
    // One write is one thing: attempts that another one replaced are listed only among what was refused.
    !(show === 'all' && replaced.has(spore.id))
  const all = orderSpores([...spores].filter(fits), show)
  if (show !== 'all') return { listed: all, folded: 0 }
  const gone = all.filter((spore) => isGone(spore, now))
  return { listed: unfolded ? all : all.filter((spore) => !isGone(spore, now)), folded: gone.length }
}

export interface Held {
  readonly rows: readonly SporeView[]
  /** That fit and are not shown, because they would push what is read. */
  readonly news: number
}

/** The order that somebody reads, with each spore as it is now; undefined: they look at the top, and all is shown. */
export function hold(listed: readonly SporeView[], order: readonly SporeId[] | undefined): Held {
  if (order === undefined) return { rows: listed, news: 0 }
  const byId = new Map(listed.map((spore) => [spore.id, spore]))
  const rows = order.flatMap((id) => byId.get(id) ?? [])
  return { rows, news: listed.length - rows.length }
}
