// Certificates for replicas as bytes, in compact form (rule CE-2):
// [2, policy, [bundle, …], ids, [[endorser, seq, previous, root, signature, [item, …]], …]]
// Bundles are messages as byte strings. Batches are whole, for a replica's chains have no gaps and its log holds what was
// signed; but every spore is named once: items hold places in a list of the spores of the bundles, in order, and then of
// `ids`, what else they name, joined. Era and incarnation are 0, the count follows.

import {
  MAX_CERTIFICATE_BYTES,
  MAX_CERTIFIED_NAMES,
  MAX_ITEMS_PER_BATCH,
  MAX_WANTED_BATCHES,
  MAX_WANTED_SPORES,
} from '../limits.ts'
import { type Batch, type Item, type PackedBatch, REJECT_REASONS } from '../model/batch.ts'
import type { PolicyId } from '../model/ids.ts'
import type { Certificate } from '../model/message.ts'
import { MAX_ENDORSERS } from '../model/policy-limits.ts'
import type { Bundle } from '../model/spore.ts'
import { headerDigest } from './batch-codec.ts'
import { decode, encode } from './cbor.ts'
import { bytesToHex, hexToBytes } from './hex.ts'
import { encodeItem, readItem } from './item-codec.ts'
import { bytes, hex, isArray, list, uint } from './shape.ts'
import { decodeBundle } from './spore-codec.ts'

const ID_BYTES = 32

export function encodeCertificate(
  policy: PolicyId,
  bundles: readonly Bundle[],
  batches: readonly Batch[],
): Uint8Array {
  const places = new Map<string, number>()
  for (const { spores } of bundles)
    for (const { id } of spores) if (!places.has(id)) places.set(id, places.size)
  const others: string[] = []
  const placeOf = (id: string): number => {
    const known = places.get(id)
    if (known !== undefined) return known
    others.push(id)
    places.set(id, places.size)
    return places.size - 1
  }
  const packed = batches.map(({ header: { endorser, seq, previous, root }, signature, items }) => [
    endorser,
    seq,
    hexToBytes(previous),
    hexToBytes(root),
    signature,
    items.map((item) => packItem(item, placeOf)),
  ])
  const wires = bundles.map(({ wire }) => wire)
  return encode([2, hexToBytes(policy), wires, hexToBytes(others.join('')), packed])
}

/** The common ones without a detour: there are very many. */
function packItem(item: Item, placeOf: (id: string) => number): readonly unknown[] {
  switch (item.type) {
    case 'ENDORSE':
      return [0, placeOf(item.spore), item.freed.map(placeOf)]
    case 'REJECT': {
      const place = placeOf(item.spore)
      return [1, place, REJECT_REASONS.indexOf(item.why), item.ref === null ? [] : [placeOf(item.ref)]]
    }
    default: {
      const name = (id: unknown): number => placeOf(bytesToHex(id as Uint8Array))
      return mapNames(decode(encodeItem(item)) as readonly unknown[], name) ?? []
    }
  }
}

/** Where items name spores: always in field 1; besides, by their code, in a list or alone. */
const LISTED: Readonly<Record<number, number>> = { 0: 2, 1: 3, 4: 5 }
const ALONE: Readonly<Record<number, number>> = { 2: 2 }

/** Undefined where `change` is, or where there is no item of this code. */
function mapNames(
  fields: readonly unknown[],
  change: (name: unknown) => unknown,
): readonly unknown[] | undefined {
  const code = uint(fields[0])
  if (code === undefined || code > 5) return undefined
  const mapped = [...fields]
  mapped[1] = change(fields[1])
  const [listed, alone] = [LISTED[code], ALONE[code]]
  if (listed !== undefined) mapped[listed] = list(fields[listed], MAX_ITEMS_PER_BATCH, change)
  if (alone !== undefined) mapped[alone] = change(fields[alone])
  return mapped.includes(undefined) ? undefined : mapped
}

/** `fields` are canonical already. Everything is bounded before it is expanded. */
export function decodeCertificate(wire: Uint8Array, fields: readonly unknown[]): Certificate | undefined {
  if (wire.length > MAX_CERTIFICATE_BYTES || !isArray(fields, 5)) return undefined
  const policy = hex(fields[1], 32) as PolicyId | undefined
  const bundles = list(fields[2], MAX_WANTED_SPORES, (each) => readBundle(each, policy))
  const others = bytes(fields[3])
  if (!policy || !bundles || !others || others.length % ID_BYTES !== 0) return undefined
  const names = new Names(bundles, others)
  const batches = list(fields[4], MAX_WANTED_BATCHES, (each) => readBatch(each, policy, names))
  if (!batches || !names.isCanonical) return undefined
  return { type: 'certificate', policy, bundles, batches }
}

function readBundle(value: unknown, policy: PolicyId | undefined): Bundle | undefined {
  const wire = bytes(value)
  const fields = wire && decode(wire)
  if (!wire || !Array.isArray(fields) || fields[0] !== 0) return undefined
  const bundle = decodeBundle(wire, fields)
  return bundle?.policy === policy ? bundle : undefined
}

/** The list that items point into. It has one form: no id twice, and those of no bundle in the order in which they are named. */
class Names {
  readonly #ids: Uint8Array[] = []
  readonly #bundled: number
  #mentioned: number
  #left = MAX_CERTIFIED_NAMES
  #unique = true

  constructor(bundles: readonly Bundle[], others: Uint8Array) {
    const seen = new Set<string>()
    for (const { spores } of bundles)
      for (const { id } of spores) {
        if (!seen.has(id)) this.#ids.push(hexToBytes(id))
        seen.add(id)
      }
    this.#bundled = this.#ids.length
    this.#mentioned = this.#bundled
    for (let at = 0; at < others.length; at += ID_BYTES) {
      const id = others.subarray(at, at + ID_BYTES)
      const text = bytesToHex(id)
      if (seen.has(text)) this.#unique = false
      seen.add(text)
      this.#ids.push(id)
    }
  }

  get isCanonical(): boolean {
    return this.#unique && this.#mentioned === this.#ids.length
  }

  /** Undefined for a place that is none, or named before those in front of it, or when too much is named. */
  at = (value: unknown): Uint8Array | undefined => {
    const place = uint(value)
    if (place === undefined || place > this.#mentioned || this.#left-- <= 0) return undefined
    if (place === this.#mentioned) this.#mentioned++
    return this.#ids[place]
  }
}

function readBatch(value: unknown, policy: PolicyId, names: Names): PackedBatch | undefined {
  if (!isArray(value, 6)) return undefined
  const [endorser, seq] = [uint(value[0]), uint(value[1])]
  const [previous, root, signature] = [hex(value[2], 32), hex(value[3], 32), bytes(value[4], 64)]
  if (endorser === undefined || endorser >= MAX_ENDORSERS || seq === undefined) return undefined
  if (!previous || !root || !signature) return undefined
  const items = list(value[5], MAX_ITEMS_PER_BATCH, (each) => {
    const named = Array.isArray(each) ? mapNames(each, names.at) : undefined
    return named && readItem(named, 'full')
  })
  if (!items || items.length === 0) return undefined
  const count = items.length
  const header = { policy, era: 0, endorser, incarnation: 0, seq, previous, root, count }
  return { header, digest: headerDigest(header), signature, short: false, items }
}
