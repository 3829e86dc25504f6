// Writes ed25519-edge.json. Deterministic: the same file on every machine. Run: npx tsx test/vectors/generate.ts

import { writeFileSync } from 'node:fs'
import { edgeVectors } from './edge-vectors.ts'

const target = new URL('./ed25519-edge.json', import.meta.url)
const vectors = edgeVectors()
writeFileSync(target, `${JSON.stringify(vectors, null, 2)}\n`)
console.log(`${vectors.length} vectors written`)
