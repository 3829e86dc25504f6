// Reads an argument as the kind of thing that its parameter takes. One sentence for each way to be wrong, at its place.

import { keyFault } from '../core/model/slot.ts'
import { assertNever, fail, ok, type Result } from '../core/model/result.ts'
import { readList, readMap, readScalar, readText, type Argument } from './argument.ts'
import { LEVELS, REQUIRED_MODES, type Kind, type Kinds } from './commands/parameter.ts'
import { COMMANDS, isVerb, VERBS, type Verb } from './commands/table.ts'
import { diagnostic, type Diagnostic } from './diagnostic.ts'
import { MAX_SHOWN, MAX_TIMEOUT_MS, MIN_TIMEOUT_MS } from './limits.ts'
import { nearest } from './suggest.ts'

type Read<Value> = Result<Value, Diagnostic>

export function readKind(verb: Verb, kind: Kind, argument: Argument, text: string): Read<Kinds[Kind]> {
  const wrong = (what: string): Read<never> =>
    fail(diagnostic(argument, `${verb} needs ${what} here, as in ${COMMANDS[verb].example}`))
  switch (kind) {
    case 'key':
      return readKey(argument)
    case 'prefix':
      return argument.kind === 'quoted' && argument.source.length === 2 ? ok('') : readKey(argument)
    case 'scalar':
      return isSeveral(argument) ? wrong('one value') : readScalar(argument)
    case 'one or several':
      return argument.kind === 'map'
        ? wrong('a value or a list')
        : argument.kind === 'list'
          ? readList(argument, text)
          : readScalar(argument)
    case 'any value':
      return readAny(argument, text)
    case 'field or map':
      return argument.kind === 'list'
        ? wrong('a field or a map')
        : argument.kind === 'map'
          ? readMap(argument, text)
          : readScalar(argument)
    case 'text':
      return typed(argument, ['string', 'bytes'], () =>
        fail(diagnostic(argument, `${verb} takes text or bytes: put it in quotes`, `"${argument.source}"`)),
      )
    case 'number':
      return typed(argument, ['number'], () => wrong('a number'))
    case 'ordered':
      return typed(argument, ['number', 'bytes'], () => wrong('a number or bytes'))
    case 'expected':
      return isBare(argument, 'ABSENT') ? ok(null) : readScalar(argument)
    case 'index':
      return readInteger(argument, () => wrong('a whole number'))
    case 'place':
      return readPlace(argument)
    case 'count':
      return readCount(argument)
    case 'mode':
      return oneOf(argument, REQUIRED_MODES, 'A key is required')
    case 'level':
      return oneOf(argument, LEVELS, 'A level is')
    case 'version':
      return readVersion(argument)
    case 'policy':
      return readText(argument)
    case 'duration':
      return readDuration(argument)
    case 'command':
      return readVerb(argument)
    default:
      return assertNever(kind)
  }
}

export const isBare = ({ kind, source }: Argument, word: string): boolean =>
  kind === 'bare' && source.toUpperCase() === word.toUpperCase()

const isSeveral = ({ kind }: Argument): boolean => kind === 'list' || kind === 'map'

function readKey(argument: Argument): Read<string> {
  const text = readText(argument)
  if (!text.ok) return text
  const fault = keyFault(text.value)
  return fault === undefined
    ? text
    : fail(diagnostic(argument, fault.charAt(0).toUpperCase() + fault.slice(1)))
}

function readAny(argument: Argument, text: string): Read<Kinds['any value']> {
  if (argument.kind === 'list') return readList(argument, text)
  return argument.kind === 'map' ? readMap(argument, text) : readScalar(argument)
}

function typed(
  argument: Argument,
  types: readonly Kinds['scalar']['type'][],
  wrong: () => Read<never>,
): Read<Kinds['scalar']> {
  if (isSeveral(argument)) return wrong()
  const read = readScalar(argument)
  return !read.ok || types.some((type) => type === read.value.type) ? read : wrong()
}

function readInteger(argument: Argument, wrong: () => Read<never>): Read<number> {
  return argument.kind === 'bare' && /^[+-]?\d{1,15}$/u.test(argument.source)
    ? ok(Number(argument.source) + 0)
    : wrong()
}

function readPlace(argument: Argument): Read<number> {
  return argument.kind === 'bare' && /^\d{1,15}$/u.test(argument.source)
    ? ok(Number(argument.source))
    : fail(diagnostic(argument, 'A place in an array is a whole number, counted from 0'))
}

function readCount(argument: Argument): Read<number> {
  const count = /^\d{1,9}$/u.test(argument.source) ? Number(argument.source) : 0
  return count >= 1 && count <= MAX_SHOWN
    ? ok(count)
    : fail(diagnostic(argument, `How many is a whole number from 1 to ${MAX_SHOWN}`))
}

function oneOf<Word extends string>(argument: Argument, words: readonly Word[], what: string): Read<Word> {
  const found = argument.kind === 'bare' ? words.find((word) => isBare(argument, word)) : undefined
  if (found !== undefined) return ok(found)
  const meant = nearest(
    argument.source.toUpperCase(),
    words.map((word) => word.toUpperCase()),
  )
  const message = `${what} ${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`
  return fail(
    diagnostic(
      argument,
      message,
      words.find((word) => word.toUpperCase() === meant),
    ),
  )
}

/** As VERSION shows it: "3" or "3+2·9f86d081"; the dot may be typed as a full stop. */
function readVersion(argument: Argument): Read<string> {
  const match = /^(\d{1,15})(?:\+(\d{1,15})[·.]([0-9a-f]{8}))?$/u.exec(argument.source)
  if (match === null)
    return fail(diagnostic(argument, 'A version is written as VERSION shows it, as in 3 or 3+2·9f86d081'))
  const [, x = '', c, h] = match
  return ok(c === undefined || h === undefined ? x : `${x}+${c}·${h}`)
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 }

function readDuration(argument: Argument): Read<number> {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|min|m|h)?$/iu.exec(argument.source)
  const unit = UNIT_MS[match?.[2]?.toLowerCase() ?? 's']
  if (match === null || unit === undefined)
    return fail(diagnostic(argument, 'A duration is a number with s, m or h, as in 30s, 10m or 2h'))
  const ms = Math.round(Number(match[1]) * unit)
  return ms < MIN_TIMEOUT_MS || ms > MAX_TIMEOUT_MS
    ? fail(diagnostic(argument, 'A timeout is between 1 second and 24 hours'))
    : ok(ms)
}

/** A command's name, as typed first in a statement or after HELP. */
export function readVerb(argument: Argument): Read<Verb> {
  const wanted = argument.source.toUpperCase()
  if (argument.kind === 'bare' && isVerb(wanted)) return ok(wanted)
  if (wanted === 'COMMIT')
    return fail(diagnostic(argument, 'COMMIT ends what BEGIN began, and there is no BEGIN'))
  const shown = argument.source.length > 40 ? `${argument.source.slice(0, 40)}…` : argument.source
  const meant = nearest(wanted, VERBS)
  return meant === undefined
    ? fail(diagnostic(argument, `${shown} is not a command; HELP lists them`))
    : fail(diagnostic(argument, `${shown} is not a command; did you mean ${meant}?`, meant))
}
