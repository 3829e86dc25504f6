// Messages of every shape for property tests: what the formats can say, valid under the rules or not.

import fc from 'fast-check'
import { bytesToHex } from '../../worker/core/codec/hex.ts'
import { MAX_BALLOT } from '../../worker/core/limits.ts'
import {
  type Accepted,
  type Batch,
  type BatchRef,
  type Item,
  REJECT_REASONS,
} from '../../worker/core/model/batch.ts'
import type { PolicyId, PublicKeyHex, SporeId } from '../../worker/core/model/ids.ts'
import type { Decimal } from '../../worker/core/model/number.ts'
import {
  type Base,
  type Operation,
  OPERATION_CODES,
  type OperationName,
  type Requirement,
} from '../../worker/core/model/operation.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import type { Scalar } from '../../worker/core/model/value.ts'
import { makeSpore } from '../../worker/core/codec/spore-codec.ts'
import { batchOf } from './builders.ts'

const hexOf = (length: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map(bytesToHex)
export const anyId = hexOf(32).map((id) => id as SporeId)
export const anyPolicyId = hexOf(32).map((id) => id as PolicyId)
const anyKey = hexOf(32).map((key) => key as PublicKeyHex)

/** Numbers that encode in one, two, three, five and nine bytes. */
export const anyUint = fc.oneof(
  fc.nat(23),
  fc.nat(255),
  fc.nat(65_535),
  fc.nat(0xffffffff),
  fc.nat(Number.MAX_SAFE_INTEGER),
)

const anyText = fc.string({ unit: 'binary', maxLength: 12 })

export const anyDecimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(20))
  .map(([m, s]): Decimal => {
    let [value, scale] = [m, s]
    for (; scale > 0 && value % 10n === 0n; scale--) value /= 10n
    return { m: value, s: scale }
  })

export const anyScalar: fc.Arbitrary<Scalar> = fc.oneof(
  anyDecimal.map((number): Scalar => ({ type: 'number', number })),
  anyText.map((content): Scalar => ({ type: 'string', text: content })),
  fc.uint8Array({ maxLength: 12 }).map((content): Scalar => ({ type: 'bytes', bytes: content })),
)

const anyBase: fc.Arbitrary<Base> = fc.record({
  path: fc.array(anyUint, { minLength: 1, maxLength: 2 }),
  w: fc.option(hexOf(8)),
  c: fc.option(anyUint),
  h: fc.option(hexOf(32)),
})

const anyOperation: fc.Arbitrary<Operation> = fc.record({
  op: fc.constantFrom(...(Object.keys(OPERATION_CODES) as OperationName[])),
  key: anyText,
  sub: fc.option(anyScalar),
  argument: fc.option(anyScalar),
  base: anyBase,
})

const anyRequirement: fc.Arbitrary<Requirement> = fc.record({
  key: anyText,
  sub: fc.option(anyScalar),
  mode: fc.constantFrom('RE', 'RD'),
  base: anyBase,
})

const sporesOf = (policy: PolicyId, emitter: PublicKeyHex): fc.Arbitrary<Spore> =>
  fc
    .record({
      policy: fc.constant(policy),
      era: anyUint,
      emitter: fc.constant(emitter),
      nonce: hexOf(16),
      intent: fc.option(hexOf(16)),
      deadline: anyUint,
      requirements: fc.array(anyRequirement, { maxLength: 3 }),
      operations: fc.array(anyOperation, { maxLength: 3 }),
    })
    .map(makeSpore)

/** Spores of one emitter and policy, as a bundle holds them. */
export const anySpores: fc.Arbitrary<readonly Spore[]> = fc
  .tuple(anyPolicyId, anyKey)
  .chain(([policy, emitter]) =>
    fc.uniqueArray(sporesOf(policy, emitter), { minLength: 1, maxLength: 3, selector: ({ id }) => id }),
  )

export const anyRef: fc.Arbitrary<BatchRef> = fc.record({
  endorser: fc.nat({ max: 30 }),
  seq: anyUint,
  digest: hexOf(32),
})
const anyBallot = fc.integer({ min: 1, max: MAX_BALLOT })
const anyAccepted: fc.Arbitrary<Accepted> = fc.oneof(
  fc.constant({ ballot: 0, just: null }),
  fc.record({ ballot: anyBallot, just: anyRef }),
)

export const anyItem: fc.Arbitrary<Item> = fc.oneof(
  fc
    .record({ spore: anyId, freed: fc.array(anyId, { maxLength: 3 }) })
    .map((item): Item => ({ type: 'ENDORSE', ...item })),
  fc
    .record({ spore: anyId, why: fc.constantFrom(...REJECT_REASONS), ref: fc.option(anyId) })
    .map((item): Item => ({ type: 'REJECT', ...item })),
  fc.record({ spore: anyId, by: anyId }).map((item): Item => ({ type: 'HOLD', ...item })),
  fc.tuple(anyId, anyAccepted).map(([spore, accepted]): Item => ({ type: 'ACCEPT', spore, ...accepted })),
  fc
    .record({
      spore: anyId,
      ballot: anyBallot,
      vote: fc.constantFrom('E', 'R', null),
      accepted: fc.option(anyAccepted),
      by: fc.option(anyId),
    })
    .map((item): Item => ({ type: 'RECOVER', ...item })),
  fc
    .record({ spore: anyId, ballot: anyBallot, reports: fc.array(anyRef, { maxLength: 4 }) })
    .map((item): Item => ({ type: 'PROPOSE', ...item })),
)

export const anyBatch: fc.Arbitrary<Batch> = fc
  .record({
    policy: anyPolicyId,
    endorser: anyUint,
    seq: anyUint,
    previous: hexOf(32),
    items: fc.array(anyItem, { minLength: 1, maxLength: 6 }),
    signature: fc.uint8Array({ minLength: 64, maxLength: 64 }),
  })
  .map(({ policy, endorser, seq, previous, items, signature }) => ({
    ...batchOf(policy, endorser, seq, previous, items),
    signature,
  }))
