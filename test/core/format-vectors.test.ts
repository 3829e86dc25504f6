// The byte formats, frozen: a change here is another protocol. The vectors were written once (generate-format-vectors.ts).

import { describe, expect, it } from 'vitest'
import { unpackBatch } from '../../worker/core/codec/batch-codec.ts'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import { decodePolicy } from '../../worker/core/codec/policy-codec.ts'
import { slotRecordCodec } from '../../worker/core/codec/record-codec.ts'
import { decodeSpore } from '../../worker/core/codec/spore-codec.ts'
import { bytesToHex } from '../../worker/core/codec/hex.ts'
import { plain } from './builders.ts'
import { sampleBatch, sampleBundle, sampleFormats, sampleSpores } from './format-samples.ts'
import frozen from '../vectors/core-formats.json' with { type: 'json' }

describe('frozen formats', () => {
  it('CO-1 CO-2 everything encodes and hashes to the frozen bytes', () => {
    expect(sampleFormats()).toEqual(frozen)
  })

  it('CO-1 the frozen bytes still mean what they meant', () => {
    for (const [name, { body }] of Object.entries(frozen.spores))
      expect(plain(decodeSpore(hexToBytes(body)))).toEqual(plain(sampleSpores[name]))
    expect(plain(decodeMessage(hexToBytes(frozen.bundle.wire)))).toEqual(
      plain({ type: 'bundle', bundle: sampleBundle }),
    )
    const full = decodeMessage(hexToBytes(frozen.batch.full))
    const batch = full?.type === 'batch' ? unpackBatch(full.batch, () => undefined)?.batch : undefined
    expect(plain(batch)).toEqual(plain(sampleBatch))
    expect(decodeMessage(hexToBytes(frozen.batch.short))?.type).toBe('batch')
    for (const [name, wire] of Object.entries(frozen.messages))
      expect(decodeMessage(hexToBytes(wire))?.type).toBe(name)
    const evidence = decodeMessage(hexToBytes(frozen.messages.evidence))
    expect(evidence?.type === 'evidence' && evidence.evidence.id).toBe(frozen.evidence.id)
    expect(decodeMessage(hexToBytes(frozen.evidence.ofEmitter))?.type).toBe('evidence')
    expect(decodePolicy(hexToBytes(frozen.policy.record)).ok).toBe(true)
  })

  it('SN-2 stored records come back from the frozen bytes, and are written the same again', () => {
    for (const stored of Object.values(frozen.records))
      expect(bytesToHex(slotRecordCodec.encode(slotRecordCodec.decode(hexToBytes(stored))))).toBe(stored)
  })
})
