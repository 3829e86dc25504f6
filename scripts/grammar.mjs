// Makes the console's parser from its grammar: `npm run grammar` after a change of worker/console/grammar/script.grammar. The
// result is committed, so that neither a build nor a test needs the generator; a test says when it is out of date.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildParserFile } from '@lezer/generator'
import { ROOT } from './run.mjs'

const FOLDER = join(ROOT, 'worker/console/grammar')
const NAME = 'parser.generated'

/**
 * @returns {Readonly<Record<string, string>>} file names below worker/console/grammar and their text
 */
export function generatedParser() {
  const { parser, terms } = buildParserFile(readFileSync(join(FOLDER, 'script.grammar'), 'utf8'), {
    fileName: 'script.grammar',
    moduleStyle: 'es',
    typeScript: true,
    warn: (message) => {
      throw new Error(message)
    },
  })
  return { [`${NAME}.ts`]: parser, [`${NAME}.terms.ts`]: terms }
}

if (process.argv[1] === import.meta.filename)
  for (const [name, text] of Object.entries(generatedParser())) writeFileSync(join(FOLDER, name), text)
