// What holds for every script: what is printed reads back, and nothing that anybody can type or paste throws, hangs or points
// outside of itself.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkScript } from '../../worker/console/run.ts'
import { applySuggestion } from '../../worker/console/diagnostic.ts'
import { MAX_SCRIPT_LENGTH } from '../../worker/console/limits.ts'
import { printStatement } from '../../worker/console/print.ts'
import { readScript } from '../../worker/console/read-script.ts'
import { canonicalDecimal, keyToText, quote, scalarToText } from '../../worker/console/scalar.ts'
import { statementAt } from '../../worker/console/statement-at.ts'
import type { Statement } from '../../worker/console/syntax.ts'
import { call, key, topCall, write } from './arbitrary.ts'

const NOWHERE = { from: 0, to: 0 }
const statement = (each: typeof topCall) =>
  each.map((of): Statement => ({ type: 'call', call: of, place: NOWHERE, places: {} }))
const block = fc
  .tuple(
    fc.array(statement(call.filter(({ verb }) => verb === 'REQUIRE')), { maxLength: 2 }),
    fc.array(statement(write), { minLength: 1, maxLength: 4 }),
  )
  .map(
    ([required, writes]) =>
      ({ type: 'block', statements: [...required, ...writes], place: NOWHERE }) as Statement,
  )
const any: fc.Arbitrary<Statement> = fc.oneof(
  statement(topCall),
  block,
  fc
    .oneof(statement(write), block)
    .map((subject) => ({ type: 'explained', subject, place: NOWHERE }) as Statement),
)

/** Without places, which printing does not keep. */
function shape(of: Statement): unknown {
  switch (of.type) {
    case 'call':
      return of.call
    case 'block':
      return of.statements.map(shape)
    case 'explained':
      return { explained: shape(of.subject) }
  }
}

describe('print and read', () => {
  it('read(print(statement)) is the statement, one by one and as a script', () => {
    fc.assert(
      fc.property(
        fc.array(any, { maxLength: 4 }),
        fc.constantFrom('\n', ' ; ', ' # note\n', '\n\n-- note\n'),
        (all, between) => {
          const { statements, diagnostics } = readScript(all.map(printStatement).join(between))
          expect(diagnostics).toEqual([])
          expect(statements.map(shape)).toEqual(all.map(shape))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('places stand where the words stand', () => {
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 4 }), (all) => {
        const text = all.map(printStatement).join('\n')
        const { statements } = readScript(text)
        for (const [at, { place }] of statements.entries())
          expect(text.slice(place.from, place.to)).toBe(printStatement(all[at]!))
      }),
    )
  })

  it('every quoted text, and every key, reads back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), key, (text, name) => {
        const { statements } = readScript(`SET ${keyToText(name)} ${quote(text)}`)
        expect(shape(statements[0]!)).toEqual({
          verb: 'SET',
          args: { key: name, value: { type: 'string', text } },
        })
      }),
    )
  })

  it('gives one canonical text to each number', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.nat({ max: 5 }), fc.nat({ max: 5 }), (whole, left, right) => {
        const digits = whole < 0n ? -whole : whole
        const padded = `${whole < 0n ? '-' : ''}${'0'.repeat(left)}${digits}.${'0'.repeat(right + 1)}`
        expect(canonicalDecimal(padded)).toBe(String(whole))
      }),
    )
    expect(canonicalDecimal('-0.0')).toBe('0')
    expect(scalarToText({ type: 'bytes', bytes: new Uint8Array() })).toBe('0x')
  })
})

const PIECES = [
  'SET',
  'get',
  'k',
  'BEGIN',
  'COMMIT',
  'EXPLAIN',
  ';',
  '\n',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '#',
  '--',
  '0x',
  '1',
  '-',
  '\\',
  ' ',
  '"a"',
  'REQUIRE',
  '\ud800',
  '\u{1f344}',
  'LIMIT',
]

describe('garbage', () => {
  const garbage = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((each) => each.join(' ')),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((each) => each.join('')),
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
      .map((each) => String.fromCharCode(...each)),
  )

  it('never throws; every diagnostic and suggestion lies inside the text; what has one is not run', () => {
    fc.assert(
      fc.property(garbage, (text) => {
        const checked = checkScript(text, {
          policies: [],
          context: () => ({ policy: undefined, timeoutMs: 1, level: 'committed' }),
        })
        if (readScript(text).diagnostics.length > 0) expect(checked.statements).toEqual([])
        for (const each of checked.diagnostics) {
          expect(each.message).not.toBe('')
          for (const { from, to } of [each, each.suggestion ?? each]) {
            expect(from).toBeGreaterThanOrEqual(0)
            expect(to).toBeGreaterThanOrEqual(from)
            expect(to).toBeLessThanOrEqual(text.length)
          }
          expect(typeof (applySuggestion(text, each) ?? '')).toBe('string')
        }
        for (const at of [0, text.length >> 1, text.length]) {
          const found = statementAt(text, at)
          if (found !== undefined) expect(found.to).toBeLessThanOrEqual(text.length)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('what is read without a diagnostic prints and reads as the same', () => {
    fc.assert(
      fc.property(garbage, (text) => {
        const { statements, diagnostics } = readScript(text)
        if (diagnostics.length > 0) return
        const again = readScript(statements.map(printStatement).join('\n'))
        expect(again.statements.map(shape)).toEqual(statements.map(shape))
      }),
      { numRuns: 1_000 },
    )
  })

  it('ten megabytes, deep brackets and long lines are refused in a moment', () => {
    for (const text of [
      'SET k x\n'.repeat(1_300_000),
      'x'.repeat(10_000_000),
      `SET k ${'['.repeat(200_000)}`,
      `SET k ${'{"a":'.repeat(40_000)}`,
      '"'.repeat(250_000),
      'SET k v\n'.repeat(30_000),
    ]) {
      const began = performance.now()
      const { diagnostics } = readScript(text)
      expect(diagnostics.length).toBeGreaterThan(0)
      expect(diagnostics.length).toBeLessThanOrEqual(100)
      expect(performance.now() - began).toBeLessThan(5_000)
    }
    expect(readScript('x'.repeat(10_000_000)).diagnostics[0]).toMatchObject({
      from: MAX_SCRIPT_LENGTH,
      to: 10_000_000,
    })
  })
})
