import { readFileSync } from 'node:fs'
import * as noble from '@noble/ed25519'
import { describe, expect, it } from 'vitest'
import { bytesToHex } from '../../worker/core/codec/hex.ts'
import { followsTheRule } from '../../worker/crypto/conformance.ts'
import { KeyCache } from '../../worker/crypto/key-cache.ts'
import {
  createLibsodiumVerifier,
  createVerifier,
  createWebCryptoVerifier,
  strictVerifier,
  type Verifier,
} from '../../worker/crypto/verifier.ts'
import { readCctvVectors } from '../vectors/cctv.ts'
import { edgeVectors } from '../vectors/edge-vectors.ts'
import { type EdgeVector, runAdmission, runEdgeVectors } from '../vectors/run.ts'

const own = JSON.parse(
  readFileSync(new URL('../vectors/ed25519-edge.json', import.meta.url), 'utf8'),
) as readonly EdgeVector[]
const foreign = readCctvVectors(new URL('../../../shared/data/ed25519-edge-vectors.json', import.meta.url))

async function verifiersInUse(): Promise<readonly Verifier[]> {
  const backends = [await createWebCryptoVerifier(), await createLibsodiumVerifier()]
  const built = backends.flatMap((backend) => (backend.ok ? [backend.value] : []))
  expect(built.map((verifier) => verifier.backend)).toEqual(['webcrypto', 'libsodium'])
  return [...built, await createVerifier()]
}

describe('edge vectors', () => {
  it('are what the generator makes, and cover what verifiers differ in', () => {
    expect(own).toEqual(edgeVectors())
    expect(own.length).toBeGreaterThanOrEqual(60)
    expect(new Set(own.map((vector) => vector.name)).size).toBe(own.length)
  })

  it('get the expected verdict from every verifier in use', async () => {
    for (const verifier of await verifiersInUse()) expect(await runEdgeVectors(own, verifier)).toEqual([])
  })

  it('get the expected verdict from key admission', () => {
    expect(runAdmission(own)).toEqual([])
  })

  it('accept only honest signatures once keys are admitted', () => {
    const accepted = own.filter((vector) => vector.verify && vector.admit)
    expect(accepted.length).toBeGreaterThan(0)
    for (const vector of accepted) expect(vector.name).toMatch(/^honest/)
  })

  it('of others get the verdict that follows from their flags, from every verifier in use', async () => {
    for (const verifier of await verifiersInUse()) expect(await runEdgeVectors(foreign, verifier)).toEqual([])
    expect(runAdmission(foreign)).toEqual([])
    const accepted = foreign.filter((vector) => vector.verify && vector.admit)
    expect(accepted).toHaveLength(foreign.length === 0 ? 0 : 1)
  })

  it('catch a cofactored verifier, and so does the check before a backend is used', async () => {
    const cofactored = strictVerifier((publicKey, message, signature) =>
      noble.verifyAsync(signature, message, publicKey, { zip215: false }),
    )
    const disagreements = await runEdgeVectors(own, cofactored)
    expect(disagreements.map((one) => one.name)).toContain('torsion 1 in R')
    expect(await followsTheRule(cofactored)).toBe(false)
  })

  it('catch a verifier whose bytes are not checked first', async () => {
    const unchecked: Verifier = {
      verify: async (publicKey, message, signature) => {
        const key = await crypto.subtle.importKey('raw', publicKey.slice(), 'Ed25519', false, ['verify'])
        return crypto.subtle.verify('Ed25519', key, signature.slice(), message.slice())
      },
    }
    expect((await runEdgeVectors(own, unchecked)).length).toBeGreaterThan(0)
  })

  it('catch backends that answer the same whatever they are asked', async () => {
    for (const answer of [true, false])
      expect(await followsTheRule(strictVerifier(() => Promise.resolve(answer)))).toBe(false)
  })
})

describe('a verifier', () => {
  it('gives the same answers for a key again and again, and for more keys than it keeps', async () => {
    const honest = own.filter((vector) => vector.verify && vector.admit)
    const verifier = await createVerifier()
    for (let round = 0; round < 3; round++) expect(await runEdgeVectors(honest, verifier)).toEqual([])
  })

  it('takes views into larger and into shared memory', async () => {
    const [vector] = own
    if (vector === undefined) throw new Error('no vectors')
    const shared = (hex: string): Uint8Array => {
      const length = hex.length / 2
      const view = new Uint8Array(new SharedArrayBuffer(length + 9), 5, length)
      view.set(Buffer.from(hex, 'hex'))
      return view
    }
    for (const verifier of await verifiersInUse())
      expect(
        await verifier.verify(shared(vector.publicKey), shared(vector.message), shared(vector.signature)),
      ).toBe(true)
  })
})

describe('the key cache', () => {
  const bytes = (n: number): Uint8Array => new Uint8Array(32).fill(n)

  it('stays within its capacity and drops what was used longest ago', () => {
    const cache = new KeyCache<number>(3)
    for (const n of [1, 2, 3]) cache.add(bytes(n), n)
    expect(cache.get(bytes(1))).toBe(1)
    cache.add(bytes(4), 4)
    expect(cache.size).toBe(3)
    expect([1, 2, 3, 4].map((n) => cache.get(bytes(n)))).toEqual([1, undefined, 3, 4])
  })

  it('tells every byte apart', () => {
    const cache = new KeyCache<string>(600)
    for (let n = 0; n < 256; n++) cache.add(Uint8Array.of(n, 0), bytesToHex(Uint8Array.of(n)))
    for (let n = 0; n < 256; n++) expect(cache.get(Uint8Array.of(n, 0))).toBe(bytesToHex(Uint8Array.of(n)))
    expect(cache.get(Uint8Array.of(0))).toBeUndefined()
  })
})
