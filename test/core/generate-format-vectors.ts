// Writes test/vectors/core-formats.json. Only for a deliberate change of a format, which every node of a mycelium has to
// make together: what nodes have stored and signed until then is in the old one. Run: npx tsx test/core/generate-format-vectors.ts

import { writeFileSync } from 'node:fs'
import { sampleFormats } from './format-samples.ts'

const target = new URL('../vectors/core-formats.json', import.meta.url)
writeFileSync(target, `${JSON.stringify(sampleFormats(), null, 2)}\n`)
console.log('test/vectors/core-formats.json written')
