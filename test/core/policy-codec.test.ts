// Policies as bytes, as ids and as files.

import { encode } from 'cborg'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadHash } from '../../worker/core/codec/hash.ts'
import { decodePolicy, encodePolicy, policyIdOf } from '../../worker/core/codec/policy-codec.ts'
import { exportPolicy, importPolicy } from '../../worker/core/codec/policy-json.ts'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import { MAX_POLICY_BYTES, MAX_POLICY_JSON_LENGTH } from '../../worker/core/model/policy-limits.ts'
import type { PolicyRecord } from '../../worker/core/model/policy.ts'
import { anyPolicy, keyOf, policyOf } from './policy-samples.ts'

beforeAll(() => loadHash())

describe('policy bytes', () => {
  it('CO-1 every record comes back from its bytes, and those are its only bytes', () => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        const bytes = encodePolicy(policy)
        const decoded = decodePolicy(bytes)
        expect(decoded.ok && decoded.value).toEqual(policy)
        expect(decoded.ok && encodePolicy(decoded.value)).toEqual(bytes)
      }),
    )
  })

  it('CO-2 the id is that of the frozen vector: another encoding would be another protocol', () => {
    expect(policyIdOf(policyOf(4, 1))).toBe(
      '768420d8e7805b2227fc11e4f301b440cec5b29fff012b40f5afcba02c858141',
    )
  })

  it('CO-2 any difference gives another id, the order of the endorsers and the nonce included', () => {
    const policy = policyOf(4, 1)
    const ids = [
      policy,
      { ...policy, endorsers: [...policy.endorsers].reverse() },
      { ...policy, nonce: 'ff'.repeat(16) },
      { ...policy, quorum: 4 },
      { ...policy, adminQuorum: 4 },
      { ...policy, comment: ' ' },
      { ...policy, fast: true },
    ].map(policyIdOf)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('CO-1 refuses other encodings of the same record', () => {
    const policy = policyOf(3, 1)
    const canonical = encodePolicy(policy)
    // 8c = array of 12; 98 0c says the same in two bytes. 01 = version 1; 18 01 says the same in two bytes.
    const longHead = new Uint8Array([0x98, 0x0c, ...canonical.subarray(1)])
    const longInteger = new Uint8Array([0x8c, 0x18, 0x01, ...canonical.subarray(2)])
    const floatVersion = new Uint8Array([0x8c, 0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, ...canonical.subarray(2)])
    const trailing = new Uint8Array([...canonical, 0])
    for (const bytes of [longHead, longInteger, floatVersion, trailing])
      expect(decodePolicy(bytes).ok).toBe(false)
    expect(decodePolicy(canonical).ok).toBe(true)
  })

  it('refuses what breaks a rule, though its bytes are canonical', () => {
    const bytes = encode([
      1,
      'bft',
      'x',
      '',
      [[hexToBytes(keyOf(1)), 'a', null]],
      0,
      1,
      1,
      [],
      1,
      new Uint8Array(16),
      0,
    ])
    const decoded = decodePolicy(bytes)
    expect(decoded.ok ? [] : decoded.reason.map(({ path }) => path)).toEqual(['maxTimeoutMs'])
  })

  it('PO-1 PO-5 the fast path is 0 or 1, nothing else, and never missing', () => {
    const canonical = encodePolicy(policyOf(6, 1, { fast: true }))
    expect(canonical.at(-1)).toBe(1)
    expect(decodePolicy(canonical).ok).toBe(true)
    for (const last of [2, 0xf4, 0xf5, 0xf6])
      expect(decodePolicy(new Uint8Array([...canonical.subarray(0, -1), last])).ok).toBe(false)
    expect(decodePolicy(new Uint8Array([0x8b, ...canonical.subarray(1, -1)])).ok).toBe(false)
    expect(decodePolicy(new Uint8Array([...encodePolicy(policyOf(5, 1)).subarray(0, -1), 1])).ok).toBe(false)
  })

  it('takes any bytes without throwing, and a damaged record never decodes to another of the same id', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
        expect(decodePolicy(bytes).ok).toBe(false)
      }),
    )
    fc.assert(
      fc.property(anyPolicy, fc.nat(), fc.integer({ min: 1, max: 255 }), (policy, at, flip) => {
        const bytes = encodePolicy(policy)
        bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ flip
        const decoded = decodePolicy(bytes)
        if (decoded.ok) expect(policyIdOf(decoded.value)).not.toBe(policyIdOf(policy))
      }),
    )
    expect(decodePolicy(new Uint8Array(50_000).fill(0x81)).ok).toBe(false)
  })

  it('the largest legal record fits in both bounds', () => {
    const largest = largestPolicy()
    expect(decodePolicy(encodePolicy(largest)).ok).toBe(true)
    expect(encodePolicy(largest).length).toBeLessThanOrEqual(MAX_POLICY_BYTES)
    expect(exportPolicy(largest).length).toBeLessThanOrEqual(MAX_POLICY_JSON_LENGTH)
    expect(importPolicy(exportPolicy(largest)).ok).toBe(true)
  })
})

describe('policy files', () => {
  it('every record comes back from its file, and exports to the same text again', () => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        const text = exportPolicy(policy)
        const imported = importPolicy(text)
        expect(imported.ok && imported.value).toEqual({ id: policyIdOf(policy), record: policy })
        expect(imported.ok && exportPolicy(imported.value.record)).toBe(text)
      }),
    )
  })

  it('notices a change made after the export', () => {
    const changed = exportPolicy(policyOf(4, 1)).replace('"quorum": 3', '"quorum": 4')
    expect(faultsOf(changed)).toEqual([
      ['id', 'The id does not fit the policy: the file was changed after it was exported.'],
    ])
  })

  it('names what is wrong and where', () => {
    const text = exportPolicy(policyOf(4, 1))
    expect(faultsOf(text.replace(keyOf(2), 'not a key'))[0]?.[0]).toBe('endorsers[1].key')
    expect(faultsOf(text.replace('sporedb-policy', 'x'))[0]?.[0]).toBe('format')
    expect(faultsOf(text.replace('"formatVersion": 1', '"formatVersion": 2'))[0]?.[1]).toMatch(
      /newer version/,
    )
    expect(faultsOf(text.slice(0, 100))[0]?.[1]).toMatch(/not JSON/)
    expect(faultsOf('x'.repeat(MAX_POLICY_JSON_LENGTH + 1))[0]?.[1]).toMatch(/too long/)
    expect(faultsOf(text.replace('"policy"', '"extra": 1, "policy"'))[0]?.[0]).toBe('extra')
  })

  it('takes any text without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(importPolicy(text).ok).toBe(false)
      }),
    )
  })
})

function faultsOf(text: string): readonly (readonly [string, string])[] {
  const result = importPolicy(text)
  return result.ok ? [] : result.reason.map(({ path, message }) => [path, message] as const)
}

function largestPolicy(): PolicyRecord {
  const name = '\u{1f344}'.repeat(64)
  const endorsers = Array.from({ length: 31 }, (_, i) => ({ key: keyOf(i + 1), name, join: null }))
  const submitters = Array.from({ length: 256 }, (_, i) => ({ key: keyOf(i + 100), name }))
  return policyOf(31, 10, { name, comment: '\u{1f344}'.repeat(1_000), endorsers, submitters })
}
