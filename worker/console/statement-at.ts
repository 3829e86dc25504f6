// Which statement the cursor is in: what Ctrl+Enter runs. A statement stretches from its command to its last argument, a block
// from BEGIN to COMMIT; behind it on its line, the cursor still means it.

import type { Tree } from '@lezer/common'
import type { Place } from './diagnostic.ts'
import { parser } from './grammar/parser.generated.ts'
import { MAX_SCRIPT_LENGTH } from './limits.ts'
import { ITEMS } from './read-script.ts'

export function statementAt(text: string, position: number): Place | undefined {
  return text.length > MAX_SCRIPT_LENGTH ? undefined : statementIn(parser.parse(text), text, position)
}

export function statementIn(tree: Tree, text: string, position: number): Place | undefined {
  let before: Place | undefined
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    if (!ITEMS.has(node.name) && !node.type.isError) continue
    if (node.from > position) return onOneLine(text, before, position) ?? onOneLine(text, node, position)
    before = { from: node.from, to: node.to }
    if (position <= node.to) return before
  }
  return onOneLine(text, before, position)
}

/** The nearest statement counts when no line ends between it and the cursor. */
function onOneLine(text: string, place: Place | undefined, position: number): Place | undefined {
  if (place === undefined) return undefined
  const between = position >= place.to ? text.slice(place.to, position) : text.slice(position, place.from)
  return between.includes('\n') ? undefined : { from: place.from, to: place.to }
}
