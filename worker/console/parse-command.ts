// Reads one line of the console. Pure and safe for the page: it touches nothing, and every bad line is a fault that says
// what is wrong and where, with a suggestion where one is likely. Verbs are case-insensitive; keys and values are not.

import { assertNever, fail, ok, type Result } from '../core/model/result.ts'
import { USAGE, VERBS, type Command, type CommandFault, type Verb } from './command.ts'
import { MAX_LINE_LENGTH, MAX_TIMEOUT_MS, MIN_TIMEOUT_MS } from './limits.ts'
import { quote, readScalar } from './scalar.ts'
import { nearest } from './suggest.ts'
import { tokenize, type Word } from './tokenize.ts'

type Parsed = Result<Command, CommandFault>

export function parseCommand(line: string): Parsed {
  if (line.length > MAX_LINE_LENGTH)
    return fail({
      message: `A command has at most ${String(MAX_LINE_LENGTH)} characters: this one has ${String(line.length)}`,
      offset: MAX_LINE_LENGTH,
      length: 1,
    })
  const words = tokenize(line)
  if (!words.ok) return words
  const [first, ...rest] = words.value
  if (first === undefined) return fail({ message: 'Type a command; HELP lists them', offset: 0, length: 0 })
  const verb = asVerb(first)
  return verb.ok ? parseArguments(verb.value, first, rest) : verb
}

function asVerb(word: Word): Result<Verb, CommandFault> {
  const wanted = word.text.toUpperCase()
  const verb = VERBS.find((known) => known === wanted)
  if (verb !== undefined && !word.quoted) return ok(verb)
  const place = { offset: word.offset, length: word.length }
  const suggestion = nearest(wanted, VERBS)
  return suggestion === undefined
    ? fail({ ...place, message: `${word.text} is not a command; HELP lists them` })
    : fail({
        ...place,
        message: `${word.text} is not a command; did you mean ${suggestion}?`,
        suggestion: { ...place, text: suggestion },
      })
}

function parseArguments(verb: Verb, first: Word, rest: readonly Word[]): Parsed {
  switch (verb) {
    case 'GET':
    case 'VERSION':
    case 'SMEMBERS':
    case 'DEL': {
      const key = oneKey(verb, first, rest)
      return key.ok ? ok({ verb, key: key.value }) : key
    }
    case 'SET':
    case 'CONCAT':
    case 'SADD':
    case 'SREM':
    case 'SCONTAINS': {
      const both = keyAndValue(verb, first, rest)
      return both.ok ? ok({ verb, ...both.value }) : both
    }
    case 'ADD':
    case 'MUL': {
      const both = keyAndValue(verb, first, rest)
      if (!both.ok) return both
      const { key, value } = both.value
      if (value.type === 'number') return ok({ verb, key, value })
      return fail({ message: `${verb} needs a number, as in ${exampleOf(verb)}`, ...placeOf(rest[1]) })
    }
    case 'POL':
      return atMostOne(verb, rest, (word) => ok({ verb, policy: word.text }), { verb })
    case 'TIMEOUT':
      return atMostOne(verb, rest, readTimeout, { verb })
    case 'HELP':
      return atMostOne(verb, rest, readAbout, { verb })
    default:
      return assertNever(verb)
  }
}

function oneKey(verb: Verb, first: Word, rest: readonly Word[]): Result<string, CommandFault> {
  const [key, extra] = rest
  if (key === undefined) return fail(missing(`${verb} needs a key`, verb, first))
  if (key.text === '') return fail({ message: 'A key has at least one character', ...placeOf(key) })
  if (extra !== undefined) return fail(tooMany(verb, 'one key', key, rest))
  return ok(key.text)
}

function keyAndValue(verb: Verb, first: Word, rest: readonly Word[]) {
  const [key, value, extra] = rest
  if (key === undefined) return fail(missing(`${verb} needs a key and a value`, verb, first))
  if (key.text === '') return fail({ message: 'A key has at least one character', ...placeOf(key) })
  if (value === undefined) return fail(missing(`${verb} needs a value after the key`, verb, key))
  if (extra !== undefined) return fail(tooMany(verb, 'one value', value, rest.slice(1)))
  const read = readScalar(value)
  return read.ok ? ok({ key: key.text, value: read.value }) : read
}

function atMostOne(verb: Verb, rest: readonly Word[], read: (word: Word) => Parsed, bare: Command): Parsed {
  const [word, extra] = rest
  if (word === undefined) return ok(bare)
  return extra === undefined ? read(word) : fail(tooMany(verb, 'one word', word, rest))
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 }

function readTimeout(word: Word): Parsed {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|min|m|h)?$/iu.exec(word.text)
  const unit = UNIT_MS[match?.[2]?.toLowerCase() ?? 's']
  if (match === null || unit === undefined)
    return fail({ message: 'A duration is a number with s, m or h, as in 30s, 10m or 2h', ...placeOf(word) })
  const ms = Math.round(Number(match[1]) * unit)
  if (ms < MIN_TIMEOUT_MS || ms > MAX_TIMEOUT_MS)
    return fail({ message: 'A timeout is between 1 second and 24 hours', ...placeOf(word) })
  return ok({ verb: 'TIMEOUT', ms })
}

function readAbout(word: Word): Parsed {
  const about = asVerb(word)
  return about.ok ? ok({ verb: 'HELP', about: about.value }) : about
}

const placeOf = (word: Word | undefined) => ({ offset: word?.offset ?? 0, length: word?.length ?? 0 })

const exampleOf = (verb: Verb): string => USAGE.find((usage) => usage.verb === verb)?.example ?? verb

const missing = (what: string, verb: Verb, after: Word): CommandFault => ({
  message: `${what}, as in ${exampleOf(verb)}`,
  offset: after.offset + after.length + 1,
  length: 1,
})

function tooMany(verb: Verb, takes: string, first: Word, words: readonly Word[]): CommandFault {
  const extra = words[1] ?? first
  const last = words.at(-1) ?? extra
  const end = last.offset + last.length
  const joined = quote(words.map((word) => word.text).join(' '))
  return {
    message: `${verb} takes ${takes}: put quotes around several words, as in ${joined}`,
    offset: extra.offset,
    length: end - extra.offset,
    suggestion: { text: joined, offset: first.offset, length: end - first.offset },
  }
}
