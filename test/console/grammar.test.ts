// The parser is made from the grammar, the README from the command table.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generatedParser } from '../../scripts/grammar.mjs'
import { COMMANDS, formOf, GROUPS, VERBS, type Verb } from '../../worker/console/commands/table.ts'

const ROOT = join(import.meta.dirname, '../..')

describe('what is made from one source', () => {
  it('the parser is the one of the grammar (npm run grammar)', () => {
    for (const [name, text] of Object.entries(generatedParser()))
      expect(readFileSync(join(ROOT, 'worker/console/grammar', name), 'utf8'), name).toBe(text)
  })

  it('the table of the README has every command as HELP has it', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
    const escaped = (text: string): string => text.replaceAll('|', String.raw`\|`)
    const row = (verb: Verb): string =>
      `| \`${escaped(formOf(verb))}\` | ${escaped(COMMANDS[verb].does)} | \`${escaped(COMMANDS[verb].example)}\` |`
    const rows = Object.entries(GROUPS).flatMap(([group, commands]) => [
      `| **${group}** | | |`,
      ...(Object.keys(commands) as Verb[]).map(row),
    ])
    const table = ['| command | what it does | example |', '| --- | --- | --- |', ...rows].join('\n')
    expect(readme.includes(table), `the table should be:\n${table}`).toBe(true)
    expect(new Set(rows).size).toBe(VERBS.length + Object.keys(GROUPS).length)
  })
})
