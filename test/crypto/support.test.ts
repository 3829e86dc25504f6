import { describe, expect, it } from 'vitest'
import { FEATURE_NAMES, missingFeatures, type SupportScope } from '../../worker/crypto/support.ts'

const complete: SupportScope = {
  isSecureContext: true,
  crypto: { subtle: {}, getRandomValues: () => undefined },
  navigator: { locks: {} },
  indexedDB: {},
}
const ed25519 = (native: boolean, wasm: boolean) => ({
  hasNative: () => Promise.resolve(native),
  hasWasm: () => Promise.resolve(wasm),
})

describe('support', () => {
  it('misses nothing in a complete browser, with Ed25519 of either kind', async () => {
    for (const [native, wasm] of [
      [true, true],
      [true, false],
      [false, true],
    ] as const)
      expect(await missingFeatures(complete, ed25519(native, wasm))).toEqual([])
  })

  it('names each feature that is missing', async () => {
    const both = ed25519(true, true)
    expect(await missingFeatures({ ...complete, isSecureContext: false }, both)).toEqual(['secure-context'])
    expect(await missingFeatures({ ...complete, crypto: { getRandomValues: 1 } }, both)).toEqual([
      'web-crypto',
    ])
    expect(await missingFeatures(complete, ed25519(false, false))).toEqual(['ed25519'])
    expect(await missingFeatures({ ...complete, navigator: {} }, both)).toEqual(['web-locks'])
    expect(await missingFeatures({ ...complete, indexedDB: null }, both)).toEqual(['indexed-db'])
    expect(await missingFeatures({ isSecureContext: false }, ed25519(false, false))).toEqual([
      'secure-context',
      'web-crypto',
      'ed25519',
      'web-locks',
      'indexed-db',
    ])
  })

  it('has a name for the screen for each', async () => {
    for (const feature of await missingFeatures({ isSecureContext: false }, ed25519(false, false)))
      expect(FEATURE_NAMES[feature].length).toBeGreaterThan(0)
  })

  it('finds Ed25519 here', async () => {
    expect(await missingFeatures()).not.toContain('ed25519')
  })
})
