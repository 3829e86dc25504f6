// Policies for tests: valid records of every shape, and keys that look like keys.

import fc from 'fast-check'
import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import type { PolicyRecord } from '../../worker/core/model/policy.ts'
import { agreementQuorum, defaultAdminQuorum, fastQuorum } from '../../worker/core/model/policy-parameters.ts'
import { nameFault, proseFault } from '../../worker/core/model/well-formed-text.ts'

/** Distinct 32-byte keys in text form. Not curve points: the core does not ask. */
export const keyOf = (index: number): PublicKeyHex => index.toString(16).padStart(64, '0') as PublicKeyHex

export function policyOf(n: number, f: number, changes: Partial<PolicyRecord> = {}): PolicyRecord {
  return {
    version: 1,
    kind: 'bft',
    name: 'Orchard',
    comment: '',
    endorsers: Array.from({ length: n }, (_, i) => ({
      key: keyOf(i + 1),
      name: `endorser ${i + 1}`,
      join: null,
    })),
    f,
    quorum: agreementQuorum(n, f),
    adminQuorum: defaultAdminQuorum(n, f),
    submitters: [],
    maxTimeoutMs: 86_400_000,
    nonce: '00112233445566778899aabbccddeeff',
    fast: false,
    ...changes,
  }
}

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 64 })
  .filter((text) => nameFault(text, 64) === undefined)
const comment = fc
  .string({ unit: 'grapheme', maxLength: 200 })
  .filter((text) => proseFault(text, 1_000) === undefined)
const key = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex') as PublicKeyHex)

/** Any valid record. */
export const anyPolicy: fc.Arbitrary<PolicyRecord> = fc
  .record({ n: fc.integer({ min: 1, max: 31 }), submitters: fc.integer({ min: 0, max: 20 }) })
  .chain(({ n, submitters }) =>
    fc.record({
      n: fc.constant(n),
      f: fc.integer({ min: 0, max: n - 1 }),
      keys: fc.uniqueArray(key, { minLength: n + submitters, maxLength: n + submitters }),
      names: fc.array(name, { minLength: n + submitters, maxLength: n + submitters }),
      name,
      comment,
      spare: fc.nat(30),
      adminSpare: fc.nat(30),
      maxTimeoutMs: fc.integer({ min: 1_000, max: 86_400_000 }),
      fast: fc.boolean(),
      nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    }),
  )
  .map(({ n, f, keys, names, name, comment, spare, adminSpare, maxTimeoutMs, fast, nonce }) => {
    const people = keys.map((key, i) => ({ key, name: names[i] ?? 'x' }))
    const q = agreementQuorum(n, f)
    const quorum = Math.min(n, q + spare)
    return {
      version: 1,
      kind: 'bft',
      name,
      comment,
      endorsers: people.slice(0, n).map((person) => ({ ...person, join: null })),
      f,
      quorum,
      adminQuorum: Math.min(n, q + adminSpare),
      submitters: people.slice(n).sort((a, b) => (a.key < b.key ? -1 : 1)),
      maxTimeoutMs,
      nonce: Buffer.from(nonce).toString('hex'),
      fast: fast && fastQuorum(n, f, quorum) !== undefined,
    }
  })
