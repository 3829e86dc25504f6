// Where imports are kept: each job, its file, and its report in chunks, as documents of the node's store.

import type { BulkRefusedRow } from '../rpc/contract-bulk.ts'
import type { Store } from '../store/port.ts'
import type { Job } from './job.ts'

const JOB = 'bulk/job/'
const SOURCE = 'bulk/source/'
const REFUSED = 'bulk/refused/'

const chunkName = (id: string, chunk: number): string => `${REFUSED}${id}/${String(chunk).padStart(8, '0')}`

export class JobStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async jobs(): Promise<readonly Job[]> {
    return (await this.#store.listDocuments(JOB)).map(({ value }) => value as Job)
  }

  async source(id: string): Promise<Blob | undefined> {
    const value = await this.#store.getDocument(SOURCE + id)
    return value instanceof Blob ? value : undefined
  }

  create(job: Job, source: Blob): Promise<void> {
    return this.#store.putDocuments([
      { name: JOB + job.id, value: { ...job } },
      // Without the name and the place of a file: only its bytes.
      { name: SOURCE + job.id, value: source.slice(0, source.size, source.type) },
    ])
  }

  /** What is done and what was refused of it, together. */
  save(job: Job, chunk: number | undefined, refused: readonly BulkRefusedRow[]): Promise<void> {
    return this.#store.putDocuments([
      { name: JOB + job.id, value: { ...job } },
      ...(chunk === undefined ? [] : [{ name: chunkName(job.id, chunk), value: refused }]),
    ])
  }

  async refused(id: string, chunk: number): Promise<readonly BulkRefusedRow[]> {
    return ((await this.#store.getDocument(chunkName(id, chunk))) ?? []) as readonly BulkRefusedRow[]
  }

  async remove({ id, chunks }: Job): Promise<void> {
    await this.#store.deleteDocument(JOB + id)
    await this.#store.deleteDocument(SOURCE + id)
    for (let chunk = 0; chunk < chunks; chunk++) await this.#store.deleteDocument(chunkName(id, chunk))
  }

  /** The file is not needed any more. */
  forgetSource(id: string): Promise<void> {
    return this.#store.deleteDocument(SOURCE + id)
  }
}
