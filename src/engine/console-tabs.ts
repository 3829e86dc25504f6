// How two windows' edits of one tab become one. Pure. Nothing that anybody typed is ever lost: edits in different places are both
// taken, and of two in the same place the other window's text is kept as a tab of its own.

export interface SavedTab {
  readonly id: string
  readonly name: string
  readonly text: string
  /** Place among the tabs: when it was made. */
  readonly madeAt: number
  readonly savedAt: number
  readonly closedAt?: number
}

/** A window's wish: what the tab was when this window last knew it, and what it shall be. */
export interface TabEdit {
  readonly id: string
  readonly base: SavedTab | undefined
  readonly name: string
  readonly text: string
  readonly isClosed: boolean
  readonly now: number
}

export interface Merged {
  readonly tab: SavedTab
  readonly copy?: SavedTab
}

export function mergeTab(edit: TabEdit, stored: SavedTab | undefined): Merged {
  const { id, base, now } = edit
  const before = stored ?? base
  const merged = mergeText(base?.text ?? '', edit.text, stored?.text ?? base?.text ?? '')
  const isClosed =
    edit.isClosed === (base?.closedAt !== undefined) ? before?.closedAt !== undefined : edit.isClosed
  const tab: SavedTab = {
    id,
    name: edit.name === base?.name ? (stored?.name ?? edit.name) : edit.name,
    text: merged.text,
    madeAt: before?.madeAt ?? now,
    savedAt: now,
    ...(isClosed ? { closedAt: before?.closedAt ?? now } : {}),
  }
  if (merged.other === undefined || stored === undefined) return { tab }
  const copy = { id: `${id}~${now}`, name: `${stored.name} (other window)`, text: merged.other }
  return { tab, copy: { ...copy, madeAt: tab.madeAt + 1, savedAt: now } }
}

interface Change {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** One stretch that turns `before` into `after`. */
export function changeBetween(before: string, after: string): Change {
  const most = Math.min(before.length, after.length)
  let from = 0
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) from++
  let end = 0
  while (
    end < most - from &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end++
  return { from, to: before.length - end, text: after.slice(from, after.length - end) }
}

const isNothing = ({ from, to, text }: Change): boolean => from === to && text === ''

export function mergeText(
  base: string,
  mine: string,
  theirs: string,
): { readonly text: string; readonly other?: string } {
  if (mine === theirs) return { text: mine }
  const [left, right] = [changeBetween(base, mine), changeBetween(base, theirs)]
  if (isNothing(right)) return { text: mine }
  if (isNothing(left)) return { text: theirs }
  const [first, second] = left.from <= right.from ? [left, right] : [right, left]
  // Touching edits may mean the same word.
  if (first.to >= second.from) return { text: mine, other: theirs }
  return {
    text:
      base.slice(0, first.from) +
      first.text +
      base.slice(first.to, second.from) +
      second.text +
      base.slice(second.to),
  }
}
