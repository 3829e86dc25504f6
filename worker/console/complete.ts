// What could be typed at a place of a script: a command, a key that begins so, a policy, a word of a few. Which of them, the
// grammar and the command table say; keys and policies are looked up by whoever asks.

import type { SyntaxNode, Tree } from '@lezer/common'
import { argumentOf, type Argument } from './argument.ts'
import { LEVELS, REQUIRED_MODES, type Parameter } from './commands/parameter.ts'
import { COMMANDS, isVerb, VERBS, type Verb } from './commands/table.ts'
import type { Place } from './diagnostic.ts'
import { isBare } from './read-kind.ts'

export type Wanted =
  | { readonly type: 'command'; readonly verbs: readonly Verb[] }
  | { readonly type: 'key'; readonly prefix: string }
  | { readonly type: 'policy' }
  | { readonly type: 'word'; readonly words: readonly string[] }

export interface Completion extends Place {
  readonly wanted: Wanted
  /** The command whose argument it is: its form is worth showing. */
  readonly verb?: Verb
}

const SEPARATOR = /[\n;]/u

export function completionIn(tree: Tree, text: string, position: number): Completion | undefined {
  if (isInComment(tree, position)) return undefined
  const statement = statementBefore(tree, text, position)
  const name = statement?.getChild('Command')
  if (!statement || !name || position <= name.to) {
    const from = name?.from ?? wordStart(text, position)
    return { from, to: position, wanted: { type: 'command', verbs: VERBS } }
  }
  const verb = text.slice(name.from, name.to).toUpperCase()
  return isVerb(verb) ? argumentIn(statement, verb, text, position) : undefined
}

function isInComment(tree: Tree, position: number): boolean {
  return tree.resolveInner(position, -1).name === 'Comment'
}

const wordStart = (text: string, position: number): number => {
  let from = position
  while (from > 0 && /[A-Za-z]/u.test(text.charAt(from - 1))) from--
  return from
}

/** The statement that the cursor is in or behind, with no end of it between. */
function statementBefore(tree: Tree, text: string, position: number): SyntaxNode | undefined {
  let found: SyntaxNode | undefined
  const cursor = tree.cursorAt(position, -1)
  for (let node: SyntaxNode | null = cursor.node; node; node = node.parent)
    if (node.name === 'Statement') found ??= node
  if (found) return found
  let at = position
  while (at > 0 && /[ \t]/u.test(text.charAt(at - 1))) at--
  if (at === position || SEPARATOR.test(text.slice(at, position))) return undefined
  for (let node: SyntaxNode | null = tree.resolveInner(at, -1); node; node = node.parent)
    if (node.name === 'Statement') found ??= node
  return found
}

function argumentIn(
  statement: SyntaxNode,
  verb: Verb,
  text: string,
  position: number,
): Completion | undefined {
  const given: Argument[] = []
  for (let child = statement.firstChild; child; child = child.nextSibling)
    if (!child.type.isError && child.name !== 'Command' && child.name !== 'Comment')
      given.push(argumentOf(child, text))
  const touched = given.find(({ from, to }) => from < position && position <= to)
  const before = given.filter(({ to }) => to < position && to !== touched?.to)
  const place = { from: touched?.from ?? position, to: touched?.to ?? position, verb }
  const byPosition = COMMANDS[verb].takes.filter(({ keyword }) => keyword === undefined)
  const byKeyword = COMMANDS[verb].takes.filter(({ keyword }) => keyword !== undefined)
  const last = before.at(-1)
  const named = last && byKeyword.find(({ keyword }) => keyword !== undefined && isBare(last, keyword))
  const parameter = named ?? byPosition[before.length]
  const wanted = parameter === undefined ? keywordsOf(byKeyword) : wantedBy(parameter, touched)
  return wanted === undefined ? undefined : { ...place, wanted }
}

function wantedBy({ kind }: Parameter, touched: Argument | undefined): Wanted | undefined {
  switch (kind) {
    case 'key':
    case 'prefix':
      return { type: 'key', prefix: touched?.source.replace(/^["']|["']$/gu, '') ?? '' }
    case 'policy':
      return { type: 'policy' }
    case 'command':
      return { type: 'command', verbs: VERBS }
    case 'mode':
      return { type: 'word', words: REQUIRED_MODES }
    case 'level':
      return { type: 'word', words: LEVELS }
    case 'expected':
      return { type: 'word', words: ['ABSENT'] }
    default:
      return undefined
  }
}

function keywordsOf(parameters: readonly Parameter[]): Wanted | undefined {
  const words = parameters.flatMap(({ keyword }) => keyword ?? [])
  return words.length === 0 ? undefined : { type: 'word', words }
}
