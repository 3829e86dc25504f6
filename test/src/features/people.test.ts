import { describe, expect, it } from 'vitest'
import {
  byName,
  meetingModel,
  openInvites,
  orderMeetings,
  removalConsequences,
} from '../../../src/features/keyring/view-model.ts'
import { connectionWords, orderPeers, relayIsSpare } from '../../../src/features/peers/view-model.ts'
import type {
  InviteView,
  KeyringEntry,
  MeetingView,
  NetworkView,
  PeerView,
} from '../../../worker/rpc/contract.ts'
import { key, policy } from '../engine/samples.ts'

const meeting = (state: MeetingView['state'], at = 0): MeetingView => ({
  id: `${state} ${at}`,
  role: 'guest',
  key: key('b'),
  name: 'bob',
  fingerprint: '',
  state,
  at,
})
const entry = (letter: string, name: string): KeyringEntry => ({
  key: key(letter),
  name,
  selfName: name,
  fingerprint: '',
  verified: false,
  introducer: 'none',
  addedAt: 0,
  relays: [],
})

describe('meetings', () => {
  it('ask only the person whose turn it is', () => {
    expect(meetingModel(meeting('waiting-for-me'))).toMatchObject({
      asks: true,
      dismissable: false,
      kind: 'underway',
    })
    expect(meetingModel(meeting('waiting-for-them'))).toMatchObject({
      asks: false,
      text: 'Waiting for bob to accept',
    })
    expect(meetingModel(meeting('met'))).toMatchObject({ dismissable: true, kind: 'settled' })
    expect(meetingModel({ ...meeting('failed'), reason: 'gone' })).toMatchObject({
      dismissable: true,
      kind: 'bad',
      detail: 'gone',
    })
  })

  it('stand in the order of urgency, newest first', () => {
    const order = orderMeetings([
      meeting('met', 9),
      meeting('dialling', 1),
      meeting('waiting-for-them', 5),
      meeting('waiting-for-me', 0),
    ])
    expect(order.map((each) => each.state)).toEqual(['waiting-for-me', 'waiting-for-them', 'dialling', 'met'])
  })
})

describe('the keyring', () => {
  it('lists only invites that still work', () => {
    const invite = (state: InviteView['state'], expiresAt: number): InviteView => ({
      id: state,
      createdAt: 0,
      expiresAt,
      state,
    })
    expect(
      openInvites([invite('open', 10), invite('open', 5), invite('used', 10), invite('revoked', 10)], 5),
    ).toHaveLength(1)
  })

  it('names the policies that a removal touches', () => {
    expect(removalConsequences(entry('e', 'erin'), [policy(1)])).toEqual([])
    const [consequence] = removalConsequences(entry('b', 'bob'), [
      policy(1),
      policy(2, { status: 'ignored' }),
    ])
    expect(consequence).toContain('bob stays an endorser of orchard 1')
    expect(consequence).not.toContain('orchard 2')
  })

  it('is sorted by name, and by key where names are equal', () => {
    const sorted = [entry('c', 'bob'), entry('a', 'zoe'), entry('b', 'bob')].sort(byName)
    expect(sorted.map((each) => each.key.charAt(0))).toEqual(['b', 'c', 'a'])
  })
})

describe('the connection in words', () => {
  const peer = (link: PeerView['link'], letter = 'b'): PeerView => ({
    key: key(letter),
    name: letter,
    link,
    since: 0,
    rttMs: null,
    bytesIn: 0,
    bytesOut: 0,
    lastSeen: null,
  })
  const network = (over: Partial<NetworkView>): NetworkView => ({
    online: true,
    relays: [],
    peers: [],
    ...over,
  })

  it('counts peers and says how they are linked', () => {
    const peers = [peer('direct'), peer('relayed', 'c'), peer('gone', 'd')]
    expect(connectionWords(network({ peers }), 0, true).short).toBe('2 peers, 1 direct')
    expect(connectionWords(network({ peers: [peer('direct')] }), 0, true).short).toBe('1 peer, direct')
    expect(connectionWords(network({ peers: [peer('relayed')] }), 0, true).short).toBe('1 peer, relayed')
  })

  it('says what being offline means and how many spores wait', () => {
    expect(connectionWords(network({ online: false }), 2, true)).toMatchObject({
      banner: 'You are offline: nothing is sent or received. 2 of your spores wait here.',
      remedy: 'go-online',
    })
  })

  it('tells a dead relay from a device without a network, and both from connecting', () => {
    const failed = { url: 'https://r', state: 'failed' as const }
    expect(connectionWords(network({ relays: [failed] }), 0, true).short).toBe('No relay reachable')
    expect(connectionWords(network({ relays: [failed] }), 0, false).short).toBe('No network')
    expect(connectionWords(network({ relays: [{ ...failed, state: 'connecting' }] }), 0, true).short).toBe(
      'Connecting',
    )
    expect(
      connectionWords(network({ relays: [failed, { ...failed, state: 'reserved' }] }), 0, true).short,
    ).toBe('Online, no peers')
    expect(connectionWords(network({ relays: [failed], peers: [peer('direct')] }), 0, true).banner).toBe('')
  })

  it('says that the relay can go once all links are direct', () => {
    expect(relayIsSpare(network({ peers: [peer('direct'), peer('gone', 'c')] }))).toBe(true)
    expect(relayIsSpare(network({ peers: [peer('direct'), peer('relayed', 'c')] }))).toBe(false)
    expect(relayIsSpare(network({ peers: [peer('gone')] }))).toBe(false)
  })

  it('puts connected peers first', () => {
    expect(
      orderPeers([peer('gone', 'a'), peer('direct', 'c'), peer('relayed', 'b')]).map((each) => each.name),
    ).toEqual(['b', 'c', 'a'])
  })
})
