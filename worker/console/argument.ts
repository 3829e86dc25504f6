// One argument as the grammar found it, read as text, as a value or as a literal with several. What an argument may be is not
// decided here (see read-kind.ts), only what it says.

import type { SyntaxNode } from '@lezer/common'
import { hexToBytes } from '../core/codec/hex.ts'
import { MAX_NUMBER_SCALE, MAX_OPERAND_DIGITS, MAX_SPORE_BYTES } from '../core/limits.ts'
import { fail, ok, type Result } from '../core/model/result.ts'
import type { ScalarView } from '../rpc/contract.ts'
import type { ListLiteral, MapLiteral } from './commands/parameter.ts'
import { diagnostic, placeOf, type Diagnostic, type Place } from './diagnostic.ts'
import { looksLikeBytes, looksLikeNumber } from './grammar/classify.ts'
import { canonicalDecimal, quote } from './scalar.ts'
import { unquote } from './quoted.ts'

export interface Argument extends Place {
  readonly kind: 'bare' | 'quoted' | 'open' | 'list' | 'map'
  /** As typed. */
  readonly source: string
  readonly node: SyntaxNode
}

type Read<Value> = Result<Value, Diagnostic>

export function argumentOf(node: SyntaxNode, text: string): Argument {
  const kinds = { String: 'quoted', OpenString: 'open', List: 'list', Map: 'map' } as const
  const kind = node.name in kinds ? kinds[node.name as keyof typeof kinds] : 'bare'
  return { ...placeOf(node), kind, source: text.slice(node.from, node.to), node }
}

/** A name: a bare word as it stands, or what the quotes hold. */
export function readText(argument: Argument): Read<string> {
  switch (argument.kind) {
    case 'bare':
      return ok(argument.source)
    case 'quoted':
      return unquote(argument.source, argument)
    case 'open':
      return fail(unclosed(argument))
    case 'list':
    case 'map':
      return fail(
        diagnostic(
          argument,
          'This takes one word: put it in quotes to use brackets in it',
          quote(argument.source),
        ),
      )
  }
}

export function readScalar(argument: Argument): Read<ScalarView> {
  const text = readText(argument)
  if (!text.ok) return text
  if (text.value.length > MAX_SPORE_BYTES) return fail(diagnostic(argument, TOO_LARGE(text.value.length)))
  if (argument.kind === 'quoted') return ok({ type: 'string', text: text.value })
  if (looksLikeBytes(text.value)) return readBytes(argument)
  return looksLikeNumber(text.value) ? readNumber(argument) : readWord(argument)
}

const TOO_LARGE = (length: number): string =>
  `A spore has at most ${MAX_SPORE_BYTES} bytes: this value has ${length} characters`

function readWord(argument: Argument): Read<ScalarView> {
  const { source } = argument
  return /^[+-]?\d+(\.\d+)?[eE][+-]?\d+$/u.test(source)
    ? fail(
        diagnostic(argument, `Write ${source} out in full as a number, or quote it as text`, quote(source)),
      )
    : ok({ type: 'string', text: source })
}

function readNumber(argument: Argument): Read<ScalarView> {
  const number = canonicalDecimal(argument.source)
  if (number === undefined) return ok({ type: 'string', text: argument.source })
  const digits = number.replace(/\D/gu, '').length
  const decimals = number.includes('.') ? number.length - number.indexOf('.') - 1 : 0
  if (digits > MAX_OPERAND_DIGITS)
    return fail(
      diagnostic(argument, `A number has at most ${MAX_OPERAND_DIGITS} digits: this one has ${digits}`),
    )
  if (decimals > MAX_NUMBER_SCALE)
    return fail(
      diagnostic(argument, `A number has at most ${MAX_NUMBER_SCALE} decimals: this one has ${decimals}`),
    )
  return ok({ type: 'number', number })
}

function readBytes(argument: Argument): Read<ScalarView> {
  const hex = argument.source.slice(2)
  const bad = /[^0-9a-fA-F]/u.exec(hex)
  if (bad !== null) {
    const from = argument.from + 2 + bad.index
    return fail(
      diagnostic(
        { from, to: from + bad[0].length },
        `${bad[0]} is not a hex digit; to write it as text, quote it`,
        { from: argument.from, to: argument.to, text: quote(argument.source) },
      ),
    )
  }
  return hex.length % 2 === 1
    ? fail(diagnostic(argument, 'Bytes need two hex digits each: one digit is missing'))
    : ok({ type: 'bytes', bytes: hexToBytes(hex.toLowerCase()) })
}

/** [a, b] with scalars in it. */
export function readList(argument: Argument, text: string): Read<ListLiteral> {
  const items: ScalarView[] = []
  for (const node of literalsIn(argument.node)) {
    const item = readInside(argumentOf(node, text))
    if (!item.ok) return item
    items.push(item.value)
  }
  return items.length > 0
    ? ok({ type: 'list', items })
    : fail(diagnostic(argument, 'An empty list says nothing: put values in it, as in [1, "two"]'))
}

/** {field: value} with scalars in it. A field named twice is a mistake, not a choice of ours. */
export function readMap(argument: Argument, text: string): Read<MapLiteral> {
  const entries: (readonly [ScalarView, ScalarView])[] = []
  const seen = new Set<string>()
  for (const pair of argument.node.getChildren('Pair')) {
    const [first, second] = literalsIn(pair)
    if (first === undefined || second === undefined) continue
    const field = readInside(argumentOf(first, text))
    if (!field.ok) return field
    const value = readInside(argumentOf(second, text))
    if (!value.ok) return value
    const name = JSON.stringify([field.value.type, text.slice(first.from, first.to)])
    if (seen.has(name)) return fail(diagnostic(placeOf(first), 'This field is named twice'))
    seen.add(name)
    entries.push([field.value, value.value])
  }
  return entries.length > 0
    ? ok({ type: 'map', entries })
    : fail(diagnostic(argument, 'An empty map says nothing: put fields in it, as in {"name": "oak"}'))
}

function* literalsIn(node: SyntaxNode): Iterable<SyntaxNode> {
  const kinds = new Set(['String', 'OpenString', 'Atom', 'List', 'Map'])
  for (let child = node.firstChild; child; child = child.nextSibling) if (kinds.has(child.name)) yield child
}

const NO_TYPE = new Set(['true', 'false', 'null'])

/** Inside brackets words are as in JSON: what is no number and no bytes stands in quotes. */
function readInside(argument: Argument): Read<ScalarView> {
  const { kind, source } = argument
  if (kind === 'list' || kind === 'map')
    return fail(
      diagnostic(argument, 'Values hold no lists or maps: store it as text, in quotes', quote(source)),
    )
  if (kind !== 'bare' || looksLikeNumber(source) || looksLikeBytes(source)) return readScalar(argument)
  return NO_TYPE.has(source)
    ? fail(diagnostic(argument, `There is no type for ${source}: write it as text, in quotes`, quote(source)))
    : fail(diagnostic(argument, 'Text inside brackets stands in quotes', quote(source)))
}

export function unclosed(argument: Place & { readonly source: string }): Diagnostic {
  const mark = argument.source.charAt(0)
  const text = argument.source.replace(/\\$/u, '') + mark
  return diagnostic(
    argument,
    `This quote is never closed on its line: add ${mark} at the end (a new line inside is written \\n)`,
    text,
  )
}
