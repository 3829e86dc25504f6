// Fits the arguments of one statement to what its command takes: by position, then by keyword. Says what is missing and what is
// too much, with a suggestion where one is likely.

import { fail, ok, type Result } from '../core/model/result.ts'
import type { Argument } from './argument.ts'
import type { Kinds, Parameter } from './commands/parameter.ts'
import { COMMANDS, type Call, type CallVerb } from './commands/table.ts'
import { diagnostic, type Diagnostic, type Place } from './diagnostic.ts'
import { isBare, readKind } from './read-kind.ts'
import { quote } from './scalar.ts'
import type { CallStatement } from './syntax.ts'

interface Matched {
  readonly parameter: Parameter
  readonly argument: Argument
}

export function readCall(
  verb: CallVerb,
  name: Place,
  given: readonly Argument[],
  text: string,
): Result<CallStatement, Diagnostic> {
  const matched = match(verb, name, given)
  if (!matched.ok) return matched
  const args: Record<string, Kinds[keyof Kinds]> = {}
  const places: Record<string, Place> = {}
  for (const { parameter, argument } of matched.value) {
    const read = readKind(verb, parameter.kind, argument, text)
    if (!read.ok) return read
    args[parameter.name] = read.value
    places[parameter.name] = { from: argument.from, to: argument.to }
  }
  const place = { from: name.from, to: given.at(-1)?.to ?? name.to }
  // The table's lists are the types of the calls: what was matched against a list has its type.
  const call = { verb, args } as unknown as Call
  const fault = formFault(call, places, place)
  return fault === undefined ? ok({ type: 'call', call, place, places }) : fail(fault)
}

function match(
  verb: CallVerb,
  name: Place,
  given: readonly Argument[],
): Result<readonly Matched[], Diagnostic> {
  const { takes } = COMMANDS[verb]
  const byPosition = takes.filter(({ keyword }) => keyword === undefined)
  const byKeyword = takes.filter(({ keyword }) => keyword !== undefined)
  const keywordAt = (argument: Argument | undefined): Parameter | undefined =>
    argument && byKeyword.find(({ keyword }) => keyword !== undefined && isBare(argument, keyword))
  const matched: Matched[] = []
  let at = 0
  for (const parameter of byPosition) {
    const argument = given[at]
    if (argument === undefined || (parameter.optional && keywordAt(argument) !== undefined)) {
      if (parameter.optional) continue
      return fail(missing(verb, takes, parameter, given.at(-1) ?? name))
    }
    matched.push({ parameter, argument })
    at++
  }
  while (at < given.length) {
    const word = given[at]
    const parameter = keywordAt(word)
    if (word === undefined || parameter === undefined)
      return fail(tooMany(verb, given.slice(0, at), given.slice(at)))
    if (matched.some((each) => each.parameter === parameter))
      return fail(diagnostic(word, `${word.source.toUpperCase()} stands here twice`))
    const argument = given[at + 1]
    if (argument === undefined)
      return fail(diagnostic(word, `${word.source.toUpperCase()} needs a value after it`))
    matched.push({ parameter, argument })
    at += 2
  }
  return ok(matched)
}

/** What a list of parameters cannot say. */
function formFault({ verb, args }: Call, places: Readonly<Record<string, Place>>, all: Place) {
  if (verb === 'HSET') {
    const isMap = args.field.type === 'map'
    if (isMap && args.value !== undefined)
      return diagnostic(places['value'] ?? all, 'A map brings its values: nothing stands after it')
    if (!isMap && args.value === undefined)
      return diagnostic(
        places['field'] ?? all,
        'HSET needs a value after the field, as in HSET tree name oak',
      )
  }
  if (verb === 'REQUIRE' && (args.mode === 'VERSION') !== (args.version !== undefined))
    return args.version === undefined
      ? diagnostic(places['mode'] ?? all, 'VERSION needs a version after it, as in 3 or 3+2·9f86d081')
      : diagnostic(places['version'] ?? all, `${args.mode} takes nothing after it`)
  if (verb === 'COUNTER' && args.min === undefined && args.max === undefined)
    return diagnostic(all, 'A counter needs a bound: MIN, MAX or both, as in COUNTER balance 10 MIN 0', {
      from: all.to,
      to: all.to,
      text: ' MIN 0',
    })
  if (
    verb === 'COUNTER' &&
    args.min !== undefined &&
    args.max !== undefined &&
    isAbove(args.min.number, args.max.number)
  )
    return diagnostic(places['min'] ?? all, 'The lower bound lies above the upper one')
  return undefined
}

/** Of two canonical decimals. */
export function isAbove(a: string, b: string): boolean {
  const scale = Math.max(...[a, b].map((each) => each.split('.')[1]?.length ?? 0))
  const [left = 0n, right = 0n] = [a, b].map((each) => {
    const [whole = '', decimals = ''] = each.split('.')
    return BigInt(whole + decimals.padEnd(scale, '0'))
  })
  return left > right
}

function missing(verb: CallVerb, takes: readonly Parameter[], first: Parameter, last: Place): Diagnostic {
  const needed = takes.filter(({ optional }) => optional !== true)
  const names = needed
    .slice(needed.indexOf(first))
    .map(({ name }) => `${/^[aeiou]/u.test(name) ? 'an' : 'a'} ${name}`)
  const list =
    names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}` : (names[0] ?? '')
  return diagnostic(last, `${verb} needs ${list} after this, as in ${COMMANDS[verb].example}`)
}

const COUNTED = ['nothing', 'one argument', 'two arguments', 'three arguments', 'four arguments']

function tooMany(verb: CallVerb, right: readonly Argument[], extra: readonly Argument[]): Diagnostic {
  const place = { from: extra[0]?.from ?? 0, to: extra.at(-1)?.to ?? 0 }
  const end = extra.find((each) => isBare(each, 'COMMIT'))
  if (end !== undefined)
    return diagnostic(end, 'COMMIT stands on a line of its own, or after a semicolon', {
      from: end.from,
      to: end.from,
      text: '; ',
    })
  const last = right.at(-1)
  const takes = COMMANDS[verb].takes.filter(({ keyword }) => keyword === undefined).length
  const message = `${verb} takes ${COUNTED[takes] ?? `${takes} arguments`}`
  const words = [...(last === undefined ? [] : [last]), ...extra]
  if (last === undefined || words.some(({ kind }) => kind !== 'bare'))
    return diagnostic(place, `${message}: this is too much`)
  const joined = quote(words.map(({ source }) => source).join(' '))
  return diagnostic(place, `${message}: put quotes around several words, as in ${joined}`, {
    from: last.from,
    to: place.to,
    text: joined,
  })
}
