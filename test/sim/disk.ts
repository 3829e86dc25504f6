// A node's disk in the simulation: the production memory store behind writes that take their time, happen before their
// writer hears of it, and may be lost in between. A strict write is all or nothing, as IndexedDB's are; a relaxed one may
// be forgotten by a crash until a strict one followed it.

import { StoreError, storeFailure } from '../../worker/store/failure.ts'
import { MemoryDisk, openMemoryStore } from '../../worker/store/memory.ts'
import type { Store } from '../../worker/store/port.ts'

export interface DiskSurroundings {
  isAlive(): boolean
  /** Carries out a write after the disk's delay; the answer follows after another. In order. */
  schedule(write: () => void): void
  /** A strict write is about to happen: a crash may come first. */
  beforePersist(): void
  /** It has happened: a crash may come before anybody hears of it. */
  afterPersist(round: Uint8Array): void
  /** Its writer hears of it. */
  told(round: number): void
  /** A read of the log fails now. */
  failsToFetch(): boolean
}

type Undo = () => void

/** What a relaxed write changes, put back when a crash forgets it. */
function undoOf(disk: MemoryDisk): Undo {
  const { image } = disk
  const { watermark, pending } = image
  const segments = [...image.segments]
  const pages = [...image.pagesByPolicy].map(([policy, byId]) => [policy, new Map(byId)] as const)
  const journal = [...image.journalByPolicy].map(([policy, byFirst]) => [policy, new Map(byFirst)] as const)
  return () => {
    image.watermark = watermark
    image.pending = pending
    image.segments.splice(0, image.segments.length, ...segments)
    image.pagesByPolicy.clear()
    for (const [policy, byId] of pages) image.pagesByPolicy.set(policy, byId)
    image.journalByPolicy.clear()
    for (const [policy, byFirst] of journal) image.journalByPolicy.set(policy, byFirst)
  }
}

export class SimDisk {
  disk = new MemoryDisk()
  #unsynced: Undo | undefined

  /** A crash: what was not written strictly may be gone. */
  forgetUnsynced(): boolean {
    const undo = this.#unsynced
    this.#unsynced = undefined
    undo?.()
    return undo !== undefined
  }

  get lastRound(): number {
    const { rounds, watermark } = this.disk.image
    return Math.max(watermark, ...rounds.keys())
  }

  replaceWith(disk: MemoryDisk): void {
    this.disk = disk
    this.#unsynced = undefined
  }

  open(around: DiskSurroundings): Store {
    const opened = openMemoryStore(this.disk)
    if (!opened.ok) throw new Error(opened.reason.sentence)
    const real = opened.value
    const { disk } = this
    const later = (work: () => Promise<void>, done: () => void, told: () => void): Promise<void> =>
      new Promise((resolve, reject) => {
        around.schedule(() => {
          if (!around.isAlive()) return
          work().then(() => {
            done()
            if (around.isAlive())
              around.schedule(() => {
                if (around.isAlive()) told()
                resolve()
              })
          }, reject)
        })
      })
    return {
      appendRound: (round, bytes) => {
        let isWritten = false
        return later(
          () => {
            around.beforePersist()
            isWritten = around.isAlive()
            return isWritten ? real.appendRound(round, bytes) : Promise.resolve()
          },
          () => {
            // On the disk is on the disk, whether its writer lives to hear of it or not.
            if (!isWritten) return
            this.#unsynced = undefined
            around.afterPersist(bytes)
          },
          () => around.told(round),
        )
      },
      writeBack: (write) =>
        later(
          () => {
            this.#unsynced ??= undoOf(disk)
            return real.writeBack(write)
          },
          () => undefined,
          () => undefined,
        ),
      readRound: (round) =>
        around.failsToFetch()
          ? Promise.reject(new StoreError(storeFailure('unreadable', { round })))
          : real.readRound(round),
      readRounds: (from, limit) => real.readRounds(from, limit),
      readSnapshot: () => real.readSnapshot(),
      readPages: (policy, ids) => real.readPages(policy, ids),
      readPageRange: (policy, from, to, limit) => real.readPageRange(policy, from, to, limit),
      readJournal: (policy, number) => real.readJournal(policy, number),
      getDocument: (name) => real.getDocument(name),
      putDocument: (name, value) => real.putDocument(name, value),
      putDocuments: (documents) => real.putDocuments(documents),
      deleteDocument: (name) => real.deleteDocument(name),
      listDocuments: (prefix) => real.listDocuments(prefix),
      onFailure: (listener) => real.onFailure(listener),
      close: () => real.close(),
      wipe: () => real.wipe(),
    }
  }
}
