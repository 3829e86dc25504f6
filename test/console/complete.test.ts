import { describe, expect, it } from 'vitest'
import { completionIn } from '../../worker/console/complete.ts'
import { parser } from '../../worker/console/grammar/parser.generated.ts'

/** `|` is the cursor. */
function at(script: string) {
  const position = script.indexOf('|')
  const text = script.replace('|', '')
  const found = completionIn(parser.parse(text), text, position)
  return found && { ...found.wanted, replaces: text.slice(found.from, found.to) }
}

describe('completion', () => {
  it.each([
    ['|', { type: 'command', replaces: '' }],
    ['sme|', { type: 'command', replaces: 'sme' }],
    ['GET a; S|', { type: 'command', replaces: 'S' }],
    ['BEGIN\n  A|\nCOMMIT', { type: 'command', replaces: 'A' }],
    ['EXPLAIN S|', { type: 'command', replaces: 'S' }],
    ['GET |', { type: 'key', prefix: '', replaces: '' }],
    ['GET fo|', { type: 'key', prefix: 'fo', replaces: 'fo' }],
    ['GET "my k|', { type: 'key', prefix: 'my k', replaces: '"my k' }],
    ['SET a 1\nGET fo|', { type: 'key', prefix: 'fo' }],
    ['BEGIN; SET fo| 1; COMMIT', { type: 'key', prefix: 'fo' }],
    ['SET foo |', undefined],
    ['CAS foo |', { type: 'word', words: ['ABSENT'] }],
    ['POL |', { type: 'policy' }],
    ['POL orch|', { type: 'policy', replaces: 'orch' }],
    ['LEVEL |', { type: 'word' }],
    ['HELP S|', { type: 'command', replaces: 'S' }],
    ['BEGIN; REQUIRE a |', { type: 'word' }],
    ['COUNTER c 1 |', { type: 'word', words: ['MIN', 'MAX'] }],
    ['SCAN f AFTER |', { type: 'key', prefix: '' }],
    ['# GET |', undefined],
    ['XYZ |', undefined],
  ])('%s', (script, wanted) => {
    if (wanted === undefined) expect(at(script)).toBeUndefined()
    else expect(at(script)).toMatchObject(wanted)
  })
})
