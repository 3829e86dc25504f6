import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VERBS } from '../../worker/console/command.ts'
import { MAX_LINE_LENGTH } from '../../worker/console/limits.ts'
import { parseCommand } from '../../worker/console/parse-command.ts'
import { canonicalDecimal, keyToText, quote, readScalar, scalarToText } from '../../worker/console/scalar.ts'
import { nearest } from '../../worker/console/suggest.ts'
import { tokenize } from '../../worker/console/tokenize.ts'

const read = (line: string) => {
  const parsed = parseCommand(line)
  if (!parsed.ok) throw new Error(`${parsed.reason.message} at ${String(parsed.reason.offset)}`)
  return parsed.value
}
const fault = (line: string) => {
  const parsed = parseCommand(line)
  if (parsed.ok) throw new Error(`read as ${JSON.stringify(parsed.value)}`)
  return parsed.reason
}

describe('commands', () => {
  it('reads the scenario of the original project', () => {
    expect(read('SET foo bar')).toEqual({ verb: 'SET', key: 'foo', value: { type: 'string', text: 'bar' } })
    expect(read('ADD cmp 11')).toEqual({ verb: 'ADD', key: 'cmp', value: { type: 'number', number: '11' } })
    expect(read('sadd mem fourty')).toEqual({
      verb: 'SADD',
      key: 'mem',
      value: { type: 'string', text: 'fourty' },
    })
  })

  it('reads every verb in any case', () => {
    for (const verb of VERBS) {
      const rest =
        verb === 'ADD' || verb === 'MUL' ? ' k 1' : verb.startsWith('S') || verb === 'CONCAT' ? ' k v' : ' k'
      const line =
        verb === 'SMEMBERS'
          ? 'smembers k'
          : verb === 'TIMEOUT' || verb === 'HELP' || verb === 'POL'
            ? verb
            : verb + rest
      expect(read(line.toLowerCase()).verb).toBe(verb)
    }
  })

  it('takes an unquoted number as an exact number and a quoted one as text', () => {
    expect(read('SET k 007.50')).toMatchObject({ value: { type: 'number', number: '7.5' } })
    expect(read('SET k "007.50"')).toMatchObject({ value: { type: 'string', text: '007.50' } })
    expect(read('SET k 123456789012345678901234567890.1')).toMatchObject({
      value: { number: '123456789012345678901234567890.1' },
    })
    expect(read('SET k 192.168.0.1')).toMatchObject({ value: { type: 'string', text: '192.168.0.1' } })
    expect(read('GET 12')).toEqual({ verb: 'GET', key: '12' })
  })

  it('reads bytes, quotes and escapes', () => {
    expect(read('SET k 0x00FF')).toMatchObject({ value: { type: 'bytes', bytes: new Uint8Array([0, 255]) } })
    expect(read(String.raw`SET k "a\n\t\"\\\u{1f344}"`)).toMatchObject({ value: { text: 'a\n\t"\\🍄' } })
    expect(read(`SET 'my key' 'say "hi"'`)).toEqual({
      verb: 'SET',
      key: 'my key',
      value: { type: 'string', text: 'say "hi"' },
    })
    expect(read('SET k ""')).toMatchObject({ value: { type: 'string', text: '' } })
  })

  it('reads durations and bounds them', () => {
    expect(read('TIMEOUT')).toEqual({ verb: 'TIMEOUT' })
    expect(read('TIMEOUT 10m')).toEqual({ verb: 'TIMEOUT', ms: 600_000 })
    expect(read('TIMEOUT 90')).toEqual({ verb: 'TIMEOUT', ms: 90_000 })
    expect(read('TIMEOUT 24H')).toEqual({ verb: 'TIMEOUT', ms: 86_400_000 })
    expect(fault('TIMEOUT 25h')).toMatchObject({
      message: 'A timeout is between 1 second and 24 hours',
      offset: 8,
      length: 3,
    })
    expect(fault('TIMEOUT 999ms').message).toContain('between')
    expect(fault('TIMEOUT soon').message).toContain('30s, 10m or 2h')
  })

  it('reads POL and HELP with and without a word', () => {
    expect(read('POL')).toEqual({ verb: 'POL' })
    expect(read('POL "my orchard"')).toEqual({ verb: 'POL', policy: 'my orchard' })
    expect(read('help sadd')).toEqual({ verb: 'HELP', about: 'SADD' })
  })
})

describe('faults name what and where', () => {
  it('suggests the verb that was meant', () => {
    expect(fault('GTE foo')).toEqual({
      message: 'GTE is not a command; did you mean GET?',
      offset: 0,
      length: 3,
      suggestion: { text: 'GET', offset: 0, length: 3 },
    })
    expect(fault('  smebmers x')).toMatchObject({
      offset: 2,
      length: 8,
      suggestion: { text: 'SMEMBERS', offset: 2, length: 8 },
    })
    expect(fault('frobnicate').suggestion).toBeUndefined()
  })

  it('asks for quotes around several words', () => {
    expect(fault('SET foo hello big world')).toEqual({
      message: 'SET takes one value: put quotes around several words, as in "hello big world"',
      offset: 14,
      length: 9,
      suggestion: { text: '"hello big world"', offset: 8, length: 15 },
    })
    expect(fault('GET a b')).toMatchObject({ offset: 6, length: 1 })
  })

  it('points at what is missing', () => {
    expect(fault('SET')).toMatchObject({
      message: 'SET needs a key and a value, as in SET foo "hello world"',
      offset: 4,
    })
    expect(fault('SET foo')).toMatchObject({ offset: 8 })
    expect(fault('GET ""').message).toBe('A key has at least one character')
    expect(fault('').message).toContain('HELP')
  })

  it('points into quotes and escapes', () => {
    expect(fault('SET k "open')).toMatchObject({ offset: 6, length: 5 })
    expect(fault('SET k "a"b')).toMatchObject({
      message: 'A space is missing after the closing quote',
      offset: 9,
    })
    expect(fault('SET k a"b"')).toMatchObject({ offset: 7 })
    expect(fault(String.raw`SET k "a\x"`)).toMatchObject({ offset: 8, length: 2 })
    expect(fault(String.raw`SET k "\u{110000}"`)).toMatchObject({ offset: 7 })
    expect(fault(String.raw`SET k "\u{d800}"`)).toMatchObject({ offset: 7 })
    expect(fault('SET k a\ud800')).toMatchObject({ offset: 6, length: 2 })
    expect(fault('SET k "\udc00"')).toMatchObject({ offset: 6, length: 3 })
  })

  it('refuses bytes and numbers that cannot be meant', () => {
    expect(fault('SET k 0xabc')).toMatchObject({
      message: 'Bytes need two hex digits each: one digit is missing',
    })
    expect(fault('SET k 0xzz')).toMatchObject({ offset: 8, length: 1 })
    expect(fault('SET k 1e5')).toMatchObject({ suggestion: { text: '"1e5"', offset: 6, length: 3 } })
    expect(fault('ADD k bar')).toMatchObject({
      message: 'ADD needs a number, as in ADD visits 1',
      offset: 6,
      length: 3,
    })
    expect(fault('ADD k "1"').message).toContain('needs a number')
    expect(fault(`SET k ${'9'.repeat(300)}`).message).toContain('at most 256 digits')
    expect(fault(`SET k ${'x'.repeat(MAX_LINE_LENGTH)}`).offset).toBe(MAX_LINE_LENGTH)
  })
})

describe('properties', () => {
  it('never throws, and places every fault inside the line or just behind it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (tail) => {
        for (const line of [tail, `SET k ${tail}`, `set ${tail} "x`]) {
          const parsed = parseCommand(line)
          if (!parsed.ok) expect(parsed.reason.offset).toBeLessThanOrEqual(line.length + 1)
        }
      }),
    )
  })

  it('reads back every quoted text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const words = tokenize(quote(text))
        expect(words.ok && words.value[0]?.text).toBe(text)
      }),
    )
  })

  it('reads back every value and key as typed', () => {
    const scalar = fc.oneof(
      fc.bigInt().map((n) => ({ type: 'number' as const, number: String(n) })),
      fc.string({ unit: 'binary' }).map((text) => ({ type: 'string' as const, text })),
      fc
        .uint8Array({ maxLength: 40 })
        .map((bytes) => ({ type: 'bytes' as const, bytes: new Uint8Array(bytes) })),
    )
    fc.assert(
      fc.property(scalar, fc.string({ unit: 'binary', minLength: 1 }), (value, key) => {
        const command = read(`SET ${keyToText(key)} ${scalarToText(value)}`)
        expect(command).toEqual({ verb: 'SET', key, value })
      }),
    )
  })

  it('gives one canonical text to each number', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.nat({ max: 5 }), fc.nat({ max: 5 }), (whole, left, right) => {
        const digits = whole < 0n ? -whole : whole
        const padded = `${whole < 0n ? '-' : ''}${'0'.repeat(left)}${String(digits)}.${'0'.repeat(right + 1)}`
        expect(canonicalDecimal(padded)).toBe(String(whole))
      }),
    )
    expect(canonicalDecimal('-0.0')).toBe('0')
    expect(canonicalDecimal('.5')).toBe('0.5')
    expect(canonicalDecimal('.')).toBeUndefined()
    expect(canonicalDecimal('')).toBeUndefined()
    expect(canonicalDecimal('-')).toBeUndefined()
  })

  it('offers nothing for a word that is unlike every verb', () => {
    expect(nearest('SELECT', VERBS)).toBeUndefined()
    expect(nearest('S', VERBS)).toBeUndefined()
    expect(readScalar({ text: '-', quoted: false, offset: 0, length: 1 })).toMatchObject({
      value: { type: 'string' },
    })
  })
})
