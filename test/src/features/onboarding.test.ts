import { describe, expect, it } from 'vitest'
import { inviteLink, splitInvite } from '../../../src/features/meet/pending-invite.ts'
import { checkForm, strength } from '../../../src/features/onboarding/view-model.ts'
import { firstSteps } from '../../../src/features/home/view-model.ts'
import { askToPersist, storageWords } from '../../../src/features/settings/view-model.ts'
import { policy } from '../engine/samples.ts'

describe('the first screen', () => {
  const good = { name: 'alice', passphrase: 'correct horse', repeat: 'correct horse' }

  it('takes a name and a passphrase that is typed twice', () => {
    expect(checkForm(good)).toEqual({})
  })

  it('names each field that is wrong', () => {
    expect(Object.keys(checkForm({ name: ' ', passphrase: 'short', repeat: 'shirt' }))).toEqual([
      'name',
      'passphrase',
      'repeat',
    ])
    expect(checkForm({ ...good, name: 'x'.repeat(65) }).name).toContain('64')
    expect(
      checkForm({ ...good, passphrase: 'x'.repeat(1_025), repeat: 'x'.repeat(1_025) }).passphrase,
    ).toContain('1,024')
  })

  it('hints at the strength of a passphrase: habits are weak, several words are strong', () => {
    expect(strength('')).toBe(0)
    expect(strength('password1234')).toBeLessThanOrEqual(1)
    expect(strength('aaaaaaaaaaaaaaaa')).toBeLessThanOrEqual(1)
    expect(strength('kq7#Lm2!vX9$')).toBeGreaterThanOrEqual(3)
    expect(strength('orbit velvet cactus lemon thunder piano')).toBe(4)
    expect(strength('correct horse battery')).toBeLessThan(strength('correct horse battery staple'))
  })
})

describe('an invite in the address', () => {
  it('is split from the address, so that the history does not keep it', () => {
    expect(splitInvite('https://x.example/keyring?profile=bob#invite=abc')).toEqual({
      text: '#invite=abc',
      rest: 'https://x.example/keyring?profile=bob',
    })
  })

  it('is not seen in other fragments, and is bounded', () => {
    expect(splitInvite('https://x.example/')).toBeUndefined()
    expect(splitInvite('https://x.example/#content')).toBeUndefined()
    expect(splitInvite('https://x.example/#x=invite=1')).toBeUndefined()
    expect(splitInvite(`https://x.example/#invite=${'a'.repeat(20_000)}`)?.text).toHaveLength(8_192)
  })

  it('is put into links the same way, however the node spells the fragment', () => {
    const link = 'https://x.example/#invite=abc'
    expect(inviteLink('https://x.example', '/', 'invite=abc')).toBe(link)
    expect(inviteLink('https://x.example', '/', '#invite=abc')).toBe(link)
    expect(inviteLink('https://x.example', '/', 'abc')).toBe(link)
  })
})

describe('the first steps', () => {
  const person = { key: 'k', name: 'bob' } as never
  const states = (...steps: Parameters<typeof firstSteps>) => firstSteps(...steps).map((step) => step.state)

  it('point to the first that is not done', () => {
    expect(states([], [], 0)).toEqual(['next', 'later', 'later'])
    expect(states([person], [], 0)).toEqual(['done', 'next', 'later'])
    expect(states([person], [policy(1)], 3)).toEqual(['done', 'done', 'done'])
  })

  it('do not count an offer as agreement', () => {
    expect(states([person], [policy(1, { status: 'offered' })], 0)).toEqual(['done', 'next', 'later'])
  })
})

describe('storage', () => {
  it('shows the answer of the browser as it is', async () => {
    expect(await askToPersist({ persist: async () => true })).toBe('granted')
    expect(await askToPersist({ persist: async () => false })).toBe('refused')
    expect(await askToPersist(undefined)).toBe('missing')
    const storage = { usedBytes: null, quotaBytes: 5_000_000_000, persisted: false }
    expect(storageWords(storage, undefined)).toMatchObject({
      used: 'not known',
      quota: '5.0 GB',
      mayAsk: true,
    })
    expect(storageWords(storage, 'refused').kept).toContain('Not persistent')
    expect(storageWords(storage, 'granted')).toMatchObject({
      kept: expect.stringContaining('Persistent') as string,
      mayAsk: false,
    })
    expect(storageWords({ ...storage, persisted: null }, undefined).kept).toContain('does not say')
  })
})
