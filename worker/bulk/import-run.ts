// One import under way: reads its file, sends units as fast as the pacer allows, follows each to its end, and stores how far
// it is. A unit that is refused is tried in halves, until the rows are found that cannot be; all others are committed.
//
// Once only (IN-2): a unit is sent under its own intent, however often. Before its halves are sent, which have intents of
// their own, it is stored that it was refused for good and will not be sent as a whole again.

import type { BulkJobView, BulkRefusedRow } from '../rpc/contract-bulk.ts'
import { intentOfUnit, type Job, jobView } from './job.ts'
import type { JobStore } from './job-store.ts'
import { HOPELESS_REFUSALS, MAX_REFUSED_KEPT, PAUSE_MOST_MS, RETRY_MS, SAVE_MS, TELL_MS } from './limits.ts'
import { LockTable } from './lock-table.ts'
import type { Pacer } from './pacer.ts'
import type { BulkHost, SentUnit, UnitEnd } from './ports.ts'
import { hasNumber, withNumber } from './ranges.ts'
import { Rate } from './rate.ts'
import type { BadRow } from './row.ts'
import { SourceFault } from './source-fault.ts'
import { halvesOf, type Unit, unitsOf } from './units.ts'

/** The job was paused, or the node stops. */
class Interrupted extends Error {}

/** What came of a unit: counted and reported together with it being done. */
interface Outcome {
  done: number
  readonly refused: BulkRefusedRow[]
}

export class ImportRun {
  readonly job: Job
  readonly #store: JobStore
  readonly #host: BulkHost
  readonly #pacer: Pacer
  readonly #locks = new LockTable()
  readonly #rate = new Rate()
  readonly #sent = new Set<SentUnit>()
  /** Units that are not at their end. */
  readonly #ends = new Set<Promise<void>>()
  #refused: BulkRefusedRow[] = []
  #failure: unknown
  /** Nothing new is sent. */
  #pausing = false
  /** Nothing is counted, stored or told any more. */
  #stopped = false
  /** Once paused, after the time that what is on its way has to be counted. */
  readonly #pauseOver: Promise<void>
  #endPause = (): void => undefined
  #saving: Promise<void> = Promise.resolve()
  #cancelSave: (() => void) | undefined
  #cancelTell: (() => void) | undefined

  constructor(job: Job, store: JobStore, host: BulkHost, pacer: Pacer) {
    this.job = job
    this.#store = store
    this.#host = host
    this.#pacer = pacer
    this.#pauseOver = new Promise((resolve) => {
      this.#endPause = resolve
    })
  }

  /** Resolves when it is done, failed or paused. */
  async run(): Promise<void> {
    const { job } = this
    this.#tellNow()
    try {
      await this.#sendAll()
      job.state = 'done'
      job.note = undefined
    } catch (error) {
      if (this.#stopped) return
      if (error instanceof SourceFault) {
        job.state = 'failed'
        job.note = error.message
      } else if (!(error instanceof Interrupted)) throw error
    }
    if (job.state === 'done' || job.state === 'failed') job.endedAt = this.#host.now()
    await this.#save()
    if (job.state === 'done') await this.#store.forgetSource(job.id)
    this.#stopped = true
    this.#cancelSave?.()
    this.#tellNow()
  }

  /** What is on its way may still commit; what is not seen in time is known by its intent later. */
  pause(): void {
    this.#pausing = true
    this.job.state = 'paused'
    this.#host.after(PAUSE_MOST_MS, this.#endPause)
    this.#tellNow()
  }

  /** The node stops, or the job is to be forgotten. */
  stop(): void {
    this.#stopped = true
    this.#pausing = true
    this.#cancelSave?.()
    this.#cancelTell?.()
    for (const each of this.#sent) each.give()
  }

  view(): BulkJobView {
    const { job } = this
    const note = job.note ?? [...this.#sent].map((each) => each.why()).find((why) => why !== undefined)
    const isRunning = job.state === 'running'
    return jobView({ ...job, note }, this.#sent.size, isRunning ? this.#rate.perSecond(this.#host.now()) : 0)
  }

  async #sendAll(): Promise<void> {
    try {
      const source = await this.#store.source(this.job.id)
      if (!source) throw new SourceFault('The file of this import is gone from this device.')
      await Promise.race([this.#read(source), this.#pauseOver])
    } catch (error) {
      this.#failure ??= error
    }
    // Also when the file is broken further on, or nothing more shall be sent: what is on its way is seen to its end.
    await Promise.race([this.#allEnds(), this.#pauseOver])
    if (this.#failure !== undefined) throw this.#failure as Error
    if (this.#pausing && this.#ends.size > 0) throw new Interrupted()
  }

  async #read(source: Blob): Promise<void> {
    const { job } = this
    for await (const packed of unitsOf({ ...job, source })) {
      if (this.#pausing) throw new Interrupted()
      if (this.#failure !== undefined) return
      if (packed.type === 'read') {
        job.rowsRead = Math.max(job.rowsRead, packed.rows)
        job.readBytes = Math.max(job.readBytes, packed.bytes)
      } else if (packed.type === 'bad') this.#reportFault(packed.row)
      else if (!hasNumber(job.units, packed.index)) await this.#begin(packed.index, packed.unit)
      this.#changed()
    }
  }

  async #begin(index: number, unit: Unit): Promise<void> {
    const release = await this.#locks.take(unit)
    const outcome: Outcome = { done: 0, refused: [] }
    const end = this.#see(unit, outcome)
      .then(() => {
        this.#count(index, outcome)
      })
      .catch((error: unknown) => {
        this.#failure ??= error
      })
      .finally(() => {
        release()
        this.#ends.delete(end)
        this.#changed()
      })
    this.#ends.add(end)
    // A few more than the pacer lets through, so that there is always a next one; not the whole file.
    while (this.#ends.size > this.#pacer.window + 2) await Promise.race(this.#ends)
  }

  async #allEnds(): Promise<void> {
    while (this.#ends.size > 0) await Promise.all(this.#ends)
  }

  /** Follows a unit, and its halves if need be, until every row of it is committed or refused for good. */
  async #see(unit: Unit, outcome: Outcome): Promise<void> {
    if (!this.job.split.includes(unit.name)) {
      const end = await this.#send(unit)
      const [row] = unit.rows
      if (end.type === 'committed') {
        outcome.done += unit.rows.length
        return
      }
      if (unit.rows.length === 1 && row) {
        outcome.refused.push({ row: row.row, line: row.line, code: end.code, reason: end.message })
        return
      }
      this.job.split = [...this.job.split, unit.name]
      await this.#save()
    }
    for (const half of halvesOf(unit)) await this.#see(half, outcome)
  }

  /** Until it ends for good. What only was not decided in time, or was too much at once, is sent again under its intent. */
  async #send(unit: Unit): Promise<UnitEnd> {
    for (;;) {
      const end = await this.#attempt(unit)
      if (end.type === 'committed' || end.lasting) return end
      if (this.#pausing) throw new Interrupted()
      const closed = this.#host.closedBecause(this.job.policy)
      if (closed !== undefined) throw new SourceFault(closed)
      if (end.code === 'RATE') this.#pacer.slowDown()
      await this.#wait(RETRY_MS)
    }
  }

  async #attempt(unit: Unit): Promise<UnitEnd> {
    await this.#pacer.enter()
    let tookMs: number | undefined
    try {
      if (this.#pausing) throw new Interrupted()
      const startedAt = this.#host.now()
      const operations = unit.rows.flatMap((row) => row.operations)
      const sent = this.#host.send(this.job.policy, operations, intentOfUnit(this.job.id, unit.name))
      this.#sent.add(sent)
      const end = await sent.ended
      this.#sent.delete(sent)
      tookMs = this.#host.now() - startedAt
      return end
    } finally {
      this.#pacer.leave(tookMs)
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#host.after(ms, resolve)
    })
  }

  #count(index: number, { done, refused }: Outcome): void {
    const { job } = this
    // The next run of this job finds it by its intent.
    if (this.#stopped) return
    job.units = withNumber(job.units, index)
    job.rowsDone += done
    this.#rate.note(this.#host.now(), done)
    for (const each of refused) this.#report(each)
    const last = refused.at(-1)
    if (last && job.rowsDone === 0 && job.rowsRefused >= HOPELESS_REFUSALS)
      this.#failure ??= new SourceFault(`Nothing but refusals so far. The last one: ${last.reason}`)
  }

  #reportFault({ row, line, fault }: BadRow): void {
    // Reported before the job was stopped.
    if (row <= this.job.faultsTo) return
    this.job.faultsTo = row
    this.#report({ row, line, code: 'BAD-ROW', reason: fault })
  }

  #report(refused: BulkRefusedRow): void {
    if (++this.job.rowsRefused <= MAX_REFUSED_KEPT) this.#refused.push(refused)
  }

  #changed(): void {
    if (this.#stopped) return
    this.#cancelTell ??= this.#host.after(TELL_MS, () => {
      this.#tellNow()
    })
    this.#cancelSave ??= this.#host.after(SAVE_MS, () => {
      this.#cancelSave = undefined
      if (!this.#stopped) void this.#save().catch(() => undefined)
    })
  }

  #tellNow(): void {
    this.#cancelTell?.()
    this.#cancelTell = undefined
    this.#host.told(this.view())
  }

  /** One after the other, each with what is true when its turn comes. */
  #save(): Promise<void> {
    const next = this.#saving.then(async () => {
      const refused = this.#refused
      this.#refused = []
      const chunk = refused.length > 0 ? this.job.chunks++ : undefined
      await this.#store.save(this.job, chunk, refused)
    })
    this.#saving = next.catch(() => undefined)
    return next
  }
}
