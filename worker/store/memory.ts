// The store in memory: for the simulator, benchmarks and tests. The disk outlives the store, as a real one does, so
// a restart is a second `openMemoryStore` on the same disk, and a crash is one on a clone.

import { fail, invariant, ok, type Result } from '../core/model/result.ts'
import { StoreError, storeFailure, type StoreFailure } from './failure.ts'
import { openFrame, sealFrame } from './frame.ts'
import { StoreHealth, type FailureListener } from './health.ts'
import { SCHEMA_VERSION } from './limits.ts'
import { checkDocumentName } from './port.ts'
import type {
  JournalSegment,
  Snapshot,
  Store,
  StoredDocument,
  StoredPage,
  StoredRound,
  WriteBack,
} from './port.ts'

interface MemoryImage {
  readonly schema: number
  epoch: number
  watermark: number
  pending: Uint8Array | undefined
  readonly segments: Uint8Array[]
  readonly rounds: Map<number, Uint8Array>
  readonly pagesByPolicy: Map<string, Map<string, Uint8Array>>
  readonly journalByPolicy: Map<string, Map<number, Uint8Array>>
  readonly documents: Map<string, unknown>
}

const emptyImage = (schema: number): MemoryImage => ({
  schema,
  epoch: 0,
  watermark: 0,
  pending: undefined,
  segments: [],
  rounds: new Map(),
  pagesByPolicy: new Map(),
  journalByPolicy: new Map(),
  documents: new Map(),
})

/** What is stored, with the faults that a test or the simulator may cause. */
export class MemoryDisk {
  image: MemoryImage
  /** Writes that would go above this fail as on a full disk. */
  capacityBytes = Infinity
  readonly connections = new Set<StoreHealth>()

  constructor(schema = SCHEMA_VERSION) {
    this.image = emptyImage(schema)
  }

  /** The disk as it is now, without its connections: what a crash at this moment leaves. */
  clone(): MemoryDisk {
    const copy = new MemoryDisk(this.image.schema)
    copy.capacityBytes = this.capacityBytes
    copy.image = {
      ...this.image,
      segments: [...this.image.segments],
      rounds: new Map(this.image.rounds),
      pagesByPolicy: new Map(
        [...this.image.pagesByPolicy].map(([policy, pages]) => [policy, new Map(pages)]),
      ),
      journalByPolicy: new Map(
        [...this.image.journalByPolicy].map(([policy, segments]) => [policy, new Map(segments)]),
      ),
      documents: new Map(this.image.documents),
    }
    return copy
  }

  /** As when the user clears the site's data. */
  delete(): void {
    this.image = emptyImage(this.image.schema)
    for (const health of this.connections) health.fail(storeFailure('deleted'))
    this.connections.clear()
  }

  usedBytes(): number {
    const { rounds, segments, pagesByPolicy, journalByPolicy, pending } = this.image
    const pages = [...pagesByPolicy.values()].flatMap((byId) => [...byId.values()])
    const journal = [...journalByPolicy.values()].flatMap((byFirst) => [...byFirst.values()])
    const values = [...rounds.values(), ...segments, ...pages, ...journal, ...(pending ? [pending] : [])]
    return values.reduce((sum, value) => sum + value.length, 0)
  }
}

export function openMemoryStore(disk = new MemoryDisk()): Result<Store, StoreFailure> {
  if (disk.image.schema > SCHEMA_VERSION) return fail(storeFailure('newer-schema'))
  return ok(new MemoryStore(disk))
}

class MemoryStore implements Store {
  readonly #disk: MemoryDisk
  readonly #epoch: number
  readonly #health = new StoreHealth()
  #lastRound = 0

  constructor(disk: MemoryDisk) {
    this.#disk = disk
    this.#epoch = ++disk.image.epoch
    for (const round of disk.image.rounds.keys()) this.#lastRound = Math.max(this.#lastRound, round)
    disk.connections.add(this.#health)
  }

  async appendRound(round: number, bytes: Uint8Array): Promise<void> {
    const frame = sealFrame(bytes)
    await this.#write(frame.length, (image) => {
      invariant(round === this.#lastRound + 1, `round ${round} was appended after round ${this.#lastRound}`)
      image.rounds.set(round, frame)
      this.#lastRound = round
    })
  }

  async readRounds(from: number, limitBytes: number): Promise<readonly StoredRound[]> {
    const rounds: StoredRound[] = []
    let size = 0
    for (let round = Math.max(1, from); round <= this.#lastRound; round++) {
      const bytes = await this.readRound(round)
      if (bytes === undefined) throw new StoreError(storeFailure('unreadable', { round }))
      if (rounds.length > 0 && size + bytes.length > limitBytes) break
      size += bytes.length
      rounds.push({ round, bytes })
    }
    return rounds
  }

  readRound(round: number): Promise<Uint8Array | undefined> {
    return this.#read(({ rounds }) => {
      const frame = rounds.get(round)
      const bytes = openFrame(frame)
      if (frame !== undefined && bytes === undefined)
        throw new StoreError(storeFailure('unreadable', { round }))
      return bytes
    })
  }

  async writeBack(write: WriteBack): Promise<void> {
    const puts = write.policies.flatMap((policy) => policy.puts)
    const journal = write.journal.flatMap((policy) => policy.puts)
    const size = [...puts, ...journal].reduce((sum, [, bytes]) => sum + bytes.length, write.pending.length)
    await this.#write(size + (write.segment?.length ?? 0), (image) => {
      invariant(write.watermark >= image.watermark, 'the watermark went back')
      invariant(write.watermark <= this.#lastRound, 'the watermark ran ahead of the log')
      for (const { policy, puts, deletes } of write.policies) {
        const pages = image.pagesByPolicy.get(policy) ?? new Map<string, Uint8Array>()
        for (const pageId of deletes) pages.delete(pageId)
        for (const [pageId, bytes] of puts) pages.set(pageId, sealFrame(bytes))
        if (pages.size === 0) image.pagesByPolicy.delete(policy)
        else image.pagesByPolicy.set(policy, pages)
      }
      for (const { policy, puts, deletes } of write.journal) {
        const segments = image.journalByPolicy.get(policy) ?? new Map<number, Uint8Array>()
        for (const first of deletes) segments.delete(first)
        for (const [first, bytes] of puts) segments.set(first, sealFrame(bytes))
        image.journalByPolicy.set(policy, segments)
      }
      image.pending = sealFrame(write.pending)
      if (write.segment !== undefined) image.segments.push(sealFrame(write.segment))
      image.watermark = write.watermark
    })
  }

  readSnapshot(): Promise<Snapshot> {
    return this.#read((image) => {
      if (image.watermark > this.#lastRound)
        throw new StoreError(storeFailure('unreadable', { round: this.#lastRound + 1 }))
      return {
        watermark: image.watermark,
        pending: image.pending && readable(image.pending),
        segments: image.segments.map(readable),
        directories: [...image.pagesByPolicy]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([policy, pages]) => ({ policy, pageIds: [...pages.keys()].sort() })),
        journal: [...image.journalByPolicy]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([policy, segments]) => ({ policy, firsts: [...segments.keys()].sort((a, b) => a - b) }))
          .filter(({ firsts }) => firsts.length > 0),
        lastRound: this.#lastRound,
      }
    })
  }

  readPages(policy: string, pageIds: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    return this.#read(({ pagesByPolicy }) =>
      pageIds.map((pageId) => {
        const frame = pagesByPolicy.get(policy)?.get(pageId)
        return frame && readable(frame)
      }),
    )
  }

  readPageRange(
    policy: string,
    from: string,
    to: string | undefined,
    limit: number,
  ): Promise<readonly StoredPage[]> {
    return this.#read(({ pagesByPolicy }) =>
      [...(pagesByPolicy.get(policy) ?? [])]
        .filter(([pageId]) => pageId >= from && (to === undefined || pageId < to))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, limit)
        .map(([pageId, frame]) => ({ pageId, bytes: readable(frame) })),
    )
  }

  readJournal(policy: string, number: number): Promise<JournalSegment | undefined> {
    return this.#read(({ journalByPolicy }) => {
      const segments = journalByPolicy.get(policy) ?? new Map<number, Uint8Array>()
      const first = Math.max(...[...segments.keys()].filter((each) => each <= number))
      const frame = segments.get(first)
      return frame && { first, bytes: readable(frame) }
    })
  }

  getDocument(name: string): Promise<unknown> {
    return this.#read(({ documents }) => structuredClone(documents.get(name)))
  }

  putDocument(name: string, value: unknown): Promise<void> {
    return this.putDocuments([{ name, value }])
  }

  async putDocuments(documents: readonly StoredDocument[]): Promise<void> {
    const copies = documents.map(({ name, value }) => ({ name, value: structuredClone(value) }))
    for (const { name } of documents) checkDocumentName(name)
    await this.#write(1, (image) => {
      for (const { name, value } of copies) image.documents.set(name, value)
    })
  }

  async deleteDocument(name: string): Promise<void> {
    checkDocumentName(name)
    await this.#write(0, (image) => void image.documents.delete(name))
  }

  listDocuments(prefix: string): Promise<readonly StoredDocument[]> {
    return this.#read(({ documents }) =>
      [...documents]
        .filter(([name]) => name.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => ({ name, value: structuredClone(value) })),
    )
  }

  onFailure(listener: FailureListener): () => void {
    return this.#health.onFailure(listener)
  }

  close(): void {
    this.#health.close()
    this.#disk.connections.delete(this.#health)
  }

  wipe(): Promise<void> {
    this.close()
    this.#disk.delete()
    return Promise.resolve()
  }

  /** All of the change happens at once, or none of it. */
  #write(addedBytes: number, change: (image: MemoryImage) => void): Promise<void> {
    return new Promise((resolve) => {
      this.#health.checkWrite()
      const { image, capacityBytes } = this.#disk
      if (image.epoch !== this.#epoch) throw this.#health.fail(storeFailure('fenced'))
      const full = capacityBytes !== Infinity && this.#disk.usedBytes() + addedBytes > capacityBytes
      if (full) throw this.#health.fail(storeFailure('full'))
      change(image)
      resolve()
    })
  }

  #read<Value>(look: (image: MemoryImage) => Value): Promise<Value> {
    return new Promise((resolve) => {
      this.#health.checkRead()
      resolve(look(this.#disk.image))
    })
  }
}

function readable(frame: Uint8Array): Uint8Array {
  const bytes = openFrame(frame)
  if (bytes === undefined) throw new StoreError(storeFailure('unreadable'))
  return bytes
}
