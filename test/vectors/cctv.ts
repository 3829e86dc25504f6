// The 914 vectors of C2SP/CCTV state properties, not verdicts. Under the project's rule the verdicts follow:
// an encoding that is not canonical or of small order is refused before any verifier; a low-order residue means that
// only the cofactored equation holds, so ours fails; a key with a low-order component is never admitted.
// `reencoded_k` stands only beside a non-canonical encoding and a low-order component of R alone decides nothing.

import { readFileSync } from 'node:fs'
import { bytesToHex } from '../../worker/core/codec/hex.ts'
import type { EdgeVector } from './run.ts'
import { textBytes } from './craft.ts'

interface CctvVector {
  readonly number: number
  readonly key: string
  readonly sig: string
  readonly msg: string
  readonly flags: readonly string[] | null
}

const REFUSED_BY_ENCODING = ['low_order_A', 'low_order_R', 'non_canonical_A', 'non_canonical_R']
const REFUSED_BY_ADMISSION = ['low_order_A', 'low_order_component_A', 'non_canonical_A']

/** Empty where the file is absent: it is not part of the project. */
export function readCctvVectors(url: URL): readonly EdgeVector[] {
  const text = readIfPresent(url)
  return text === undefined ? [] : (JSON.parse(text) as readonly CctvVector[]).map(toEdgeVector)
}

function toEdgeVector(vector: CctvVector): EdgeVector {
  const flags = vector.flags ?? []
  const has = (names: readonly string[]): boolean => names.some((name) => flags.includes(name))
  return {
    name: `cctv ${vector.number}: ${flags.join(' ')}`,
    publicKey: vector.key,
    message: bytesToHex(textBytes(vector.msg)),
    signature: vector.sig,
    verify: !has(REFUSED_BY_ENCODING) && !has(['low_order_residue']),
    admit: !has(REFUSED_BY_ADMISSION),
  }
}

function readIfPresent(url: URL): string | undefined {
  try {
    return readFileSync(url, 'utf8')
  } catch {
    return undefined
  }
}
