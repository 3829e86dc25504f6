// What strangers and liars send: it is answered, counted and forgotten, and changes nothing.

import { encode } from 'cborg'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { hexToBytes } from '../../worker/core/codec/hex.ts'
import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import {
  MAX_OFFENCES,
  MAX_OFFENDERS,
  MAX_PENDING_REQUESTS,
  OFFENCE_WINDOW,
} from '../../worker/joining/limits.ts'
import { decodeJoinAnswer, encodeJoin, encodeJoinStatus, PROTOCOLS } from '../../worker/joining/messages.ts'
import { Offences } from '../../worker/joining/offences.ts'
import { parseInvite } from '../../worker/joining/invite-token.ts'
import { draftOf, meet, must, type Node, World } from './world.ts'

let world: World
let alice: Node
let bob: Node
let mallory: Node

beforeEach(async () => {
  world = await World.create()
  alice = await world.node('alice')
  bob = await world.node('bob')
  mallory = await world.node('mallory')
})

const self = { name: 'mallory', relays: [] }
const ask = async (from: PublicKeyHex, body: Uint8Array, protocol = 'join'): Promise<string | undefined> =>
  decodeJoinAnswer(await alice.joining.handleRequest(from, protocol, body))?.status

const snapshot = (node: Node): string => JSON.stringify([...node.disk.image.documents])

describe('hostile requests', () => {
  it('with a wrong secret learn nothing, not even a name, and are barred after a few', async () => {
    await alice.invite()
    const before = snapshot(alice)
    const answer = await alice.joining.handleRequest(mallory.key, 'join', encodeJoin('00'.repeat(32), self))
    expect(Buffer.from(answer).includes('alice')).toBe(false)
    expect(decodeJoinAnswer(answer)).toEqual({ status: 'unknown' })
    for (let i = 1; i < MAX_OFFENCES; i++) await ask(mallory.key, encodeJoin('00'.repeat(32), self))
    expect(await ask(mallory.key, encodeJoin('00'.repeat(32), self))).toBe('busy')
    expect(alice.joining.counters()).toMatchObject({ offences: MAX_OFFENCES, barred: 1 })
    expect(snapshot(alice)).toBe(before)
    world.now += OFFENCE_WINDOW
    expect(await ask(mallory.key, encodeJoin('00'.repeat(32), self))).toBe('unknown')
  })

  it('a barred peer cannot use even a right secret, and nobody else is barred with it', async () => {
    const { secret } = must(parseInvite(await alice.invite())).invite
    for (let i = 0; i < MAX_OFFENCES; i++) await ask(mallory.key, encodeJoin('00'.repeat(32), self))
    expect(await ask(mallory.key, encodeJoin(secret, self))).toBe('busy')
    expect(await ask(bob.key, encodeJoin(secret, { name: 'bob', relays: [] }))).toBe('waiting')
  })

  it('a copied secret is of no use after its guest came, and says nothing of the meeting', async () => {
    const { secret } = must(parseInvite(await alice.invite())).invite
    expect(await ask(bob.key, encodeJoin(secret, self))).toBe('waiting')
    expect(await ask(mallory.key, encodeJoin(secret, self))).toBe('used')
    const id = alice.joining.meetings()[0]?.id ?? ''
    expect(await ask(mallory.key, encodeJoinStatus(id), 'join-status')).toBe('unknown')
    expect(await ask(bob.key, encodeJoinStatus(id), 'join-status')).toBe('waiting')
    expect(await ask(alice.key, encodeJoin(secret, self))).toBe('malformed')
  })

  it('whose key nobody can hold does not meet', async () => {
    const { secret } = must(parseInvite(await alice.invite())).invite
    const small = 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a' as PublicKeyHex
    expect(await ask(small, encodeJoin(secret, self))).toBe('malformed')
    expect(alice.joining.meetings()).toEqual([])
    expect(alice.joining.invites()).toMatchObject([{ state: 'open' }])
  })

  it('with names that deceive or addresses that do more than address are malformed', async () => {
    const { secret } = must(parseInvite(await alice.invite())).invite
    const wrong = [
      ['', []],
      ['a'.repeat(65), []],
      ['ali\u202ece', []],
      ['x', ['javascript:alert(1)']],
      ['x', ['https://relay.example/path']],
      ['x', ['https://user:word@relay.example']],
      ['x', Array.from({ length: 9 }, () => 'https://relay.example')],
      ['x', [`https://${'a'.repeat(300)}.example`]],
      [7, []],
    ] as const
    for (const [index, [name, relays]] of wrong.entries()) {
      const from = index.toString(16).padStart(64, '0') as PublicKeyHex
      expect(await ask(from, encode([1, hexToBytes(secret), name, relays]))).toBe('malformed')
    }
    expect(alice.joining.meetings()).toEqual([])
  })

  it('of any bytes, under any name, from friend or stranger, are answered and change nothing', async () => {
    await meet(world, alice, bob)
    must(await alice.joining.createPolicy(draftOf([alice, bob], 0)))
    await world.settle()
    const before = snapshot(alice)
    const protocol = fc.oneof(fc.constantFrom(...PROTOCOLS), fc.string())
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.anything({ withBigInt: false, withDate: false }).map(encodeAnything),
      fc
        .array(
          fc.oneof(
            fc.constant(1),
            fc.uint8Array({ minLength: 16, maxLength: 32 }),
            fc.string(),
            fc.boolean(),
          ),
        )
        .map(encodeAnything),
      fc.constantFrom(new Uint8Array(2_000_000), new Uint8Array(60_000).fill(0x81)),
    )
    const from = fc.oneof(
      fc.constantFrom(bob.key, mallory.key, alice.key),
      fc
        .uint8Array({ minLength: 32, maxLength: 32 })
        .map((bytes) => Buffer.from(bytes).toString('hex') as PublicKeyHex),
    )
    await fc.assert(
      fc.asyncProperty(from, protocol, body, async (from, protocol, body) => {
        world.now += OFFENCE_WINDOW
        expect((await alice.joining.handleRequest(from, protocol, body)).length).toBeGreaterThan(0)
      }),
      { numRuns: 500 },
    )
    expect(snapshot(alice)).toBe(before)
    expect(alice.joining.counters().malformed).toBeGreaterThan(100)
  })

  it('any answer to our own requests is survived', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (garbage) => {
        const around = await World.create()
        const inviter = await around.node('inviter')
        const guest = await around.node('guest')
        inviter.joining.handleRequest = () => Promise.resolve(garbage)
        must(await guest.joining.acceptInvite(await inviter.invite()))
        await around.settle()
        expect(guest.joining.meetings()[0]?.state).toBe('dialling')
      }),
      { numRuns: 30 },
    )
  })

  it('a flood is answered "busy" beyond a bound, and does not stop what comes after', async () => {
    const { secret } = must(parseInvite(await alice.invite())).invite
    const keyOf = (i: number): PublicKeyHex => i.toString(16).padStart(64, '0') as PublicKeyHex
    const flood = Array.from({ length: 10 * MAX_PENDING_REQUESTS }, (_, i) =>
      ask(keyOf(i), encodeJoin('11'.repeat(32), self)),
    )
    const answers = await Promise.all(flood)
    expect(answers.filter((status) => status === 'busy')).toHaveLength(9 * MAX_PENDING_REQUESTS)
    expect(await ask(bob.key, encodeJoin(secret, { name: 'bob', relays: [] }))).toBe('waiting')
  })

  it('offenders are remembered within a bound', () => {
    const offences = new Offences()
    const keyOf = (i: number): PublicKeyHex => i.toString(16).padStart(64, '0') as PublicKeyHex
    for (let i = 0; i < MAX_OFFENCES; i++) offences.note(keyOf(0), 0)
    expect(offences.isBarred(keyOf(0), 1)).toBe(true)
    for (let i = 1; i <= MAX_OFFENDERS; i++) offences.note(keyOf(i), 0)
    expect(offences.isBarred(keyOf(0), 1)).toBe(false)
    expect(offences.total).toBe(MAX_OFFENCES + MAX_OFFENDERS)
  })

  it('while storage is full every request is "busy", and nothing is promised that is not written', async () => {
    const { secret } = must(parseInvite(await alice.invite())).invite
    alice.disk.capacityBytes = 0
    expect(await ask(bob.key, encodeJoin(secret, { name: 'bob', relays: [] }))).toBe('busy')
    expect(alice.joining.meetings()).toEqual([])
    alice.disk.capacityBytes = Infinity
    await alice.restart()
    expect(await ask(bob.key, encodeJoin(secret, { name: 'bob', relays: [] }))).toBe('waiting')
  })
})

function encodeAnything(value: unknown): Uint8Array {
  try {
    return encode(value)
  } catch {
    return new Uint8Array([0xff])
  }
}
