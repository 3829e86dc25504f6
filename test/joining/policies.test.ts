// Policies travel from their author to the people they name, and the answers travel back.

import { beforeEach, describe, expect, it } from 'vitest'
import { decodePolicy, encodePolicy } from '../../worker/core/codec/policy-codec.ts'
import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import { MAX_POLICIES } from '../../worker/core/limits.ts'
import { MAX_IGNORED, MAX_OFFERS_PER_PEER, RETRY_MAX } from '../../worker/joining/limits.ts'
import { decodeOfferStatus, encodePolicyOffer } from '../../worker/joining/messages.ts'
import { policyOf } from '../core/policy-samples.ts'
import { draftOf, meet, must, type Node, World } from './world.ts'

let world: World
let alice: Node
let bob: Node
let carol: Node

beforeEach(async () => {
  world = await World.create()
  alice = await world.node('alice')
  bob = await world.node('bob')
  carol = await world.node('carol')
  await meet(world, alice, bob)
  await meet(world, alice, carol)
  world.sent.length = 0
})

const statuses = (node: Node): readonly string[] => node.joining.policies().map(({ status }) => status)

describe('a policy', () => {
  it('is active for its author at once, offered to everybody it names, and active there when accepted', async () => {
    const draft = draftOf([alice, bob, carol])
    const check = alice.joining.checkPolicy(draft)
    expect(check).toMatchObject({ faults: [], quorum: 3, agreement: 3, rejects: 2, live: false })
    expect(check.explanation[0]).toMatch(/^alice, bob and carol decide together/)

    const made = must(await alice.joining.createPolicy(draft))
    expect(made).toMatchObject({
      status: 'active',
      isEndorser: true,
      maySubmit: true,
      reachable: 1,
      keys: null,
    })
    await world.settle()
    expect(statuses(bob)).toEqual(['offered'])
    expect(bob.joining.policies()[0]).toMatchObject({
      id: made.id,
      offeredBy: alice.key,
      record: made.record,
    })
    expect(bob.joining.policies()[0]?.statusText).toBe(
      'Offered by alice: it is not in force here until you accept it.',
    )
    expect(bob.joining.activePolicies()).toEqual([])
    alice.reachable.add(bob.key).add(carol.key)
    expect(alice.joining.policies()[0]?.statusText).toBe(
      '3 of 3 endorsers reachable, 3 needed: writes go through. bob and carol are yet to accept it.',
    )

    expect(must(await bob.joining.acceptPolicy(made.id)).status).toBe('active')
    must(await carol.joining.ignorePolicy(made.id))
    await world.settle()
    expect(statuses(bob)).toEqual(['active'])
    expect(statuses(carol)).toEqual(['ignored'])
    expect(bob.joining.activePolicies()).toMatchObject([{ id: made.id }])
    expect(alice.joining.policies()[0]?.statusText).toBe(
      '3 of 3 endorsers reachable, 3 needed: writes go through. carol is not taking part.',
    )
    must(await carol.joining.acceptPolicy(made.id))
    await world.settle()
    expect(alice.joining.policies()[0]?.statusText).toBe(
      '3 of 3 endorsers reachable, 3 needed: writes go through',
    )
    expect((await bob.joining.ignorePolicy(made.id)).ok).toBe(false)
  })

  it('waits for people who are away, over restarts of its author, until each has received it', async () => {
    await bob.stop()
    world.fate = ({ to }) => (to === 'carol' ? 'lose-answer' : 'deliver')
    const made = must(await alice.joining.createPolicy(draftOf([alice, bob, carol])))
    await world.settle()
    expect(alice.joining.policies()[0]?.statusText).toMatch(/bob and carol are yet to receive it/)
    world.fate = () => 'deliver'
    await alice.crash()
    await alice.start()
    await world.settle()
    expect(statuses(carol)).toEqual(['offered'])
    await bob.start()
    alice.joining.onPeerUp(bob.key)
    await world.settle()
    expect(statuses(bob)).toEqual(['offered'])
    world.sent.length = 0
    alice.joining.onPeerUp(bob.key)
    await world.pass(RETRY_MAX)
    expect(world.sent).toEqual([])

    await alice.stop()
    must(await bob.joining.acceptPolicy(made.id))
    await world.settle()
    await bob.crash()
    await bob.start()
    await alice.start()
    await world.pass(RETRY_MAX)
    expect(alice.joining.policies()[0]?.statusText).toMatch(/carol is yet to accept it\.$/)
  })

  it('an offer made before the guest has heard of the meeting arrives all the same', async () => {
    const dave = await world.node('dave')
    must(await dave.joining.acceptInvite(await alice.invite()))
    await world.settle()
    world.fate = ({ protocol }) => (protocol === 'join-result' ? 'lose-request' : 'deliver')
    const meeting = alice.joining.meetings().find(({ key }) => key === dave.key)
    must(await alice.joining.answerMeeting(meeting?.id ?? '', true))
    must(await alice.joining.createPolicy(draftOf([alice, dave], 0)))
    await world.settle()
    expect(statuses(dave)).toEqual([])
    expect(dave.joining.counters().strangers).toBeGreaterThan(0)
    world.fate = () => 'deliver'
    await world.pass(RETRY_MAX)
    expect(statuses(dave)).toEqual(['offered'])
  })

  it('is taken from people in the keyring only', async () => {
    const record = must(await bob.joining.createPolicy(draftOf([bob, carol], 0))).record
    await world.settle()
    expect(statuses(carol)).toEqual([])
    const answer = await carol.joining.handleRequest(
      bob.key,
      'policy-offer',
      encodePolicyOffer(encodePolicy(record)),
    )
    expect(decodeOfferStatus(answer)).toBe('stranger')
    expect(bob.joining.checkPolicy(draftOf([bob, carol], 0)).explanation.join('\n')).toMatch(
      /carol is not in your keyring and will not take an offer from you/,
    )
    await meet(world, bob, carol)
    await world.pass(RETRY_MAX)
    expect(statuses(carol)).toEqual(['offered'])
  })

  it('that names keys nobody can hold is refused with its place, by whichever way it comes', async () => {
    // Order 8: on the curve, and of small order.
    const small = 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a' as PublicKeyHex
    const draft = { ...draftOf([alice, bob], 0), submitters: [{ key: small, name: 'eve' }] }
    expect(alice.joining.checkPolicy(draft).faults).toEqual([
      { path: 'submitters[0].key', message: 'This is not a public key: nobody can hold the secret to it.' },
    ])
    expect(await alice.joining.createPolicy(draft)).toMatchObject({
      ok: false,
      reason: { where: 'submitters[0].key' },
    })
    const endorsers = [{ key: small, name: 'eve', join: null }]
    const record = policyOf(1, 0, { endorsers })
    const answer = await bob.joining.handleRequest(
      alice.key,
      'policy-offer',
      encodePolicyOffer(encodePolicy(record)),
    )
    expect(decodeOfferStatus(answer)).toBe('refused')
    expect(bob.joining.counters().offences).toBe(1)
    expect(statuses(bob)).toEqual([])
  })

  it('can leave as a file and come back as an offer; a faulty file says what and where', async () => {
    const made = must(await alice.joining.createPolicy(draftOf([alice, bob], 0)))
    const { json } = must(alice.joining.exportPolicy(made.id))
    const imported = must(await carol.joining.importPolicy(json))
    expect(imported).toMatchObject({ id: made.id, status: 'offered', isEndorser: false, maySubmit: false })
    expect(imported.offeredBy).toBeUndefined()
    // A policy that does not name me can be accepted: this node holds a copy.
    expect(must(await carol.joining.acceptPolicy(made.id)).status).toBe('active')
    expect(must(await carol.joining.importPolicy(json)).status).toBe('active')
    expect(await carol.joining.importPolicy(json.replace(bob.key, 'bob'))).toMatchObject({
      ok: false,
      reason: {
        code: 'bad-input',
        where: 'endorsers[1].key',
        message:
          'endorsers[1].key: This is not a public key: 64 hexadecimal characters are needed, 3 were given.',
      },
    })
    expect((await carol.joining.importPolicy('{')).ok).toBe(false)
    expect(carol.joining.exportPolicy(made.id)).toEqual(alice.joining.exportPolicy(made.id))
  })

  it('that was ignored is offered again only by an import', async () => {
    const made = must(await alice.joining.createPolicy(draftOf([alice, bob], 0)))
    await world.settle()
    must(await bob.joining.ignorePolicy(made.id))
    await world.settle()
    await bob.joining.handleRequest(alice.key, 'policy-offer', encodePolicyOffer(encodePolicy(made.record)))
    expect(statuses(bob)).toEqual(['ignored'])
    must(await bob.joining.importPolicy(must(alice.joining.exportPolicy(made.id)).json))
    expect(statuses(bob)).toEqual(['offered'])
  })

  it('links are wanted with everybody whom an active policy names, before the rest of the keyring', async () => {
    must(await alice.joining.createPolicy(draftOf([alice, carol], 0)))
    expect(alice.joining.wantedPeers().map(({ key }) => world.nameOf(key))).toEqual(['carol', 'bob'])
    must(
      await bob.joining.importPolicy(
        must(alice.joining.exportPolicy(alice.joining.policies()[0]?.id ?? ('' as never))).json,
      ),
    )
    expect(bob.joining.wantedPeers().map(({ key }) => world.nameOf(key))).toEqual(['alice'])
    must(await bob.joining.acceptPolicy(bob.joining.policies()[0]?.id ?? ('' as never)))
    expect(bob.joining.wantedPeers().map(({ key }) => world.nameOf(key))).toEqual(['alice', 'carol'])
  })

  it('two people who offer the same policy both hear the answer', async () => {
    await meet(world, carol, bob)
    const made = must(await alice.joining.createPolicy(draftOf([alice, bob], 0)))
    await world.settle()
    await bob.joining.handleRequest(carol.key, 'policy-offer', encodePolicyOffer(encodePolicy(made.record)))
    world.sent.length = 0
    must(await bob.joining.acceptPolicy(made.id))
    await world.settle()
    expect(world.sentOf('policy-answer').map(({ to }) => to)).toEqual(['alice', 'carol'])
  })

  it('offers and policies are bounded; a peer cannot fill the list of another', async () => {
    const offer = async (from: Node, index: number): Promise<string | undefined> => {
      const record = { ...policyOf(1, 0), endorsers: [{ key: bob.key, name: 'bob', join: null }] }
      const wire = encodePolicy({ ...record, nonce: index.toString(16).padStart(32, '0') })
      expect(decodePolicy(wire).ok).toBe(true)
      return decodeOfferStatus(
        await bob.joining.handleRequest(from.key, 'policy-offer', encodePolicyOffer(wire)),
      )
    }
    for (let i = 0; i < MAX_OFFERS_PER_PEER; i++) expect(await offer(alice, i)).toBe('pending')
    expect(await offer(alice, 99)).toBe('busy')
    await meet(world, carol, bob)
    expect(await offer(carol, 100)).toBe('pending')
    for (let i = 0; i < MAX_IGNORED + 4; i++) {
      world.now++
      const next = bob.joining
        .policies()
        .find(({ status, offeredBy }) => status === 'offered' && offeredBy === alice.key)
      if (next) must(await bob.joining.ignorePolicy(next.id))
      expect(await offer(alice, 1_000 + i)).toBe('pending')
    }
    await bob.restart()
    expect(bob.joining.policies().filter(({ status }) => status === 'ignored')).toHaveLength(MAX_IGNORED)

    for (let i = 0; i < MAX_POLICIES; i++) must(await carol.joining.createPolicy(draftOf([carol], 0)))
    expect(await carol.joining.createPolicy(draftOf([carol], 0))).toMatchObject({
      reason: { code: 'too-large' },
    })
  })
})
