import { describe, expect, it } from 'vitest'
import {
  MAX_PROOF_KB,
  parseProofText,
  proofName,
  proofText,
} from '../../../src/features/proofs/proof-text.ts'
import { MAX_PROOF_BYTES } from '../../../worker/core/codec/proof-codec.ts'

describe('a proof as text', () => {
  const bytes = Uint8Array.from({ length: 1_000 }, (_, n) => n % 251)

  it('comes back whatever a mail makes of its lines', () => {
    const text = proofText(bytes)
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(80)
    expect(parseProofText(text)).toEqual(bytes)
    expect(parseProofText(text.replaceAll('\n', '\r\n> '))).toEqual(bytes)
    expect(parseProofText(text.replace('sporedb-proof:', ''))).toEqual(bytes)
  })

  it.each(['', '  ', 'What is this?', 'sporedb-proof:', 'a%', 'abc=d', 'aaaaa'])('is not %j', (text) => {
    expect(parseProofText(text)).toBeUndefined()
  })

  it('is as large as the node allows, and no larger', () => {
    expect(MAX_PROOF_KB * 1_000).toBeGreaterThanOrEqual(MAX_PROOF_BYTES)
    expect(parseProofText(proofText(new Uint8Array(MAX_PROOF_BYTES)))).toHaveLength(MAX_PROOF_BYTES)
    expect(parseProofText('A'.repeat(MAX_PROOF_KB * 1_400 + 4))).toBeUndefined()
  })

  it('is named by its spore', () => {
    expect(proofName('ab'.repeat(32))).toBe('sporedb-proof-abababab.cbor')
  })
})
