// From messages in the log to evidence: looks through the batches and bundles that a suspicion named for what the rule of
// its code needs. What comes out holds by the verifier, or nothing comes out: a suspicion alone accuses nobody.

import { makeEvidence } from '../codec/evidence-codec.ts'
import { encodeItem } from '../codec/item-codec.ts'
import { merklePath, merkleRoot, merkleSides } from '../codec/merkle.ts'
import { hexToBytes } from '../codec/hex.ts'
import { MAX_EVIDENCE_BYTES } from '../limits.ts'
import type { Batch, Item } from '../model/batch.ts'
import type { Evidence, EvidenceCode, ProvenItem, SignedHeader, WholeBatch } from '../model/evidence.ts'
import type { PolicyId, SporeId } from '../model/ids.ts'
import { policyParameters } from '../model/policy-parameters.ts'
import type { PolicyRecord } from '../model/policy.ts'
import type { Bundle, Spore } from '../model/spore.ts'
import { breaksPromise, contradicts } from './evidence-ballots.ts'
import { whyUnjustified } from './evidence-justification.ts'
import { commits } from './safety.ts'
import { judgeEvidence } from './evidence.ts'

export interface Suspicion {
  readonly code: EvidenceCode
  readonly accused: number
  /** What it is about: for P3 and P11 two spores, else one. None for P1. */
  readonly spores: readonly SporeId[]
}

export interface Exhibits {
  readonly batches: readonly Batch[]
  readonly bundles: readonly Bundle[]
}

interface Said {
  readonly batch: Batch
  readonly index: number
  readonly item: Item
}

/** Parts of evidence, before batches are numbered. */
interface Draft {
  readonly items?: readonly Said[]
  readonly wholes?: readonly Batch[]
  readonly headers?: readonly Batch[]
  readonly bodies?: readonly Spore[]
}

/** Suspicions are few and their messages fewer; this bounds what a pile of forged ones may cost. */
const MAX_DRAFTS = 256

export function assemble(
  policy: PolicyId,
  record: PolicyRecord,
  suspicion: Suspicion,
  exhibits: Exhibits,
): Evidence | undefined {
  let left = MAX_DRAFTS
  for (const found of candidates(policy, record, suspicion, exhibits)) {
    if (left-- === 0) return undefined
    if (found.bytes.length <= MAX_EVIDENCE_BYTES && judgeEvidence(record, found).holds) return found
  }
  return undefined
}

function* candidates(
  policy: PolicyId,
  record: PolicyRecord,
  { code, accused, spores }: Suspicion,
  exhibits: Exhibits,
): Iterable<Evidence> {
  if (code === 'P11') {
    yield* emitterCandidates(policy, accused, spores, exhibits.bundles)
    return
  }
  const own = exhibits.batches.filter(({ header }) => header.endorser === accused)
  for (const draft of drafts(code, record, accused, own, spores, exhibits))
    yield makeEvidence({ code, policy, accused, ...numbered(draft) })
}

function* drafts(
  code: Exclude<EvidenceCode, 'P11'>,
  record: PolicyRecord,
  accused: number,
  own: readonly Batch[],
  spores: readonly SporeId[],
  { batches, bundles }: Exhibits,
): Iterable<Draft> {
  const [s, t] = spores
  if (code === 'P1') {
    for (const [one, two] of pairs(own)) yield { headers: [one, two] }
    return
  }
  if (!s) return
  const aboutS = saidAbout(own, s)
  if (code === 'P2') {
    for (const [one, two] of pairs(aboutS))
      if (one.item.type === 'ENDORSE' && two.item.type === 'REJECT') yield { items: [one, two] }
  } else if (code === 'P5') {
    for (const [one, two] of pairs(aboutS)) if (breaksPromise(one.item, two.item)) yield { items: [one, two] }
  } else if (code === 'P6') {
    for (const [one, two] of pairs(aboutS))
      if (two.item.type === 'RECOVER' && contradicts(one.item, two.item)) yield { items: [one, two] }
  } else if (code === 'P3') {
    const bodies = [bodyIn(bundles, s), t && bodyIn(bundles, t)]
    const [first, second] = bodies
    if (!t || !first || !second) return
    for (const one of aboutS.filter(isEndorse))
      for (const two of saidAbout(own, t).filter(isEndorse)) {
        yield { items: [one, two], bodies: [first, second] }
        yield { items: [two, one], bodies: [second, first] }
      }
  } else if (code === 'P4') {
    const claims = own.flatMap(saidIn).filter(({ item }) => item.type === 'ENDORSE' && item.freed.includes(s))
    for (const claim of claims)
      for (const votes of certificates(record, s, batches)) yield { items: [claim, ...votes] }
  } else
    for (const claim of aboutS) {
      const wholes = emptyReferences(record, accused, claim, batches)
      if (wholes) yield { items: [claim], wholes }
    }
}

function* pairs<Each>(all: readonly Each[]): Iterable<readonly [Each, Each]> {
  for (const one of all) for (const two of all) if (one !== two) yield [one, two]
}

const isEndorse = ({ item }: Said): boolean => item.type === 'ENDORSE'

const saidIn = (batch: Batch): Said[] => batch.items.map((item, index) => ({ batch, index, item }))

const saidAbout = (batches: readonly Batch[], spore: SporeId): Said[] =>
  batches.flatMap(saidIn).filter(({ item }) => item.spore === spore)

const bodyIn = (bundles: readonly Bundle[], id: SporeId): Spore | undefined =>
  bundles.flatMap(({ spores }) => spores).find((spore) => spore.id === id)

/** Votes of different endorsers that together commit the spore: no more than are needed. */
function* certificates(
  record: PolicyRecord,
  spore: SporeId,
  batches: readonly Batch[],
): Iterable<readonly Said[]> {
  const { q, qF } = policyParameters(record)
  const groups = new Map<string, Map<number, Said>>()
  for (const said of saidAbout(batches, spore)) {
    const { item, batch } = said
    const kind =
      item.type === 'ENDORSE'
        ? 'fast'
        : item.type === 'ACCEPT' && commits(item.ballot)
          ? `${item.ballot}`
          : ''
    if (kind === '') continue
    const group = groups.get(kind) ?? new Map<number, Said>()
    groups.set(kind, group)
    if (!group.has(batch.header.endorser)) group.set(batch.header.endorser, said)
  }
  for (const [kind, group] of groups) {
    const needed = kind === 'fast' ? qF : q
    if (needed !== undefined && group.size >= needed) yield [...group.values()].slice(0, needed)
  }
}

/** The batches, no more than it takes, that show what this item refers to not to justify it. */
function emptyReferences(
  record: PolicyRecord,
  accused: number,
  { item }: Said,
  batches: readonly Batch[],
): readonly Batch[] | undefined {
  const shown = { record, parameters: policyParameters(record) }
  const isFaulty = (by: readonly Batch[]): boolean => {
    const byDigest = new Map(by.map((batch) => [batch.digest, batch]))
    return whyUnjustified({ shown, batch: (digest) => byDigest.get(digest) }, item, accused) !== undefined
  }
  let kept = batches
  if (!isFaulty(kept)) return undefined
  for (const batch of batches) {
    const fewer = kept.filter((each) => each !== batch)
    if (isFaulty(fewer)) kept = fewer
  }
  return kept
}

/** Each batch once among the headers, those of single items first. */
function numbered({ items = [], wholes = [], headers = [], bodies = [] }: Draft): {
  headers: SignedHeader[]
  items: ProvenItem[]
  wholes: WholeBatch[]
  bodies: readonly Spore[]
} {
  const order = [...new Set([...headers, ...items.map(({ batch }) => batch), ...wholes])]
  return {
    headers: order.map(({ header, digest, signature }) => ({ header, digest, signature })),
    items: items.map(({ batch, index, item }) => {
      const encoded = batch.items.map(encodeItem)
      const bytes = encoded[index] ?? new Uint8Array()
      return { header: order.indexOf(batch), index, item, bytes, path: merklePath(encoded, index) }
    }),
    wholes: wholes.map((batch) => ({ header: order.indexOf(batch), items: batch.items })),
    bodies,
  }
}

function* emitterCandidates(
  policy: PolicyId,
  accused: number,
  [a, b]: readonly SporeId[],
  bundles: readonly Bundle[],
): Iterable<Evidence> {
  if (!a || !b) return
  const holding = (id: SporeId): Bundle[] =>
    bundles.filter(({ spores }) => spores.some((each) => each.id === id))
  for (const one of holding(a))
    for (const two of holding(b)) {
      const used = [...new Set([one, two])]
      const places = (
        [
          [one, a],
          [two, b],
        ] as const
      ).map(([bundle, id]) => {
        const index = bundle.spores.findIndex((each) => each.id === id)
        const ids = bundle.spores.map((each) => hexToBytes(each.id))
        const sides = merkleSides(index, ids.length)
        return { seal: used.indexOf(bundle), sides, path: merklePath(ids, index) }
      })
      const bodies = [bodyIn([one], a), bodyIn([two], b)].filter((body) => body !== undefined)
      const seals = used.map(({ spores, signature }) => ({
        root: merkleRoot(spores.map(({ id }) => hexToBytes(id))),
        signature,
      }))
      yield makeEvidence({ code: 'P11', policy, accused, seals, places, bodies })
    }
}
