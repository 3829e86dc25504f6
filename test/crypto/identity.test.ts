import { afterEach, describe, expect, it, vi } from 'vitest'
import { createIdentity, unlockIdentity } from '../../worker/crypto/identity.ts'
import { openStoredKey } from '../../worker/crypto/signer.ts'
import { createVerifier } from '../../worker/crypto/verifier.ts'

const QUICK = { memoryKib: 8 * 1024, iterations: 1, parallelism: 1 }
const message = new TextEncoder().encode('hello')

afterEach(() => {
  vi.restoreAllMocks()
})

async function created() {
  const identity = await createIdentity('pass', QUICK)
  if (!identity.ok) throw new Error(identity.reason)
  return identity.value
}

describe('an identity', () => {
  it('is the same person when it is created, unlocked and kept unlocked', async () => {
    const verifier = await createVerifier()
    const { sealed, signer, deviceKey } = await created()
    const again = await unlockIdentity(sealed, 'pass')
    if (!again.ok) throw new Error(again.reason)
    const kept = await openStoredKey(deviceKey, verifier)
    if (!kept.ok) throw new Error(kept.reason)
    for (const one of [signer, again.value.signer, kept.value]) {
      expect(one.publicKey).toEqual(sealed.publicKey)
      expect(await verifier.verify(sealed.publicKey, message, await one.sign(message))).toBe(true)
    }
  })

  it('is another person each time', async () => {
    expect((await created()).sealed.publicKey).not.toEqual((await created()).sealed.publicKey)
  })

  it('wipes its seed once created', async () => {
    const seeds: Uint8Array[] = []
    const original = crypto.getRandomValues.bind(crypto)
    vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
      const filled = original(array)
      if (filled instanceof Uint8Array && filled.length === 32) seeds.push(filled)
      return filled
    })
    await created()
    expect(seeds).toEqual([new Uint8Array(32)])
  })

  it('wipes its seed when it cannot be created', async () => {
    const seeds: Uint8Array[] = []
    const original = crypto.getRandomValues.bind(crypto)
    vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
      const filled = original(array)
      if (filled instanceof Uint8Array && filled.length === 32) seeds.push(filled)
      return filled
    })
    expect(await createIdentity('', QUICK)).toEqual({ ok: false, reason: 'empty-passphrase' })
    expect(seeds).toEqual([new Uint8Array(32)])
  })

  it('stays locked to a wrong passphrase and to a damaged record', async () => {
    const { sealed } = await created()
    expect(await unlockIdentity(sealed, 'Pass')).toEqual({ ok: false, reason: 'wrong-passphrase' })
    expect(await unlockIdentity({ ...sealed, iv: new Uint8Array(12) }, 'pass')).toEqual({
      ok: false,
      reason: 'damaged',
    })
  })
})
