import { describe, expect, it } from 'vitest'
import { profileName, profileSearch, readProfile } from '../../../src/engine/profile.ts'
import { missingParts, type Surroundings } from '../../../src/engine/support.ts'
import { admitScript } from '../../../src/engine/trusted.ts'

const ALL: Surroundings = {
  isSecureContext: true,
  hasSubtleCrypto: true,
  hasWebAssembly: true,
  hasLocks: true,
  hasIndexedDb: true,
  hasWorkers: true,
  hasBroadcastChannel: true,
  hasEd25519: true,
}

describe('profiles', () => {
  it('takes plain names and refuses all others rather than repair them', () => {
    expect(readProfile('')).toEqual({ ok: true, value: '' })
    expect(readProfile('?profile=bob-2')).toEqual({ ok: true, value: 'bob-2' })
    for (const bad of ['Bob', 'a b', '../x', 'x'.repeat(33), 'ö'])
      expect(readProfile(`?profile=${encodeURIComponent(bad)}`).ok).toBe(false)
  })

  it('gives each profile a lock of its own, and keeps the name in the address', () => {
    expect(profileName('')).not.toBe(profileName('bob'))
    expect(profileSearch('')).toBe('')
    expect(profileSearch('bob')).toBe('?profile=bob')
  })
})

describe('what a browser lacks', () => {
  it('says nothing when all is there, or when WebAssembly can stand in for Ed25519', () => {
    expect(missingParts(ALL)).toEqual([])
    expect(missingParts({ ...ALL, hasEd25519: false })).toEqual([])
  })

  it('names each missing part once', () => {
    expect(missingParts({ ...ALL, hasLocks: false })).toEqual([expect.stringContaining('Web Locks')])
    expect(missingParts({ ...ALL, hasIndexedDb: false })).toEqual([expect.stringContaining('IndexedDB')])
    expect(missingParts({ ...ALL, hasEd25519: false, hasWebAssembly: false })).toEqual([
      expect.stringContaining('Ed25519'),
    ])
  })

  it('blames the insecure connection, not what it takes away', () => {
    const insecure = { ...ALL, isSecureContext: false, hasSubtleCrypto: false, hasLocks: false }
    expect(missingParts(insecure)).toEqual([expect.stringContaining('https')])
  })
})

describe('the Trusted Types policy', () => {
  const origin = 'https://spore.example'

  it('admits the engine and the service worker of this origin', () => {
    expect(admitScript('/assets/main-B3xY_9-k.js', origin)).toBe(
      'https://spore.example/assets/main-B3xY_9-k.js',
    )
    expect(admitScript('/sw.js', origin)).toBe('https://spore.example/sw.js')
  })

  it('refuses every other address', () => {
    for (const url of [
      'https://evil.example/assets/main-abc.js',
      '//evil.example/sw.js',
      'data:text/javascript,1',
      'blob:https://spore.example/x',
      'javascript:1',
      '/upload/main-abc.js',
      '/assets/main-abc.js/../../x.js',
      '/sw.js.txt',
    ])
      expect(() => admitScript(url, origin), url).toThrow(/Refused/u)
  })
})
