// Evidence as the screens show it: what happened in words, and every signed message in it, readable and raw.

import { headerDigest } from '../core/codec/batch-codec.ts'
import { taggedHash } from '../core/codec/hash.ts'
import { bytesToHex, hexToBytes } from '../core/codec/hex.ts'
import { encodeItem } from '../core/codec/item-codec.ts'
import type { HeldEvidence } from '../core/evidence-state.ts'
import type { EmitterEvidence, EndorserEvidence, Evidence, EvidenceCode } from '../core/model/evidence.ts'
import type { PublicKeyHex } from '../core/model/ids.ts'
import { formatDecimal } from '../core/model/number.ts'
import type { Operation } from '../core/model/operation.ts'
import type { Spore } from '../core/model/spore.ts'
import type { Scalar } from '../core/model/value.ts'
import { emitterAt } from '../core/rules/evidence-emitter.ts'
import { itemText, shown8 } from '../core/rules/evidence-shown.ts'
import type { PolicyState } from '../core/state.ts'
import type { EvidenceDetails, EvidenceItemView, EvidenceMessageView, EvidenceView } from './contract.ts'

type NameOf = (key: PublicKeyHex) => string

const TITLES: Readonly<Record<EvidenceCode, string>> = {
  P1: 'Two histories',
  P2: 'Two votes on one spore',
  P3: 'Two endorsements that exclude each other',
  P4: 'A lock released too early',
  P5: 'A promise of a ballot broken',
  P6: 'A false report',
  P7: 'A justification that justifies nothing',
  P11: 'Two spores as one',
}

/** After the name of the accused; "you" fits, too. */
const SENTENCES: Readonly<Record<EvidenceCode, string>> = {
  P1: 'signed two different messages where the chain has room for one, so that others may have been told different things.',
  P2: 'both endorsed and rejected the same spore. An endorser votes once.',
  P3: 'endorsed a spore although an earlier endorsement excluded it, without saying that the earlier spore had ended.',
  P4: 'said that a spore had ended without a commit and endorsed its rival, but that spore is committed.',
  P5: 'went back on a promise: in a ballot, to say nothing of an earlier one any more.',
  P6: 'reported something else in a ballot than the own earlier messages say.',
  P7: 'referred to messages that do not justify what was said.',
  P11: 'signed two spores that cannot both be meant. It may be two devices or a restored backup; the writes of this key get less room here, and nobody counts as faulty.',
}

export function evidenceView(
  policy: PolicyState,
  { id, code, accused, at }: HeldEvidence,
  self: PublicKeyHex,
  nameOf: NameOf,
): EvidenceView {
  const isEndorser = code !== 'P11'
  const person = isEndorser ? policy.record.endorsers[accused] : emitterAt(policy.record, accused)
  const key = person?.key ?? self
  const name = nameOf(key)
  return {
    id,
    policy: policy.id,
    code,
    title: TITLES[code],
    sentence: `${name.slice(0, 1).toUpperCase()}${name.slice(1)} ${SENTENCES[code]}`,
    accused: { key, name, endorser: isEndorser ? accused : null, isMe: key === self },
    countsAsFaulty: isEndorser,
    storedAt: at,
  }
}

export function evidenceDetails(
  policy: PolicyState,
  view: EvidenceView,
  evidence: Evidence,
  nameOf: NameOf,
): EvidenceDetails {
  return {
    evidence: view,
    messages: evidence.code === 'P11' ? bundles(policy, evidence, nameOf) : batches(policy, evidence, nameOf),
    spores: evidence.bodies.map((spore) => ({
      id: spore.id,
      emitter: { key: spore.emitter, name: nameOf(spore.emitter) },
      operations: spore.operations.map(operationText),
      raw: bytesToHex(spore.body),
    })),
    bytes: evidence.bytes,
  }
}

function batches(
  { record }: PolicyState,
  { headers, items, wholes }: EndorserEvidence,
  nameOf: NameOf,
): EvidenceMessageView[] {
  return headers.flatMap(({ header, signature }, i) => {
    const signer = record.endorsers[header.endorser]
    if (!signer) return []
    const name = nameOf(signer.key)
    const shown = items
      .filter((item) => item.header === i)
      .map(({ index, item, bytes, path }): EvidenceItemView => ({
        index,
        text: itemText(item),
        spore: item.spore,
        raw: bytesToHex(bytes),
        path: path.map(bytesToHex),
      }))
    const whole = wholes
      .filter((batch) => batch.header === i)
      .flatMap((batch) =>
        batch.items.map((item, index): EvidenceItemView => ({
          index,
          text: itemText(item),
          spore: item.spore,
          raw: bytesToHex(encodeItem(item)),
          path: [],
        })),
      )
    return {
      kind: 'batch' as const,
      signer: { key: signer.key, name },
      text: `Message ${header.seq} of ${name}, which follows ${shown8(header.previous)}`,
      seq: header.seq,
      previous: header.previous,
      root: header.root,
      count: header.count,
      digest: headerDigest(header),
      signature: bytesToHex(signature),
      items: [...shown, ...whole],
    }
  })
}

function bundles(
  { record }: PolicyState,
  { accused, seals, places, bodies }: EmitterEvidence,
  nameOf: NameOf,
): EvidenceMessageView[] {
  const signer = emitterAt(record, accused)
  if (!signer) return []
  const name = nameOf(signer.key)
  return seals.map(({ root, signature }, i) => ({
    kind: 'bundle',
    signer: { key: signer.key, name },
    text: `A bundle of spores of ${name}`,
    seq: null,
    previous: null,
    root: bytesToHex(root),
    count: null,
    digest: bytesToHex(taggedHash('bundle/1', hexToBytes(signer.key), root)),
    signature: bytesToHex(signature),
    items: places.flatMap(({ seal, path }, index) => {
      const body = seal === i ? bodies[index] : undefined
      return body ? [sporeItem(body, index, path)] : []
    }),
  }))
}

const sporeItem = (spore: Spore, index: number, path: readonly Uint8Array[]): EvidenceItemView => ({
  index,
  text: `Spore ${shown8(spore.id)}: ${spore.operations.map(operationText).join('; ')}`,
  spore: spore.id,
  raw: spore.id,
  path: path.map(bytesToHex),
})

function operationText({ op, key, sub, argument }: Operation): string {
  const operand = argument ?? sub
  return operand === null ? `${op} ${key}` : `${op} ${key} ${scalarText(operand)}`
}

const scalarText = (scalar: Scalar): string =>
  scalar.type === 'number'
    ? formatDecimal(scalar.number)
    : scalar.type === 'string'
      ? JSON.stringify(scalar.text)
      : `0x${bytesToHex(scalar.bytes)}`
