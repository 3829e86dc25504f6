// A small orchard of people and spores, with every state that a screen can show. Times count back from one moment, so that
// two pictures of a screen are alike.
import { fingerprint } from '../../../worker/crypto/fingerprint.ts'
import { hexToBytes } from '../../../worker/core/codec/hex.ts'
import type {
  InviteView,
  KeyringEntry,
  MeetingView,
  NetworkView,
  PeerView,
  PolicyId,
  PolicyView,
  PublicKeyHex,
  SporeId,
  StorageView,
} from '../../../worker/rpc/contract.ts'

export const NOW = Date.now()
export const minutes = (count: number): number => NOW - count * 60_000

/** A key, id or hash that looks like one: bytes from a small generator seeded by the word. */
export function hexOf(word: string): string {
  let state = 2_166_136_261
  for (let at = 0; at < word.length; at++) state = Math.imul(state ^ word.charCodeAt(at), 16_777_619)
  let hex = ''
  while (hex.length < 64) {
    state = Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9
    hex += (state >>> 0).toString(16).padStart(8, '0')
  }
  return hex.slice(0, 64)
}
export const keyOf = (name: string): PublicKeyHex => hexOf(`key ${name}`) as PublicKeyHex
export const idOf = (word: string): SporeId => hexOf(`spore ${word}`) as SporeId
const policyIdOf = (word: string): PolicyId => hexOf(`policy ${word}`) as PolicyId
export const print = (name: string): string => fingerprint(hexToBytes(keyOf(name)))

export const ALICE = keyOf('alice')
const RELAY = 'https://relay.example.org'

const person = (name: string, over: Partial<KeyringEntry> = {}): KeyringEntry => ({
  key: keyOf(name),
  name,
  selfName: name,
  fingerprint: print(name),
  verified: false,
  introducer: 'none',
  addedAt: minutes(3_000),
  relays: [RELAY],
  ...over,
})

export const KEYRING: readonly KeyringEntry[] = [
  person('bob', { verified: true, introducer: 'full' }),
  person('carol', { introducer: 'marginal' }),
  person('dave', { name: 'Dave from the allotment by the river', selfName: 'dave' }),
]

export const MEETINGS: readonly MeetingView[] = [
  {
    id: 'm1',
    role: 'inviter',
    key: keyOf('erin'),
    name: 'erin',
    fingerprint: print('erin'),
    state: 'waiting-for-me',
    at: minutes(1),
  },
  {
    id: 'm2',
    role: 'guest',
    key: keyOf('frank'),
    name: 'frank',
    fingerprint: print('frank'),
    state: 'waiting-for-them',
    at: minutes(4),
  },
  {
    id: 'm3',
    role: 'guest',
    key: keyOf('grace'),
    name: 'grace',
    fingerprint: print('grace'),
    state: 'failed',
    reason: 'grace could not be reached. Ask her to open SporeDB, then open the invite again.',
    at: minutes(60),
  },
]

export const INVITES: readonly InviteView[] = [
  { id: 'i1', createdAt: minutes(12), expiresAt: NOW + 82_000_000, state: 'open' },
  { id: 'i2', createdAt: minutes(2_000), expiresAt: minutes(500), state: 'expired' },
]

const policy = (
  name: string,
  people: readonly string[],
  f: number,
  over: Partial<PolicyView> = {},
): PolicyView => {
  const n = people.length
  const quorum = Math.floor((n + f) / 2) + 1
  return {
    id: policyIdOf(name),
    record: {
      version: 1,
      kind: 'bft',
      name,
      comment: name === 'orchard' ? 'Who waters what, and when. Everybody in the garden may write.' : '',
      endorsers: people.map((each) => ({ key: keyOf(each), name: each, join: null })),
      f,
      quorum,
      adminQuorum: quorum,
      submitters: name === 'orchard' ? [{ key: keyOf('erin'), name: 'erin' }] : [],
      maxTimeoutMs: 86_400_000,
      nonce: hexOf(name).slice(0, 32),
      fast: false,
    },
    status: 'active',
    isEndorser: true,
    maySubmit: true,
    quorum,
    agreement: quorum,
    rejects: n + f - quorum + 1,
    live: n >= 3 * f + 1,
    fastQuorum: null,
    reachable: n,
    statusText: `${n} of ${n} endorsers reachable, ${quorum} needed: writes go through`,
    keys: 1_284,
    ...over,
  }
}

export const POLICIES: readonly PolicyView[] = [
  policy('orchard', ['alice', 'bob', 'carol', 'dave'], 1),
  policy('tool shed', ['alice', 'bob', 'carol'], 1, {
    reachable: 2,
    statusText: '2 of 3 endorsers reachable, 3 needed: writes wait',
    keys: 12,
  }),
  policy('beehives', ['erin', 'bob', 'carol', 'frank'], 1, {
    status: 'offered',
    offeredBy: keyOf('erin'),
    isEndorser: false,
    maySubmit: true,
    keys: null,
    statusText: 'Offered: accept it to take part',
  }),
]
export const [ORCHARD, SHED] = POLICIES as readonly [PolicyView, PolicyView, PolicyView]
export const ORCHARD_ID = ORCHARD.id

const peer = (name: string, link: PeerView['link'], rttMs: number | null): PeerView => ({
  key: keyOf(name),
  name,
  link,
  since: minutes(14),
  rttMs,
  bytesIn: 1_834_000,
  bytesOut: 421_000,
  lastSeen: 180_000,
})

export const NETWORK: NetworkView = {
  online: true,
  relays: [
    { url: RELAY, state: 'reserved' },
    { url: 'https://second-relay.example.net:4000', state: 'failed', reason: 'The host does not answer' },
  ],
  peers: [peer('bob', 'direct', 3.4), peer('carol', 'relayed', 61), peer('dave', 'gone', null)],
}

export const STORAGE: StorageView = { usedBytes: 18_400_000, quotaBytes: 6_000_000_000, persisted: false }
