// Two people meet by an invite: the whole way, and everything that can come between.

import { beforeEach, describe, expect, it } from 'vitest'
import { MAX_MEETINGS, RETRY_MAX, RETRY_MIN, STATUS_AFTER } from '../../worker/joining/limits.ts'
import { meet, must, type Node, RELAY, World } from './world.ts'

let world: World
let alice: Node
let bob: Node

beforeEach(async () => {
  world = await World.create()
  alice = await world.node('alice')
  bob = await world.node('bob')
})

const stateOf = (node: Node): string | undefined => node.joining.meetings()[0]?.state
const namesOf = (node: Node): readonly string[] => node.joining.keyring().map(({ name }) => name)

describe('a meeting', () => {
  it('shows whom one is about to meet, waits for the inviter, and then both know each other', async () => {
    const link = await alice.invite()
    const preview = must(await bob.joining.readInvite(link))
    expect(preview).toMatchObject({ inviter: alice.key, inviterName: 'alice', relays: [RELAY], known: false })
    expect(world.sent).toEqual([])

    expect(must(await bob.joining.acceptInvite(link)).state).toBe('dialling')
    await world.settle()
    expect(stateOf(bob)).toBe('waiting-for-them')
    expect(alice.joining.meetings()).toMatchObject([
      { role: 'inviter', key: bob.key, name: 'bob', state: 'waiting-for-me' },
    ])
    expect(namesOf(alice)).toEqual([])
    expect(namesOf(bob)).toEqual([])

    const id = alice.joining.meetings()[0]?.id ?? ''
    expect(must(await alice.joining.answerMeeting(id, true)).state).toBe('met')
    expect(namesOf(alice)).toEqual(['bob'])
    await world.settle()
    expect(stateOf(bob)).toBe('met')
    expect(namesOf(bob)).toEqual(['alice'])
    expect(alice.joining.meetings()[0]?.reason).toBeUndefined()
    expect(bob.joining.keyring()[0]).toMatchObject({
      key: alice.key,
      selfName: 'alice',
      verified: false,
      introducer: 'none',
      relays: [RELAY],
    })
    expect(alice.joining.invites()).toMatchObject([{ state: 'used', usedBy: bob.key }])
    expect(must(await bob.joining.readInvite(await alice.invite())).known).toBe(true)
    expect(alice.topics).toEqual(expect.arrayContaining(['invites', 'meetings', 'keyring']))
    expect(world.sent.map(({ protocol, from }) => `${from} ${protocol}`)).toEqual([
      'bob join',
      'alice join-result',
    ])
  })

  it('tells the guest of a refusal, and nobody enters a keyring', async () => {
    must(await bob.joining.acceptInvite(await alice.invite()))
    await world.settle()
    must(await alice.joining.answerMeeting(alice.joining.meetings()[0]?.id ?? '', false))
    await world.settle()
    expect(bob.joining.meetings()[0]).toMatchObject({ state: 'refused', reason: 'alice declined.' })
    expect([...namesOf(alice), ...namesOf(bob)]).toEqual([])
  })

  it('an answer stands: the same again is fine, the contrary is refused', async () => {
    await meet(world, alice, bob)
    const id = alice.joining.meetings()[0]?.id ?? ''
    expect((await alice.joining.answerMeeting(id, true)).ok).toBe(true)
    expect(await alice.joining.answerMeeting(id, false)).toMatchObject({
      ok: false,
      reason: { code: 'refused' },
    })
    expect(await alice.joining.answerMeeting('nothing', true)).toMatchObject({
      ok: false,
      reason: { code: 'unknown' },
    })
    const asGuest = bob.joining.meetings()[0]?.id ?? ''
    expect((await bob.joining.answerMeeting(asGuest, false)).ok).toBe(false)
  })

  it('an invite is for one guest: a second one is told that it is used, the first may ask again', async () => {
    const carol = await world.node('carol')
    const link = await alice.invite()
    must(await bob.joining.acceptInvite(link))
    await world.settle()
    must(await carol.joining.acceptInvite(link))
    await world.settle()
    expect(carol.joining.meetings()[0]).toMatchObject({ state: 'failed' })
    expect(carol.joining.meetings()[0]?.reason).toMatch(/Somebody else has used this invite/)
    expect(alice.joining.meetings().map(({ name }) => name)).toEqual(['bob'])
    // The same guest opens the link a second time: still one meeting.
    expect(must(await bob.joining.acceptInvite(link)).state).toBe('waiting-for-them')
    expect(bob.joining.meetings()).toHaveLength(1)
  })

  it('survives that the answer to the guest is lost: it asks again and is the same guest', async () => {
    world.fate = () => 'lose-answer'
    must(await bob.joining.acceptInvite(await alice.invite()))
    await world.settle()
    expect(bob.joining.meetings()[0]).toMatchObject({ state: 'dialling' })
    expect(bob.joining.meetings()[0]?.reason).toMatch(/cannot be reached at the moment/)
    expect(alice.joining.meetings()).toHaveLength(1)
    world.fate = () => 'deliver'
    await world.pass(RETRY_MAX)
    expect(stateOf(bob)).toBe('waiting-for-them')
    expect(bob.joining.meetings()[0]?.reason).toBeUndefined()
    expect(alice.joining.meetings()).toHaveLength(1)
  })

  it('either app may be closed at any point in between', async () => {
    const link = await alice.invite()
    await alice.restart()
    must(await bob.joining.acceptInvite(link))
    await alice.stop()
    await bob.crash()
    await bob.start()
    await world.settle()
    expect(stateOf(bob)).toBe('dialling')
    await alice.start()
    await world.pass(RETRY_MAX)
    expect(stateOf(bob)).toBe('waiting-for-them')

    await alice.crash()
    await alice.start()
    expect(stateOf(alice)).toBe('waiting-for-me')
    await bob.stop()
    must(await alice.joining.answerMeeting(alice.joining.meetings()[0]?.id ?? '', true))
    await world.settle()
    expect(alice.joining.meetings()[0]).toMatchObject({ state: 'met' })
    expect(alice.joining.meetings()[0]?.reason).toMatch(/bob has not heard of it yet/)
    await alice.restart()
    await bob.start()
    alice.joining.onPeerUp(bob.key)
    await world.settle()
    expect(stateOf(bob)).toBe('met')
    expect(namesOf(bob)).toEqual(['alice'])
    expect(namesOf(alice)).toEqual(['bob'])
    expect(alice.joining.meetings()[0]?.reason).toBeUndefined()
  })

  it('a guest whom the answer never reaches asks for it, and no longer holds the secret', async () => {
    world.fate = ({ protocol }) => (protocol === 'join-result' ? 'lose-request' : 'deliver')
    must(await bob.joining.acceptInvite(await alice.invite()))
    await world.settle()
    must(await alice.joining.answerMeeting(alice.joining.meetings()[0]?.id ?? '', true))
    await world.settle()
    expect(stateOf(bob)).toBe('waiting-for-them')
    await world.pass(STATUS_AFTER)
    expect(world.sentOf('join-status')).toHaveLength(1)
    expect(stateOf(bob)).toBe('met')
    expect(JSON.stringify([...bob.disk.image.documents.values()])).toContain('"secret":null')
  })

  it('a guest who was offline for long is as quick as ever once online', async () => {
    world.fate = () => 'offline'
    must(await bob.joining.acceptInvite(await alice.invite()))
    for (let i = 0; i < 50; i++) await world.pass(RETRY_MIN)
    expect(stateOf(bob)).toBe('dialling')
    world.fate = () => 'deliver'
    await world.pass(RETRY_MIN)
    expect(stateOf(bob)).toBe('waiting-for-them')
  })

  it('fails with a reason when the invite expires before anybody is reached', async () => {
    world.fate = () => 'lose-request'
    must(await bob.joining.acceptInvite(await alice.invite(60_000)))
    await world.pass(60_000)
    expect(bob.joining.meetings()[0]).toMatchObject({
      state: 'failed',
      reason: 'The invite expired before alice could be reached.',
    })
    expect(alice.joining.invites()).toMatchObject([{ state: 'expired' }])
  })

  it('the inviter judges expiry and revocation by its own clock and list', async () => {
    const link = await alice.invite(60_000)
    world.fate = () => 'lose-request'
    must(await bob.joining.acceptInvite(link))
    await world.settle()
    must(await alice.joining.revokeInvite(alice.joining.invites()[0]?.id ?? ''))
    world.fate = () => 'deliver'
    bob.joining.onOnline()
    await world.settle()
    expect(bob.joining.meetings()[0]?.reason).toMatch(/alice has revoked this invite/)
    expect(alice.joining.meetings()).toEqual([])
  })

  it('who dismisses a waiting guest refuses it; who dismisses a wait gives it up', async () => {
    must(await bob.joining.acceptInvite(await alice.invite()))
    await world.settle()
    const left = must(await alice.joining.dismissMeeting(alice.joining.meetings()[0]?.id ?? ''))
    expect(left).toEqual([])
    await world.settle()
    expect(stateOf(bob)).toBe('refused')

    must(await bob.joining.acceptInvite(await alice.invite()))
    await world.settle()
    must(await bob.joining.dismissMeeting(bob.joining.meetings()[0]?.id ?? ''))
    must(await alice.joining.answerMeeting(alice.joining.meetings()[0]?.id ?? '', true))
    await world.settle()
    expect(alice.joining.meetings()[0]).toMatchObject({ state: 'failed' })
    expect(alice.joining.meetings()[0]?.reason).toMatch(/gave up before you answered/)
    expect(namesOf(bob)).toEqual([])
  })

  it('nobody but the inviter can end a meeting, whatever they overheard', async () => {
    const mallory = await world.node('mallory')
    world.fate = ({ protocol }) => (protocol === 'join-result' ? 'lose-request' : 'deliver')
    must(await bob.joining.acceptInvite(await alice.invite()))
    await world.settle()
    must(await alice.joining.answerMeeting(alice.joining.meetings()[0]?.id ?? '', true))
    await world.settle()
    const overheard = world.sentOf('join-result')[0]?.body ?? new Uint8Array()
    await bob.joining.handleRequest(mallory.key, 'join-result', overheard)
    expect(stateOf(bob)).toBe('waiting-for-them')
    expect(namesOf(bob)).toEqual([])
    await bob.joining.handleRequest(alice.key, 'join-result', overheard)
    expect(namesOf(bob)).toEqual(['alice'])
  })

  it('what was dismissed does not come back by a replay', async () => {
    await meet(world, alice, bob)
    const heard = world.sentOf('join-result')[0]?.body ?? new Uint8Array()
    must(await bob.joining.dismissMeeting(bob.joining.meetings()[0]?.id ?? ''))
    must(await bob.joining.removePerson(alice.key))
    await bob.joining.handleRequest(alice.key, 'join-result', heard)
    expect(bob.joining.meetings()).toEqual([])
    expect(namesOf(bob)).toEqual([])
  })

  it('meeting somebody again keeps what the owner decided about them', async () => {
    await meet(world, alice, bob)
    must(
      await alice.joining.updatePerson({ key: bob.key, name: 'Bobby', verified: true, introducer: 'full' }),
    )
    bob.relays = ['https://other.example']
    await meet(world, alice, bob)
    expect(alice.joining.keyring()).toMatchObject([
      {
        name: 'Bobby',
        selfName: 'bob',
        verified: true,
        introducer: 'full',
        relays: ['https://other.example'],
      },
    ])
  })

  it('keeps a bounded number of meetings, and forgets only those that are over', async () => {
    for (let i = 0; i < MAX_MEETINGS + 5; i++) {
      must(await bob.joining.acceptInvite(await alice.invite()))
      await world.settle()
      must(await alice.joining.answerMeeting(alice.joining.meetings()[0]?.id ?? '', false))
      await world.settle()
    }
    expect(alice.joining.meetings()).toHaveLength(MAX_MEETINGS)
    expect(bob.joining.meetings()).toHaveLength(MAX_MEETINGS)
    await bob.restart()
    expect(bob.joining.meetings()).toHaveLength(MAX_MEETINGS)
  })
})
