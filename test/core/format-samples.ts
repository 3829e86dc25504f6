// One example of everything that has a byte format, made of fixed content: what test/vectors/core-formats.json freezes.

import { encodeBatch } from '../../worker/core/codec/batch-codec.ts'
import { makeCancel } from '../../worker/core/codec/cancel-codec.ts'
import { bytesToHex, hexToBytes } from '../../worker/core/codec/hex.ts'
import { merklePath, merkleRoot } from '../../worker/core/codec/merkle.ts'
import { encodeCertificate } from '../../worker/core/codec/certificate-codec.ts'
import { makeEvidence } from '../../worker/core/codec/evidence-codec.ts'
import { encodeItem, itemsRoot } from '../../worker/core/codec/item-codec.ts'
import { encodeEvidenceMessage, encodeFrontier, encodeWant } from '../../worker/core/codec/message-codec.ts'
import { encodePolicy, policyIdOf } from '../../worker/core/codec/policy-codec.ts'
import { slotRecordCodec } from '../../worker/core/codec/record-codec.ts'
import { bundleDigest, makeBundle } from '../../worker/core/codec/spore-codec.ts'
import { encodeTurn } from '../../worker/core/codec/turn-codec.ts'
import { IdList } from '../../worker/core/model/id-list.ts'
import type { Batch } from '../../worker/core/model/batch.ts'
import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import { absentRecord, type SlotRecord } from '../../worker/core/model/slot-record.ts'
import { slotOf } from '../../worker/core/model/slot.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { priorityOf } from '../../worker/core/rules/priority.ts'
import { exactPart } from '../../worker/core/rules/version.ts'
import {
  accept,
  add,
  base,
  batchOf,
  bytes,
  concat,
  del,
  endorse,
  exact,
  hold,
  idOf,
  mul,
  number,
  POLICY,
  reject,
  requires,
  sadd,
  set,
  sporeOf,
  srem,
  text,
} from './builders.ts'
import {
  cas,
  counter,
  counterValue,
  hadd,
  hdel,
  hset,
  linsert,
  lpush,
  lset,
  max,
  min,
  pop,
  qadd,
  qtake,
  reset,
  rpush,
  setnx,
} from './operations.ts'
import { keyOf, policyOf } from './policy-samples.ts'

const EMITTER = '42'.repeat(32) as PublicKeyHex
const fixed = { emitter: EMITTER, nonce: '000102030405060708090a0b0c0d0e0f', deadline: 1_700_000_000_000 }
const signature = Uint8Array.from({ length: 64 }, (_, i) => i)
const [A, B] = [idOf('a'), idOf('b')]

/** Every operation, every kind of scalar, every kind of base. */
export const sampleSpores: Readonly<Record<string, Spore>> = {
  set: sporeOf([set('foo', 'bar')], fixed),
  numbers: sporeOf([add('n', '-12.5'), mul('m', '3')], fixed),
  sets: sporeOf([sadd('s', 'fourty'), srem('s', '2'), { ...sadd('s', 'x'), sub: bytes(0, 255) }], fixed),
  exact: sporeOf([concat('t', 'more', exact([3], [A, B], '1122334455667788'))], fixed),
  required: sporeOf([del('k', base(7))], {
    ...fixed,
    intent: 'ff'.repeat(16),
    requirements: [
      requires('RE', 'a', { ...base(1), w: '0000000000000000' }),
      requires('RD', 'ключ', exact([300, 70_000]), text('\u{1f344}')),
    ],
  }),
}

export const sampleBatch: Batch = {
  ...batchOf(POLICY, 2, 1_000, 'cd'.repeat(32), [
    endorse({ id: A }),
    endorse({ id: B }, A),
    reject({ id: A }, 'STALE', B),
    reject({ id: B }, 'RATE'),
    hold({ id: A }, { id: B }),
    accept({ id: A }),
    { type: 'ACCEPT', spore: A, ballot: 2, just: { endorser: 1, seq: 7, digest: B } },
    { type: 'RECOVER', spore: A, ballot: 1, vote: 'E', accepted: { ballot: 0, just: null }, by: B },
    { type: 'RECOVER', spore: B, ballot: 300, vote: null, accepted: null, by: null },
    { type: 'PROPOSE', spore: A, ballot: 2, reports: [{ endorser: 0, seq: 24, digest: A }] },
  ]),
  signature,
}

export const sampleBundle = makeBundle([sampleSpores.set!, sampleSpores.sets!], signature)!

const records: Readonly<Record<string, SlotRecord>> = {
  deleted: { ...absentRecord(0), x: 5, w: '1122334455667788', last: A },
  counter: { ...absentRecord(0), x: 1, cs: IdList.of([B, A]), cls: 'C:num', value: number('12'), last: A },
  set: {
    ...absentRecord(0),
    cs: IdList.of([A]),
    cls: 'C:set',
    value: { type: 'set', size: 70_000 },
    last: A,
  },
  member: { ...absentRecord(3), cs: IdList.of([A]), cls: 'C:sadd', value: { type: 'member' }, last: A },
  text: { ...absentRecord(0), x: 1, value: text('bar') },
  bytes: { ...absentRecord(0), x: 1, value: bytes(1, 2, 3) },
}

/** What came with the operations of every type: added, so that what was frozen before stays as it is. */
const laterSpores: Readonly<Record<string, Spore>> = {
  compare: sporeOf([setnx('k', 'x'), cas('l', null, '2'), cas('m', 'old', 'new')], fixed),
  bounded: sporeOf([counter('n', '10', '0', null), counter('o', '1.5', null, '2'), max('p', '7')], fixed),
  extremes: sporeOf([min('n', '-3'), { ...max('b', '1'), argument: bytes(1, 255) }], fixed),
  maps: sporeOf([hset('m', 'field', 'value'), hdel('m', '1'), hadd('m', 'n', '-0.5')], fixed),
  arrays: sporeOf(
    [rpush('a', '1'), lpush('a', 'x'), pop('RPOP', 'a'), pop('LPOP', 'b'), reset('c'), linsert('d', 0, 'y')],
    fixed,
  ),
  places: sporeOf([lset('a', 65_536, 'z')], fixed),
  queues: sporeOf([qadd('q', 258, 'job'), qtake('q', 1)], fixed),
}

const laterRecords: Readonly<Record<string, SlotRecord>> = {
  array: { ...absentRecord(0), x: 2, value: { type: 'array', items: [number('1'), text('x'), bytes(7)] } },
  emptyArray: { ...absentRecord(0), x: 2, value: { type: 'array', items: [] } },
  counter: {
    ...absentRecord(0),
    x: 1,
    cs: IdList.of([A]),
    cls: 'C:num',
    value: counterValue('9', '0', null, { credits: '1.5', debits: '2.5' }),
  },
  map: { ...absentRecord(0), cs: IdList.of([A]), cls: 'C:map', value: { type: 'map', size: 3 }, last: A },
  queue: {
    ...absentRecord(0),
    cs: IdList.of([A]),
    cls: 'C:queue',
    value: { type: 'queue', size: 1, tail: 258 },
    last: A,
  },
  highest: { ...absentRecord(0), cs: IdList.of([A]), cls: 'C:max', value: number('7'), last: A },
  lowest: { ...absentRecord(0), cs: IdList.of([A]), cls: 'C:bmin', value: bytes(0), last: A },
}

const hexes = (named: Readonly<Record<string, Uint8Array>>): Record<string, string> =>
  Object.fromEntries(Object.entries(named).map(([name, each]) => [name, bytesToHex(each)]))

/** Shapes of every kind; it proves nothing. */
const endorserEvidence = makeEvidence({
  code: 'P7',
  policy: POLICY,
  accused: sampleBatch.header.endorser,
  headers: [sampleBatch],
  items: sampleBatch.items.slice(0, 2).map((item, index) => ({
    header: 0,
    index,
    item,
    bytes: encodeItem(item),
    path: merklePath(sampleBatch.items.map(encodeItem), index),
  })),
  wholes: [{ header: 0, items: sampleBatch.items }],
  bodies: sampleBundle.spores.slice(0, 1),
})
const emitterEvidence = makeEvidence({
  code: 'P11',
  policy: POLICY,
  accused: 5,
  seals: [{ root: hexToBytes(A), signature: sampleBatch.signature }],
  places: [{ seal: 0, sides: 0b10, path: [hexToBytes(B), hexToBytes(A)] }],
  bodies: sampleBundle.spores.slice(0, 2),
})

const bodies = (spores: Readonly<Record<string, Spore>>): unknown =>
  Object.fromEntries(
    Object.entries(spores).map(([name, { id, body }]) => [name, { id, body: bytesToHex(body) }]),
  )

const encoded = (named: Readonly<Record<string, SlotRecord>>): Record<string, string> =>
  hexes(Object.fromEntries(Object.entries(named).map(([name, each]) => [name, slotRecordCodec.encode(each)])))

/** Everything as hex or text, by name. */
export const sampleFormats = (): unknown => ({
  spores: bodies(sampleSpores),
  bundle: {
    digest: bytesToHex(
      bundleDigest(
        EMITTER,
        sampleBundle.spores.map(({ id }) => id),
      ),
    ),
    wire: bytesToHex(sampleBundle.wire),
  },
  batch: {
    root: itemsRoot(sampleBatch.items),
    digest: sampleBatch.digest,
    short: bytesToHex(encodeBatch(sampleBatch, 'short')),
    full: bytesToHex(encodeBatch(sampleBatch, 'full')),
  },
  messages: hexes({
    frontier: encodeFrontier({ type: 'frontier', policy: POLICY, next: [0, 23, 24, 256, 65_536, 2 ** 40] }),
    want: encodeWant({
      type: 'want',
      policy: POLICY,
      batches: [[1, 0, 256]],
      spores: [A],
      votes: [{ spore: B, endorsed: 0b101, rejected: 0b10, accepted: 0 }],
      refs: [{ endorser: 3, seq: 9, digest: B }],
    }),
    certificate: encodeCertificate(POLICY, [sampleBundle], [sampleBatch]),
    cancel: makeCancel(POLICY, [A, B], new Uint8Array(64).fill(7)).wire,
    turn: encodeTurn(POLICY, { step: 'ask', key: 'key', number: 2 }),
    evidence: encodeEvidenceMessage(endorserEvidence),
  }),
  evidence: { id: endorserEvidence.id, ofEmitter: bytesToHex(encodeEvidenceMessage(emitterEvidence)) },
  policy: {
    id: policyIdOf(policyOf(4, 1)),
    record: bytesToHex(encodePolicy(policyOf(4, 1, { submitters: [{ key: keyOf(9), name: 'guest' }] }))),
  },
  records: encoded(records),
  slots: ['a', '1', '-0.5']
    .map((each) => slotOf('key', each === 'a' ? text(each) : number(each)))
    .concat(slotOf('key', bytes(0, 255))),
  version: exactPart({ cs: IdList.of([B, A]) }),
  priority: priorityOf(sampleSpores.set!),
  laterSpores: bodies(laterSpores),
  laterRecords: encoded(laterRecords),
  merkle: [0, 1, 2, 3, 5].map((count) =>
    bytesToHex(merkleRoot(Array.from({ length: count }, (_, i) => hexToBytes(`0${i}`)))),
  ),
})
