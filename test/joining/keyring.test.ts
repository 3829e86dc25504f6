// The keyring: two questions about each person, bounded, and durable.

import { beforeEach, describe, expect, it } from 'vitest'
import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import type { IntroducerLevel } from '../../worker/rpc/contract.ts'
import { keyringFault, withMet } from '../../worker/joining/keyring.ts'
import { MAX_KEYRING } from '../../worker/joining/limits.ts'
import type { Keyring } from '../../worker/joining/state.ts'
import { StoreError } from '../../worker/store/failure.ts'
import { meet, must, type Node, World } from './world.ts'

let world: World
let alice: Node
let bob: Node

beforeEach(async () => {
  world = await World.create()
  alice = await world.node('alice')
  bob = await world.node('bob')
  await meet(world, alice, bob)
})

describe('keyring', () => {
  it('answers “is it really their key” and “may they vouch” apart, and keeps both over a restart', async () => {
    must(await alice.joining.updatePerson({ key: bob.key, verified: true }))
    expect(alice.joining.keyring()[0]).toMatchObject({ verified: true, introducer: 'none', name: 'bob' })
    must(await alice.joining.updatePerson({ key: bob.key, introducer: 'marginal', name: 'Bobby' }))
    await alice.restart()
    expect(alice.joining.keyring()[0]).toMatchObject({
      verified: true,
      introducer: 'marginal',
      name: 'Bobby',
    })
    expect(alice.joining.keyring()[0]?.fingerprint).toMatch(/^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/)
  })

  it('refuses what makes no sense, and says where', async () => {
    const wrong = [
      [{ name: '' }, 'name'],
      [{ name: 'a\nb' }, 'name'],
      [{ verified: 'yes' as unknown as boolean }, 'verified'],
      [{ introducer: 'all' as IntroducerLevel }, 'introducer'],
    ] as const
    for (const [change, where] of wrong)
      expect(await alice.joining.updatePerson({ key: bob.key, ...change })).toMatchObject({
        reason: { where },
      })
    const nobody = 'f'.repeat(64) as PublicKeyHex
    expect((await alice.joining.updatePerson({ key: nobody })).ok).toBe(false)
    expect((await alice.joining.removePerson(nobody)).ok).toBe(false)
  })

  it('forgets somebody at once and for good, and stops wanting a link to them', async () => {
    expect(alice.joining.wantedPeers().map(({ key }) => key)).toEqual([bob.key])
    expect(must(await alice.joining.removePerson(bob.key))).toEqual([])
    expect(alice.joining.wantedPeers()).toEqual([])
    await alice.restart()
    expect(alice.joining.keyring()).toEqual([])
  })

  it('is bounded, and nobody is pushed out to make room', () => {
    const key = (i: number): PublicKeyHex => i.toString(16).padStart(64, '0') as PublicKeyHex
    let keyring: Keyring = new Map()
    for (let i = 0; i < MAX_KEYRING; i++) keyring = withMet(keyring, key(i), { name: 'x', relays: [] }, 0)
    expect(keyringFault(keyring, key(3))).toBeUndefined()
    expect(keyringFault(keyring, key(MAX_KEYRING))).toMatchObject({ code: 'too-large' })
  })

  it('tells of a change only after it is stored; a change that cannot be stored has not happened', async () => {
    const before = alice.topics.length
    alice.disk.capacityBytes = 0
    await expect(alice.joining.updatePerson({ key: bob.key, name: 'Bobby' })).rejects.toThrow(StoreError)
    expect(alice.joining.keyring()[0]?.name).toBe('bob')
    expect(alice.topics).toHaveLength(before)
  })

  it('that is damaged on disk is a failed store, never an empty keyring', async () => {
    const sound = alice.disk.image.documents.get('joining/keyring')
    const entry = (sound as { items: object[] }).items[0]
    const damaged: readonly unknown[] = [
      null,
      'x',
      { version: 2, items: [] },
      { version: 1, items: 'x' },
      { version: 1, items: [{ ...entry, key: 'zz' }] },
      { version: 1, items: [{ ...entry, introducer: 'god' }] },
      { version: 1, items: [{ ...entry, relays: ['javascript:alert(1)'] }] },
    ]
    for (const value of damaged) {
      alice.disk.image.documents.set('joining/keyring', value)
      await expect(alice.restart()).rejects.toThrow(StoreError)
    }
    alice.disk.image.documents.set('joining/keyring', sound)
    await alice.restart()
    expect(alice.joining.keyring()).toHaveLength(1)
  })
})
