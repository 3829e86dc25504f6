import { describe, expect, it, vi } from 'vitest'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import { createDeviceKey, type DeviceKey, parseDeviceKey } from '../../worker/crypto/device-key.ts'
import { importSeed, publicKeyFromSeed } from '../../worker/crypto/seed.ts'
import {
  createLibsodiumSigner,
  createSigner,
  createWebCryptoSigner,
  openStoredKey,
  SignerClosed,
} from '../../worker/crypto/signer.ts'
import { createVerifier } from '../../worker/crypto/verifier.ts'

// RFC 8032, section 7.1, tests 1 to 3.
const RFC_8032 = [
  {
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
]

const seed = Uint8Array.from({ length: 32 }, (_, i) => 200 - i)
const message = new TextEncoder().encode('a batch')

async function deviceKey(): Promise<DeviceKey> {
  const key = await createDeviceKey(seed)
  if (!key.ok) throw new Error(key.reason)
  return key.value
}

describe.each([
  ['webcrypto', createWebCryptoSigner],
  ['libsodium', createLibsodiumSigner],
  ['the one in use', createSigner],
] as const)('a signer by %s', (_, create) => {
  it('signs as RFC 8032 says', async () => {
    for (const expected of RFC_8032) {
      const signer = await create(hexToBytes(expected.seed))
      expect(signer.publicKey).toEqual(hexToBytes(expected.publicKey))
      expect(await signer.sign(hexToBytes(expected.message))).toEqual(hexToBytes(expected.signature))
      signer.close()
    }
  })

  it('leaves the seed to its caller and needs it no more', async () => {
    const mine = seed.slice()
    const signer = await create(mine)
    expect(mine).toEqual(seed)
    mine.fill(0)
    const verifier = await createVerifier()
    expect(await verifier.verify(signer.publicKey, message, await signer.sign(message))).toBe(true)
  })

  it('signs no more once closed', async () => {
    const signer = await create(seed)
    signer.close()
    await expect(signer.sign(message)).rejects.toThrow(SignerClosed)
  })

  it('exposes nothing but the public key', async () => {
    const signer = await create(seed)
    expect(Object.keys(signer).sort()).toEqual(['close', 'publicKey', 'sign'])
  })

  it('refuses a seed of another length', async () => {
    await expect(create(new Uint8Array(31))).rejects.toThrow('a seed has 32 bytes')
  })
})

describe('a device key', () => {
  it('signs after the structured clone that IndexedDB makes', async () => {
    const verifier = await createVerifier()
    const opened = await openStoredKey(structuredClone(await deviceKey()), verifier)
    if (!opened.ok) throw new Error(opened.reason)
    expect(opened.value.publicKey).toEqual(publicKeyFromSeed(seed))
    expect(await verifier.verify(opened.value.publicKey, message, await opened.value.sign(message))).toBe(
      true,
    )
  })

  it('cannot be read back in any format', async () => {
    const { privateKey } = await deviceKey()
    expect(privateKey.extractable).toBe(false)
    for (const format of ['jwk', 'pkcs8', 'raw'] as const)
      await expect(crypto.subtle.exportKey(format, privateKey)).rejects.toThrow()
  })

  it('is not offered where the browser cannot store it', async () => {
    vi.stubGlobal('structuredClone', () => {
      throw new DOMException('The object could not be cloned.', 'DataCloneError')
    })
    expect(await createDeviceKey(seed)).toEqual({ ok: false, reason: 'unsupported' })
    vi.stubGlobal('structuredClone', () => null)
    expect(await createDeviceKey(seed)).toEqual({ ok: false, reason: 'unsupported' })
    vi.unstubAllGlobals()
  })

  it('whose halves do not fit is refused', async () => {
    const verifier = await createVerifier()
    const publicKey = publicKeyFromSeed(new Uint8Array(32).fill(1))
    expect(await openStoredKey({ ...(await deviceKey()), publicKey }, verifier)).toEqual({
      ok: false,
      reason: 'wrong-key',
    })
  })

  it('that is damaged, extractable or of another kind is refused', async () => {
    const good = await deviceKey()
    const extractable = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
    const ecdsa = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'sign',
      'verify',
    ])
    const shapes: readonly unknown[] = [
      ...[undefined, null, 1, 'key', {}],
      { publicKey: good.publicKey },
      { ...good, publicKey: new Uint8Array(31) },
      { ...good, publicKey: [...good.publicKey] },
      { ...good, privateKey: {} },
      { ...good, privateKey: seed },
      { ...good, privateKey: 'privateKey' in extractable ? extractable.privateKey : undefined },
      { ...good, privateKey: 'publicKey' in extractable ? extractable.publicKey : undefined },
      { ...good, privateKey: ecdsa.privateKey },
    ]
    const verifier = await createVerifier()
    for (const shape of shapes) {
      expect(parseDeviceKey(shape)).toBeUndefined()
      expect(await openStoredKey(shape, verifier)).toEqual({ ok: false, reason: 'damaged' })
    }
  })
})

describe('the key made of a seed', () => {
  it('may sign and nothing else', async () => {
    const key = await importSeed(seed)
    expect(key.usages).toEqual(['sign'])
    expect(key.type).toBe('private')
  })
})
