// Reads a script: the grammar's tree becomes statements, or diagnostics that say what is wrong and where. Pure and safe for the
// page: it touches nothing and never throws, whatever text it is given.

import type { SyntaxNode, Tree } from '@lezer/common'
import { fail, ok, type Result } from '../core/model/result.ts'
import { argumentOf, type Argument } from './argument.ts'
import { isGrammarVerb, isWrite } from './commands/table.ts'
import { diagnostic, placeOf, type Diagnostic, type Place } from './diagnostic.ts'
import { parser } from './grammar/parser.generated.ts'
import { MAX_DIAGNOSTICS, MAX_OPERATIONS, MAX_SCRIPT_LENGTH, MAX_STATEMENTS } from './limits.ts'
import { operationsOf } from './operations.ts'
import { readCall } from './read-call.ts'
import { readVerb } from './read-kind.ts'
import { errorFault, errorsIn } from './syntax-errors.ts'
import type { Block, CallStatement, Explained, Script, Statement } from './syntax.ts'

type Read<Value> = Result<Value, Diagnostic>

export function readScript(text: string): Script {
  const unreadable = unreadablePart(text)
  return unreadable === undefined
    ? readTree(parser.parse(text), text)
    : { statements: [], diagnostics: [unreadable] }
}

/** What no parser needs to look at. */
function unreadablePart(text: string): Diagnostic | undefined {
  if (text.length > MAX_SCRIPT_LENGTH)
    return diagnostic(
      { from: MAX_SCRIPT_LENGTH, to: text.length },
      `A script has at most ${MAX_SCRIPT_LENGTH} characters: this one has ${text.length}`,
    )
  const half = /\p{Surrogate}/u.exec(text)
  return half === null
    ? undefined
    : diagnostic(
        { from: half.index, to: half.index + 1 },
        'Half of a character (a lone surrogate) is not text',
      )
}

export function readTree(tree: Tree, text: string): Script {
  const statements: Statement[] = []
  const diagnostics: Diagnostic[] = []
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    if (node.type.isError && (node.from < node.to || diagnostics.length === 0))
      diagnostics.push(errorFault(node, text))
    if (!ITEMS.has(node.name)) continue
    const read = readItem(node, text)
    if (read.ok) statements.push(read.value)
    else diagnostics.push(read.reason)
    if (diagnostics.length >= MAX_DIAGNOSTICS) break
  }
  const over = statements[MAX_STATEMENTS]
  if (over !== undefined)
    diagnostics.push(diagnostic(over.place, `One run has at most ${MAX_STATEMENTS} statements`))
  // Whatever the grammar stumbled over is told; what it may have guessed there is not run.
  const [stumbled] = diagnostics.length === 0 ? errorsIn(tree.topNode) : []
  if (stumbled !== undefined) diagnostics.push(errorFault(stumbled, text))
  return { statements, diagnostics }
}

export const ITEMS: ReadonlySet<string> = new Set(['Statement', 'Block', 'Explained'])

function readItem(node: SyntaxNode, text: string): Read<Statement> {
  if (node.name === 'Block') return readBlock(node, text)
  return node.name === 'Explained' ? readExplained(node, text) : readTop(node, text)
}

function readTop(node: SyntaxNode, text: string): Read<CallStatement> {
  const read = readStatement(node, text)
  if (read.ok && read.value.call.verb === 'REQUIRE')
    return fail(
      diagnostic(
        read.value.place,
        'REQUIRE stands between BEGIN and COMMIT: it is a condition of that spore',
        {
          from: read.value.place.from,
          to: read.value.place.from,
          text: 'BEGIN; ',
        },
      ),
    )
  const fault = read.ok && isWrite(read.value.call) ? sizeFault([read.value], read.value.place) : undefined
  return fault === undefined ? read : fail(fault)
}

function readStatement(node: SyntaxNode, text: string): Read<CallStatement> {
  const name = node.getChild('Command')
  if (name === null) return fail(errorFault(node, text))
  const verb = readVerb({ ...argumentOf(name, text), kind: 'bare' })
  if (!verb.ok) return verb
  if (isGrammarVerb(verb.value))
    return fail(diagnostic(placeOf(name), `${verb.value} cannot stand inside of another statement`))
  const given = argumentsOf(node, text)
  const glued = gluedFault([{ ...placeOf(name), kind: 'bare' }, ...given])
  const [stumbled] = errorsIn(node)
  if (stumbled !== undefined && stumbled.from <= (glued?.from ?? text.length))
    return fail(errorFault(stumbled, text))
  if (glued !== undefined) return fail(glued)
  return readCall(verb.value, placeOf(name), given, text)
}

function argumentsOf(node: SyntaxNode, text: string): readonly Argument[] {
  const found: Argument[] = []
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (!child.type.isError && child.name !== 'Command' && child.name !== 'Comment')
      found.push(argumentOf(child, text))
  return found
}

/** Two arguments without a space between them: one of them was meant to be all of it. */
function gluedFault(words: readonly (Place & Pick<Argument, 'kind'>)[]): Diagnostic | undefined {
  for (const [at, word] of words.entries()) {
    const before = words[at - 1]
    if (before?.to !== word.from) continue
    const place = { from: word.from, to: Math.min(word.from + 1, word.to) }
    if (before.kind === 'bare' && (word.kind === 'quoted' || word.kind === 'open'))
      return diagnostic(place, 'A quote inside a word: put the whole word in quotes')
    return diagnostic(
      place,
      before.kind === 'quoted' ? 'A space is missing after the closing quote' : 'A space is missing here',
      { from: word.from, to: word.from, text: ' ' },
    )
  }
  return undefined
}

function readBlock(node: SyntaxNode, text: string): Read<Block> {
  const begin = node.getChild('Begin') ?? node
  const statements: CallStatement[] = []
  for (const each of node.getChildren('Statement')) {
    const read = readStatement(each, text)
    if (!read.ok) return read
    const { call, place } = read.value
    if (!isWrite(call) && call.verb !== 'REQUIRE')
      return fail(diagnostic(place, `${call.verb} does not write: it cannot be part of a spore`))
    statements.push(read.value)
  }
  if (node.getChild('Commit') === null)
    return fail(
      diagnostic(placeOf(begin), 'This BEGIN has no COMMIT: it says where the spore ends', {
        from: node.to,
        to: node.to,
        text: '\nCOMMIT',
      }),
    )
  const [stumbled] = errorsIn(node)
  if (stumbled !== undefined) return fail(errorFault(stumbled, text))
  const fault = sizeFault(statements, placeOf(node))
  return fault === undefined ? ok({ type: 'block', statements, place: placeOf(node) }) : fail(fault)
}

function sizeFault(statements: readonly CallStatement[], all: Place): Diagnostic | undefined {
  let count = 0
  let writes = 0
  for (const { call, place } of statements) {
    const operations = isWrite(call) ? operationsOf(call).length : 0
    writes += operations
    count += Math.max(1, operations)
    if (count > MAX_OPERATIONS)
      return diagnostic(place, `A spore has at most ${MAX_OPERATIONS} operations and requirements`)
  }
  return writes > 0 ? undefined : diagnostic(all, 'A spore needs at least one write between BEGIN and COMMIT')
}

function readExplained(node: SyntaxNode, text: string): Read<Explained> {
  const keyword = placeOf(node.getChild('Explain') ?? node)
  const inner = node.getChild('Block') ?? node.getChild('Statement')
  if (inner === null)
    return fail(diagnostic(keyword, 'EXPLAIN needs a statement after it, as in EXPLAIN SET foo bar'))
  const subject = inner.name === 'Block' ? readBlock(inner, text) : readTop(inner, text)
  if (!subject.ok) return subject
  if (subject.value.type === 'call' && !isWrite(subject.value.call))
    return fail(
      diagnostic(
        subject.value.place,
        `There is nothing to explain: ${subject.value.call.verb} is answered by this node alone, and nobody has to agree`,
      ),
    )
  return ok({ type: 'explained', subject: subject.value, place: placeOf(node) })
}
