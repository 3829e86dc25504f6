// All imports of a node: begins, pauses, resumes and forgets them. Those that were running when the node stopped go on by
// themselves when it starts.

import { fail, ok, type Result } from '../core/model/result.ts'
import type { BulkJobView, BulkRefusedRow, BulkStart } from '../rpc/contract-bulk.ts'
import { ImportRun } from './import-run.ts'
import { type Job, jobView } from './job.ts'
import type { JobStore } from './job-store.ts'
import { MAX_JOBS, PACKING_VERSION } from './limits.ts'
import { Pacer } from './pacer.ts'
import type { BulkHost } from './ports.ts'

interface Known {
  readonly job: Job
  run: ImportRun | undefined
  /** Of the run under way. */
  ended: Promise<void>
}

export class Imports {
  readonly #store: JobStore
  readonly #host: BulkHost
  readonly #pacer = new Pacer()
  readonly #jobs = new Map<string, Known>()
  readonly #failed: (error: unknown) => void
  #stopped = false

  constructor(store: JobStore, host: BulkHost, failed: (error: unknown) => void) {
    this.#store = store
    this.#host = host
    this.#failed = failed
  }

  /** After the node has replayed its store: what was running goes on. */
  async open(): Promise<void> {
    for (const job of await this.#store.jobs()) {
      const known: Known = { job, run: undefined, ended: Promise.resolve() }
      this.#jobs.set(job.id, known)
      if (job.state === 'running') this.#go(known)
    }
  }

  stop(): void {
    this.#stopped = true
    for (const { run } of this.#jobs.values()) run?.stop()
  }

  async start(input: BulkStart): Promise<Result<BulkJobView, string>> {
    const closed = this.#host.closedBecause(input.policy)
    if (closed !== undefined) return fail(closed)
    if (this.#jobs.size >= MAX_JOBS)
      return fail(`There are ${MAX_JOBS} imports already. Remove one that is done.`)
    const job: Job = {
      id: this.#host.random(),
      packing: PACKING_VERSION,
      policy: input.policy,
      name: input.name,
      format: input.format,
      delimiter: input.delimiter,
      mapping: input.mapping,
      sizeBytes: input.source.size,
      startedAt: this.#host.now(),
      state: 'running',
      endedAt: undefined,
      note: undefined,
      units: [],
      split: [],
      rowsDone: 0,
      rowsRefused: 0,
      chunks: 0,
      faultsTo: 0,
      rowsRead: 0,
      readBytes: 0,
    }
    const known: Known = { job, run: undefined, ended: Promise.resolve() }
    this.#jobs.set(job.id, known)
    // A large file takes a moment to be kept; that it is being kept is seen at once.
    this.#host.told(jobView({ ...job, note: 'The file is being kept on this device.' }, 0, 0))
    try {
      await this.#store.create(job, input.source)
    } catch (error) {
      this.#jobs.delete(job.id)
      this.#host.removed(job.id)
      throw error
    }
    this.#go(known)
    return ok(this.#viewOf(known))
  }

  list(): readonly BulkJobView[] {
    return [...this.#jobs.values()]
      .map((known) => this.#viewOf(known))
      .sort((a, b) => b.startedAt - a.startedAt)
  }

  pause(id: string): BulkJobView | undefined {
    const known = this.#jobs.get(id)
    if (known?.job.state === 'running') known.run?.pause()
    return known && this.#viewOf(known)
  }

  resume(id: string): BulkJobView | undefined {
    const known = this.#jobs.get(id)
    if (known && (known.job.state === 'paused' || known.job.state === 'failed')) {
      known.job.state = 'running'
      known.job.note = undefined
      known.job.endedAt = undefined
      void known.ended.then(() => {
        if (known.job.state === 'running' && this.#jobs.has(id) && !known.run) this.#go(known)
      })
    }
    return known && this.#viewOf(known)
  }

  async remove(id: string): Promise<boolean> {
    const known = this.#jobs.get(id)
    if (!known) return false
    known.run?.stop()
    this.#jobs.delete(id)
    await this.#store.remove(known.job)
    this.#host.removed(id)
    return true
  }

  /** `from`: how many rows of the report to leave out. */
  async refused(id: string, from: number, limit: number): Promise<readonly BulkRefusedRow[] | undefined> {
    const known = this.#jobs.get(id)
    if (!known) return undefined
    const rows: BulkRefusedRow[] = []
    let skip = from
    for (let chunk = 0; chunk < known.job.chunks && rows.length < limit; chunk++) {
      const found = await this.#store.refused(id, chunk)
      rows.push(...found.slice(skip, skip + limit - rows.length))
      skip = Math.max(0, skip - found.length)
    }
    return rows
  }

  #go(known: Known): void {
    const { job } = known
    if (this.#stopped) return
    if (job.packing !== PACKING_VERSION) {
      job.state = 'failed'
      job.note = 'It began under another version of SporeDB and cannot go on without doubling rows.'
      this.#host.told(this.#viewOf(known))
      return
    }
    const run = new ImportRun(job, this.#store, this.#host, this.#pacer)
    known.run = run
    known.ended = run.run().then(
      () => {
        if (known.run === run) known.run = undefined
      },
      (error: unknown) => {
        known.run = undefined
        if (!this.#stopped) this.#failed(error)
      },
    )
  }

  #viewOf = ({ job, run }: Known): BulkJobView => run?.view() ?? jobView(job, 0, 0)
}
