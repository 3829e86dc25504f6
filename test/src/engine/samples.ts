// Values that several tests of the page's side need: short to write, complete in type.
import type { PolicyId, PolicyView, PublicKeyHex, SporeId, SporeView } from '../../../worker/rpc/contract.ts'

export const key = (letter: string): PublicKeyHex => letter.repeat(64) as PublicKeyHex
export const sporeId = (n: number): SporeId => n.toString(16).padStart(64, '0') as SporeId
export const policyId = (n: number): PolicyId => n.toString(16).padStart(64, 'f') as PolicyId

export const spore = (n: number, over: Partial<SporeView> = {}): SporeView => ({
  id: sporeId(n),
  policy: policyId(1),
  emitter: key('a'),
  mine: true,
  stage: 'submitted',
  executed: false,
  operations: [{ op: 'SET', key: 'foo', argument: { type: 'string', text: 'bar' }, exact: true }],
  deadline: 600_000 + n,
  receivedAt: n,
  quorum: 3,
  votes: [],
  locks: [],
  waitsBehind: [],
  waitsFor: [],
  explanation: '',
  ...over,
})

export const policy = (n: number, over: Partial<PolicyView> = {}): PolicyView => ({
  id: policyId(n),
  record: {
    version: 1,
    kind: 'bft',
    name: `orchard ${n}`,
    comment: '',
    endorsers: ['a', 'b', 'c', 'd'].map((letter) => ({ key: key(letter), name: letter, join: null })),
    f: 1,
    quorum: 3,
    adminQuorum: 3,
    submitters: [],
    maxTimeoutMs: 86_400_000,
    nonce: '00'.repeat(16),
    fast: false,
  },
  status: 'active',
  isEndorser: true,
  maySubmit: true,
  quorum: 3,
  agreement: 3,
  rejects: 2,
  live: true,
  fastQuorum: null,
  reachable: 4,
  statusText: '4 of 4 endorsers reachable',
  keys: null,
  ...over,
})
