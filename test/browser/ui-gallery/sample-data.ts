// A small orchard of people and spores, with every state that a screen can show. Times count back from one moment, so that
// two pictures of a screen are alike.
import { fingerprint } from '../../../worker/crypto/fingerprint.ts'
import { hexToBytes } from '../../../worker/core/codec/hex.ts'
import type {
  EndorserVote,
  InviteView,
  KeyringEntry,
  MeetingView,
  NetworkView,
  PeerView,
  PolicyId,
  PolicyView,
  PublicKeyHex,
  SporeId,
  SporeView,
  StorageView,
} from '../../../worker/rpc/contract.ts'

export const NOW = Date.now()
const minutes = (count: number): number => NOW - count * 60_000

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
const [ORCHARD, SHED] = POLICIES as readonly [PolicyView, PolicyView, PolicyView]
export const ORCHARD_ID = ORCHARD.id

const vote = (name: string, said: EndorserVote['vote'], over: Partial<EndorserVote> = {}): EndorserVote => ({
  endorser: keyOf(name),
  vote: said,
  accepted: false,
  ...(said === 'silent' ? {} : { at: minutes(1) }),
  ...over,
})

const spore = (word: string, over: Partial<SporeView>): SporeView => ({
  id: idOf(word),
  policy: ORCHARD.id,
  emitter: ALICE,
  mine: true,
  stage: 'committed',
  executed: true,
  operations: [{ op: 'SET', key: 'foo', argument: { type: 'string', text: 'bar' }, exact: false }],
  deadline: NOW + 500_000,
  receivedAt: minutes(8),
  quorum: 3,
  votes: ['alice', 'bob', 'carol', 'dave'].map((name) => vote(name, 'endorsed', { accepted: true })),
  locks: [],
  waitsBehind: [],
  waitsFor: [],
  explanation: '',
  ...(over.stage === 'submitted' || over.stage === 'endorsed' ? {} : { decidedAt: minutes(8) }),
  ...over,
})

export const SPORES: readonly SporeView[] = [
  spore('waiting', {
    policy: SHED.id,
    stage: 'submitted',
    executed: false,
    receivedAt: minutes(2),
    operations: [
      {
        op: 'SET',
        key: 'key to the shed/under which flower pot',
        argument: { type: 'string', text: 'the third one from the left, counted from the gate' },
        exact: true,
      },
      { op: 'ADD', key: 'visits', argument: { type: 'number', number: '1' }, exact: false },
    ],
    votes: [vote('alice', 'endorsed'), vote('bob', 'endorsed'), vote('carol', 'silent')],
    locks: ['key to the shed/under which flower pot', 'visits'],
    waitsFor: [keyOf('carol')],
    explanation: 'Needs one more endorsement: waits for carol',
  }),
  spore('endorsed', {
    stage: 'endorsed',
    executed: false,
    receivedAt: minutes(1),
    operations: [
      { op: 'ADD', key: 'water/litres', argument: { type: 'number', number: '12.5' }, exact: false },
    ],
    votes: [
      vote('alice', 'endorsed', { accepted: true }),
      vote('bob', 'endorsed', { accepted: true }),
      vote('carol', 'endorsed'),
      vote('dave', 'silent'),
    ],
    explanation: 'Endorsed by 3 of 4; waits for carol or dave to accept',
  }),
  spore('set', {}),
  spore('sadd', {
    mine: false,
    emitter: keyOf('bob'),
    receivedAt: minutes(9),
    operations: [{ op: 'SADD', key: 'members', argument: { type: 'string', text: 'fourty' }, exact: false }],
  }),
  spore('refused', {
    stage: 'aborted',
    executed: false,
    receivedAt: minutes(20),
    operations: [{ op: 'CONCAT', key: 'water/litres', argument: { type: 'string', text: '!' }, exact: true }],
    votes: [
      vote('alice', 'endorsed'),
      vote('bob', 'rejected', { why: 'TYPE' }),
      vote('carol', 'rejected', { why: 'TYPE' }),
      vote('dave', 'rejected', { why: 'TYPE' }),
    ],
    explanation: 'Refused by bob, carol and dave: the operation does not fit the value',
  }),
  spore('dead', {
    stage: 'dead',
    executed: false,
    receivedAt: minutes(26),
    mine: false,
    emitter: keyOf('carol'),
    operations: [
      {
        op: 'SET',
        key: 'foo',
        argument: { type: 'bytes', bytes: new Uint8Array([1, 2, 255, 16]) },
        exact: false,
      },
    ],
    explanation: 'Another write to foo was committed in its place',
  }),
]

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
