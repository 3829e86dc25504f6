// Spores in every stage, each with the words that the node would find for it.
import type { EndorserVote, SporeView } from '../../../worker/rpc/contract.ts'
import { ALICE, idOf, keyOf, minutes, NOW, ORCHARD, SHED } from './sample-data.ts'

export const vote = (
  name: string,
  said: EndorserVote['vote'],
  over: Partial<EndorserVote> = {},
): EndorserVote => ({
  endorser: keyOf(name),
  vote: said,
  accepted: false,
  ...(said === 'silent' ? {} : { at: minutes(1) }),
  ...over,
})

export const spore = (word: string, over: Partial<SporeView>): SporeView => ({
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
  spore('fallback', {
    stage: 'submitted',
    executed: false,
    receivedAt: minutes(0.2),
    operations: [{ op: 'SET', key: 'plan', argument: { type: 'string', text: 'apples' }, exact: true }],
    votes: [
      vote('alice', 'endorsed'),
      vote('bob', 'rejected', { why: 'STALE', ref: idOf('dead') }),
      vote('carol', 'endorsed'),
      vote('dave', 'silent'),
    ],
    waitsFor: [keyOf('dave')],
    locks: ['plan'],
    ballots: [
      {
        ballot: 1,
        outcome: 'abort',
        coordinator: keyOf('dave'),
        reported: ['alice', 'bob', 'carol'].map(keyOf),
        proposed: false,
        accepted: [],
        decided: false,
      },
      {
        ballot: 2,
        outcome: 'commit',
        coordinator: keyOf('bob'),
        reported: ['alice', 'bob', 'carol'].map(keyOf),
        proposed: true,
        accepted: ['alice', 'bob'].map(keyOf),
        decided: false,
      },
    ],
    explanation:
      '2 of 4 endorsed, 3 needed. bob refused: the key had changed before it could be endorsed. Waiting for dave. The normal vote did not settle it; a fallback vote is deciding. Until it is decided it locks "plan" here.',
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
