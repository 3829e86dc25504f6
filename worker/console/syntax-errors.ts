// What the grammar stumbled over, in words. The parser marks the place and goes on; here it becomes one sentence for people.

import type { SyntaxNode } from '@lezer/common'
import { diagnostic, placeOf, type Diagnostic } from './diagnostic.ts'
import { quote } from './scalar.ts'

/** Error nodes below a node, in the order of the text. Walks without recursion: brackets may be nested deep. */
export function* errorsIn(node: SyntaxNode): Iterable<SyntaxNode> {
  const waiting = [node.firstChild]
  while (waiting.length > 0) {
    const next = waiting.pop()
    if (!next) continue
    if (next.type.isError) yield next
    waiting.push(next.nextSibling, next.firstChild)
  }
}

export function errorFault(node: SyntaxNode, text: string): Diagnostic {
  const literal = outermostLiteral(node)
  if (literal !== undefined) return literalFault(literal, text)
  const source = text.slice(node.from, node.to)
  return /^["'[{0-9]/u.test(source)
    ? diagnostic(placeOf(node), 'A statement begins with a command, as in GET foo; HELP lists them')
    : diagnostic(placeOf(node), 'This cannot stand here')
}

function outermostLiteral(node: SyntaxNode): SyntaxNode | undefined {
  let found: SyntaxNode | undefined
  for (let at: SyntaxNode | null = node; at; at = at.parent)
    if (at.name === 'List' || at.name === 'Map') found = at
  return found
}

function literalFault(literal: SyntaxNode, text: string): Diagnostic {
  const [open, close] = literal.name === 'List' ? ['[', ']'] : ['{', '}']
  const source = text.slice(literal.from, literal.to)
  if (!source.endsWith(close))
    return diagnostic(
      { from: literal.from, to: literal.from + 1 },
      `This ${open} is not closed: a ${close} or a comma is missing`,
    )
  const form = literal.name === 'List' ? '[1, "two", 0x03]' : '{"name": "oak", "height": 12}'
  return diagnostic(
    placeOf(literal),
    `This is not written as ${form}: quote it to store it as text`,
    source.length > 2_000 ? undefined : quote(source),
  )
}
