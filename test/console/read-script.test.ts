// What is read from which text, and what is said of text that is wrong, at its place.
import { describe, expect, it } from 'vitest'
import { applySuggestion } from '../../worker/console/diagnostic.ts'
import { COMMANDS, VERBS } from '../../worker/console/commands/table.ts'
import { readScript } from '../../worker/console/read-script.ts'
import { statementAt } from '../../worker/console/statement-at.ts'
import { distance, nearest } from '../../worker/console/suggest.ts'

function read(text: string) {
  const { statements, diagnostics } = readScript(text)
  expect(diagnostics).toEqual([])
  return statements.map((each) => (each.type === 'call' ? each.call : each))
}
function fault(text: string) {
  const { diagnostics } = readScript(text)
  expect(diagnostics.length, text).toBeGreaterThan(0)
  return { ...diagnostics[0]!, at: text.slice(diagnostics[0]!.from, diagnostics[0]!.to) }
}

describe('reading', () => {
  it('every example of the table is right, in lower case, too', () => {
    for (const verb of VERBS) {
      const { example } = COMMANDS[verb]
      expect(readScript(example).diagnostics, example).toEqual([])
      const [first = '', ...rest] = example.split(' ')
      expect(readScript([first.toLowerCase(), ...rest].join(' ')).diagnostics, example).toEqual([])
    }
  })

  it('values are exact numbers, bytes or text', () => {
    expect(read('SET k 007.50')).toMatchObject([{ args: { value: { type: 'number', number: '7.5' } } }])
    expect(read('SET k "007.50"')).toMatchObject([{ args: { value: { type: 'string', text: '007.50' } } }])
    expect(read('SET k 192.168.0.1')).toMatchObject([{ args: { value: { type: 'string' } } }])
    expect(read('SET k 0x00FF')).toMatchObject([{ args: { value: { bytes: new Uint8Array([0, 255]) } } }])
    expect(read(String.raw`SET k "a\n\t\"\\\u{1f344}\ud83c\udf44"`)).toMatchObject([
      { args: { value: { text: 'a\n\t"\\🍄🍄' } } },
    ])
    expect(read(`GET 'my "own" key'`)).toMatchObject([{ args: { key: 'my "own" key' } }])
    expect(read('GET 12')).toMatchObject([{ args: { key: '12' } }])
    expect(read('get begin; get COMMIT; get a[1]{2}')).toMatchObject([
      { args: { key: 'begin' } },
      { args: { key: 'COMMIT' } },
      { args: { key: 'a[1]{2}' } },
    ])
  })

  it('brackets may stretch over lines and hold comments', () => {
    expect(
      read('SADD s [1, "two", # three is left out\n 0x04]\nHSET m {"a": 1,\n 2: "x"} -- end'),
    ).toMatchObject([
      { args: { value: { type: 'list', items: [{ number: '1' }, { text: 'two' }, { type: 'bytes' }] } } },
      {
        args: {
          field: {
            entries: [
              [{ text: 'a' }, { number: '1' }],
              [{ number: '2' }, { text: 'x' }],
            ],
          },
        },
      },
    ])
  })

  it('statements end at a line or a semicolon; comments say nothing', () => {
    expect(read('# first\n\nSET a 1; SET b 2 -- both\n;;GET a')).toHaveLength(3)
    expect(read('')).toEqual([])
    expect(read('   \n# only words')).toEqual([])
  })

  it('a block is one statement, with its requirements', () => {
    const [block] = read('begin\n REQUIRE a UNCHANGED\n require b Version 3+2.9f86d081\n SET a 1; commit')
    expect(block).toMatchObject({
      type: 'block',
      statements: [
        { call: { args: { key: 'a', mode: 'UNCHANGED' } } },
        { call: { args: { key: 'b', mode: 'VERSION', version: '3+2·9f86d081' } } },
        { call: { verb: 'SET' } },
      ],
    })
    expect(read('EXPLAIN BEGIN; SET a 1; COMMIT')).toMatchObject([
      { type: 'explained', subject: { type: 'block' } },
    ])
  })

  it('keywords come after what stands by position, in any order', () => {
    expect(read('COUNTER c 10 MAX 100 MIN 0')).toMatchObject([
      { args: { number: { number: '10' }, min: { number: '0' }, max: { number: '100' } } },
    ])
    expect(read('SCAN AFTER foo LIMIT 3')).toEqual([{ verb: 'SCAN', args: { cursor: 'foo', limit: 3 } }])
    expect(read('SCAN "" AFTER foo')).toEqual([{ verb: 'SCAN', args: { prefix: '', cursor: 'foo' } }])
    expect(read('KEYS after')).not.toEqual([])
  })
})

/** A step, and not yet all of it. */
const STILL_WRONG = new Set(['SET k "a" b', 'BEGIN; REQUIRE a ABSENT'])

describe('what is wrong is told at its place', () => {
  it.each([
    ['GTE foo', 'GTE', 'did you mean GET?', 'GET foo'],
    ['  smebmers x', 'smebmers', 'did you mean SMEMBERS?', '  SMEMBERS x'],
    ['frobnicate', 'frobnicate', 'is not a command', undefined],
    ['SET foo hello big world', 'big world', 'put quotes around', 'SET foo "hello big world"'],
    ['GET a b', 'b', 'one argument', 'GET "a b"'],
    ['SET', 'SET', 'needs a key and a value', undefined],
    ['SET foo', 'foo', 'needs a value after this', undefined],
    ['GET ""', '""', 'at least one character', undefined],
    [
      `GET ${'k'.repeat(10_000)}`,
      'k'.repeat(10_000),
      'at most 512 characters, this one has 10000',
      undefined,
    ],
    ['SET k "open', '"open', 'never closed', 'SET k "open"'],
    ['SET k "a"b', 'b', 'space is missing', 'SET k "a" b'],
    ['SET k a"b"', '"', 'quote inside a word', undefined],
    [String.raw`SET k "a\x"`, String.raw`\x`, 'means nothing', String.raw`SET k "a\\x"`],
    [String.raw`SET k "\u{110000}"`, String.raw`\u{110000}`, 'in hex', String.raw`SET k "\\u{110000}"`],
    [String.raw`SET k "\ud800"`, String.raw`"\ud800"`, 'surrogate', undefined],
    ['SET k a\ud800', '\ud800', 'surrogate', undefined],
    ['SET k 0xabc', '0xabc', 'one digit is missing', undefined],
    ['SET k 0xzz', 'z', 'not a hex digit', 'SET k "0xzz"'],
    ['SET k 1e5', '1e5', 'in full', 'SET k "1e5"'],
    ['ADD k bar', 'bar', 'needs a number', undefined],
    ['ADD k "1"', '"1"', 'needs a number', undefined],
    ['CONCAT k 12', '12', 'text or bytes', 'CONCAT k "12"'],
    [`SET k ${'9'.repeat(65)}`, '9'.repeat(65), 'at most 64 digits', undefined],
    ['SET k [1, 2', '[', 'not closed', undefined],
    ['SET k [1 2]', '[', 'a comma is missing', undefined],
    ['BEGIN; SET a 1 COMMIT', 'COMMIT', 'after a semicolon', 'BEGIN; SET a 1 ; COMMIT'],
    ['SET k {a}', '{a}', 'not written as', 'SET k "{a}"'],
    ['SADD k [one]', 'one', 'stands in quotes', 'SADD k ["one"]'],
    ['SADD k [[1]]', '[1]', 'no lists', 'SADD k ["[1]"]'],
    ['RPUSH k [null]', 'null', 'no type for null', 'RPUSH k ["null"]'],
    ['SADD k []', '[]', 'empty list', undefined],
    ['HSET k {"a": 1, "a": 2}', '"a"', 'named twice', undefined],
    ['HSET k name', 'name', 'needs a value after the field', undefined],
    ['HSET k {"a": 1} 2', '2', 'nothing stands after', undefined],
    ['GETAT k one', 'one', 'whole number', undefined],
    ['GETAT k 1.5', '1.5', 'whole number', undefined],
    ['KEYS f LIMIT 0', '0', 'from 1 to 1000', undefined],
    ['KEYS f LIMIT', 'LIMIT', 'needs a value', undefined],
    ['COUNTER c 1', 'COUNTER c 1', 'needs a bound', 'COUNTER c 1 MIN 0'],
    ['LSET k -1 x', '-1', 'counted from 0', undefined],
    ['COUNTER c 1 MIN 5 MAX 4', '5', 'above', undefined],
    ['COUNTER c 1 MIN 5 MIN 4', 'MIN', 'twice', undefined],
    ['TIMEOUT 25h', '25h', 'between 1 second and 24 hours', undefined],
    ['TIMEOUT soon', 'soon', '30s, 10m or 2h', undefined],
    ['LEVEL comitted', 'comitted', 'committed, endorsed or certified', 'LEVEL committed'],
    ['HELP GTE', 'GTE', 'did you mean GET?', 'HELP GET'],
    ['COMMIT', 'COMMIT', 'no BEGIN', undefined],
    ['BEGIN\nSET a 1', 'BEGIN', 'no COMMIT', 'BEGIN\nSET a 1\nCOMMIT'],
    ['BEGIN; GET a; COMMIT', 'GET a', 'does not write', undefined],
    ['BEGIN; REQUIRE a ABSENT; COMMIT', 'BEGIN; REQUIRE a ABSENT; COMMIT', 'at least one write', undefined],
    ['REQUIRE a ABSENT', 'REQUIRE a ABSENT', 'between BEGIN and COMMIT', 'BEGIN; REQUIRE a ABSENT'],
    ['BEGIN; REQUIRE a VERSION; SET a 1; COMMIT', 'VERSION', 'needs a version', undefined],
    ['BEGIN; REQUIRE a ABSENT 3; SET a 1; COMMIT', '3', 'takes nothing', undefined],
    ['BEGIN; REQUIRE a VERSION x; SET a 1; COMMIT', 'x', 'as VERSION shows it', undefined],
    ['BEGIN; BEGIN; SET a 1; COMMIT', 'BEGIN', 'inside of another', undefined],
    ['EXPLAIN', 'EXPLAIN', 'needs a statement', undefined],
    ['EXPLAIN GET a', 'GET a', 'nobody has to agree', undefined],
    ['"SET" a 1', '"SET"', 'begins with a command', undefined],
    ['[1, 2]', '[', 'begins with a command', undefined],
  ])('%j', (text, at, message, better) => {
    const found = fault(text)
    expect({ at: found.at, message: found.message }).toEqual({
      at,
      message: expect.stringContaining(message) as string,
    })
    expect(applySuggestion(text, found)).toBe(better)
    if (better !== undefined && !STILL_WRONG.has(better))
      expect(readScript(better).diagnostics, better).toEqual([])
  })

  it('one wrong statement says nothing of the others, and all of them are told', () => {
    const { statements, diagnostics } = readScript('SET a 1\nGTE a\nSET b "x\nGET b')
    expect(statements).toHaveLength(2)
    expect(diagnostics.map(({ from }) => from)).toEqual([8, 20])
  })

  it('a spore has its bounds', () => {
    const many = `BEGIN\n${'SET a 1\n'.repeat(65)}COMMIT`
    expect(fault(many).message).toContain('at most 64')
    expect(fault(`RPUSH a [${'1,'.repeat(64)}1]`).message).toContain('at most 64')
    expect(fault(`SET a "${'x'.repeat(70_000)}"`).message).toContain('65536')
    expect(fault('GET a\n'.repeat(501)).message).toContain('at most 500')
  })
})

describe('the statement at the cursor', () => {
  const text = 'SET a 1 ; GET a  # note\n\n  BEGIN\n SET b 2\nCOMMIT\n'
  const at = (word: string, offset = 0) => {
    const place = statementAt(text, text.indexOf(word) + offset)
    return place && text.slice(place.from, place.to)
  }
  it('is what it stands in, or what stands before it on its line', () => {
    expect(at('SET a')).toBe('SET a 1')
    expect(at('GET a', 2)).toBe('GET a')
    expect(at('note')).toBe('GET a')
    expect(at('SET b')).toBe('BEGIN\n SET b 2\nCOMMIT')
    expect(at('  BEGIN', 1)).toBe('BEGIN\n SET b 2\nCOMMIT')
    expect(statementAt(text, text.indexOf('\n\n') + 1)).toBeUndefined()
    expect(statementAt('', 0)).toBeUndefined()
  })
})

describe('suggestions', () => {
  it('are near, or none', () => {
    expect(nearest('GTE', VERBS)).toBe('GET')
    expect(nearest('XYZZY', VERBS)).toBeUndefined()
    expect(distance('SMEBMERS', 'SMEMBERS')).toBe(1)
  })
})
