import { serialize } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { argon2InJavaScript, DEFAULT_KDF, deriveSealingKey, isKdfParams } from '../../worker/crypto/kdf.ts'
import { MAX_PASSPHRASE_LENGTH } from '../../worker/crypto/limits.ts'
import { checksumOf, type SealedSecret } from '../../worker/crypto/sealed-secret.ts'
import { publicKeyFromSeed } from '../../worker/crypto/seed.ts'
import { openSecret, sealSecret } from '../../worker/crypto/vault.ts'

const QUICK = { memoryKib: 8 * 1024, iterations: 1, parallelism: 1 }
const seed = Uint8Array.from({ length: 32 }, (_, i) => 101 + 3 * i)
const passphrase = 'correct horse battery staple'

async function sealed(params = QUICK, secret = passphrase): Promise<SealedSecret> {
  const result = await sealSecret(seed, secret, params)
  if (!result.ok) throw new Error(result.reason)
  return result.value
}

const opened = async (record: unknown, secret = passphrase): Promise<Uint8Array | string> => {
  const result = await openSecret(record, secret)
  return result.ok ? result.value : result.reason
}

/** As a planted record would be: the checksum fits what was changed. */
const replanted = (record: SealedSecret): SealedSecret => ({ ...record, checksum: checksumOf(record) })

const withByteChanged = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))

describe('the vault', () => {
  it('gives the seed back for the passphrase that sealed it, with the default parameters', async () => {
    const record = await sealed(DEFAULT_KDF)
    expect(record.kdf).toMatchObject({ name: 'argon2id', memoryKib: 65536, iterations: 3, parallelism: 1 })
    expect(await opened(record)).toEqual(seed)
  })

  it('survives the structured clone that storage makes', async () => {
    expect(await opened(structuredClone(await sealed()))).toEqual(seed)
  })

  it('keeps no run of four bytes of the seed, nor the passphrase, in the record', async () => {
    const record = await sealed()
    const stored = serialize(record)
    expect(stored.includes(Buffer.from(record.ciphertext))).toBe(true)
    for (let i = 0; i + 4 <= seed.length; i++)
      expect(stored.includes(Buffer.from(seed.subarray(i, i + 4)))).toBe(false)
    expect(stored.includes(Buffer.from(passphrase))).toBe(false)
  })

  it('seals the same seed differently each time', async () => {
    const [one, two] = [await sealed(), await sealed()]
    expect(one.kdf.salt).not.toEqual(two.kdf.salt)
    expect(one.iv).not.toEqual(two.iv)
    expect(one.ciphertext).not.toEqual(two.ciphertext)
  })

  it('refuses a wrong passphrase, and the right one works afterwards', async () => {
    const record = await sealed()
    const before = structuredClone(record)
    for (const wrong of ['', 'correct horse battery stapl', `${passphrase} `, passphrase.toUpperCase()])
      expect(await opened(record, wrong)).toBe('wrong-passphrase')
    expect(record).toEqual(before)
    expect(await opened(record)).toEqual(seed)
  })

  it('takes one passphrase however a keyboard composes its letters', async () => {
    const record = await sealed(QUICK, 'caf\u00e9 \ufb01n')
    expect(await opened(record, 'cafe\u0301 fin')).toEqual(seed)
  })

  it('refuses to seal under an empty or endless passphrase', async () => {
    const reason = async (secret: string): Promise<string> => {
      const result = await sealSecret(seed, secret, QUICK)
      return result.ok ? 'sealed' : result.reason
    }
    expect(await reason('')).toBe('empty-passphrase')
    expect(await reason('x'.repeat(MAX_PASSPHRASE_LENGTH + 1))).toBe('long-passphrase')
    expect(await reason('x'.repeat(MAX_PASSPHRASE_LENGTH))).toBe('sealed')
  })

  it('does not wipe the seed of its caller', async () => {
    const mine = seed.slice()
    await sealSecret(mine, passphrase, QUICK)
    expect(mine).toEqual(seed)
  })
})

describe('a damaged record', () => {
  it('is told from a wrong passphrase, whichever byte was hit', async () => {
    const record = await sealed()
    for (const at of [0, 15, 31, 47])
      expect(await opened({ ...record, ciphertext: withByteChanged(record.ciphertext, at) })).toBe('damaged')
    expect(await opened({ ...record, iv: withByteChanged(record.iv, 0) })).toBe('damaged')
    expect(await opened({ ...record, publicKey: withByteChanged(record.publicKey, 5) })).toBe('damaged')
    expect(await opened({ ...record, checksum: withByteChanged(record.checksum, 5) })).toBe('damaged')
    const salt = withByteChanged(record.kdf.salt, 3)
    expect(await opened({ ...record, kdf: { ...record.kdf, salt } })).toBe('damaged')
    expect(await opened({ ...record, kdf: { ...record.kdf, iterations: 2 } })).toBe('damaged')
  })

  it('of any shape is a reason and never a throw', async () => {
    const record = await sealed()
    const shapes: readonly unknown[] = [
      ...[undefined, null, 0, 'sealed', [], {}],
      { ...record, version: 0 },
      { ...record, version: '1' },
      { ...record, kdf: undefined },
      { ...record, kdf: null },
      { ...record, kdf: { ...record.kdf, name: 'scrypt' } },
      { ...record, kdf: { ...record.kdf, memoryKib: '65536' } },
      { ...record, ciphertext: new Uint8Array(47) },
      { ...record, ciphertext: [...record.ciphertext] },
      { ...record, publicKey: new Uint8Array(0) },
    ]
    for (const shape of shapes) expect(await opened(shape)).toBe('damaged')
  })

  it('from a later program says so', async () => {
    expect(await opened({ ...(await sealed()), version: 2 })).toBe('newer-version')
  })

  it('cannot ask for the memory or the time of the whole device, nor for none', async () => {
    const record = await sealed()
    const asking = (params: object): SealedSecret =>
      replanted({ ...record, kdf: { ...record.kdf, ...params } })
    const outOfBounds = [
      { memoryKib: 10 * 1024 * 1024 },
      { memoryKib: Number.MAX_SAFE_INTEGER },
      { memoryKib: 1024 },
      { memoryKib: 8192.5 },
      { memoryKib: Number.NaN },
      { memoryKib: -65536 },
      { iterations: 0 },
      { iterations: 1_000_000 },
      { iterations: Number.POSITIVE_INFINITY },
      { parallelism: 0 },
      { parallelism: 255 },
      { memoryKib: 512 * 1024, iterations: 16 },
    ]
    for (const params of outOfBounds) {
      expect(isKdfParams({ ...record.kdf, ...params })).toBe(false)
      expect(await opened(asking(params))).toBe('damaged')
    }
    expect(isKdfParams(DEFAULT_KDF)).toBe(true)
    expect(isKdfParams({ memoryKib: 512 * 1024, iterations: 3, parallelism: 4 })).toBe(true)
  })

  it('with planted parameters or another public key does not open, although its checksum fits', async () => {
    const record = await sealed()
    const planted = replanted({ ...record, kdf: { ...record.kdf, iterations: 2 } })
    expect(await opened(planted)).toBe('wrong-passphrase')
    const otherKey = publicKeyFromSeed(new Uint8Array(32).fill(9))
    expect(await opened(replanted({ ...record, publicKey: otherKey }))).toBe('wrong-passphrase')
  })
})

describe('the key derivation', () => {
  it('gives the same bytes in JavaScript as in WebAssembly', async () => {
    const salt = new Uint8Array(16).fill(7)
    const { argon2id } = await import('hash-wasm')
    const wasm = await argon2id({
      password: new TextEncoder().encode('p'),
      salt,
      memorySize: 8192,
      iterations: 1,
      parallelism: 1,
      hashLength: 32,
      outputType: 'binary',
    })
    expect(await argon2InJavaScript(new TextEncoder().encode('p'), salt, QUICK)).toEqual(wasm)
  })

  it('gives a key that cannot be read back', async () => {
    const key = await deriveSealingKey('p', new Uint8Array(16), QUICK)
    if (!key.ok) throw new Error(key.reason)
    expect(key.value.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('raw', key.value)).rejects.toThrow()
  })
})
