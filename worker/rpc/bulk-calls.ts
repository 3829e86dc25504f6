// Imports and exports as the page asks for them, and the node as an import sees it: one unit is one write, told to nobody
// else, under an intent.

import { bytesToHex } from '../core/codec/hex.ts'
import { isHalted } from '../core/handle/evidence.ts'
import type { PolicyId } from '../core/model/ids.ts'
import { exportPart } from '../bulk/exporter.ts'
import { Imports } from '../bulk/imports.ts'
import { JobStore } from '../bulk/job-store.ts'
import { PATIENCE_MS } from '../bulk/limits.ts'
import type { BulkHost, SentUnit, UnitEnd } from '../bulk/ports.ts'
import { preview } from '../bulk/preview.ts'
import type { Engine } from '../host/engine.ts'
import { isLasting } from '../host/outcome.ts'
import type { Clock } from '../host/ports.ts'
import { isOver, type Write } from '../host/write.ts'
import type { Store } from '../store/port.ts'
import { callError, CallError } from './call-error.ts'
import type { EngineEvent, OperationInput, Params, Returns } from './contract.ts'
import type { DataCalls } from './data-calls.ts'
import { MAX_FILE_NAME, MAX_ROWS } from './limits.ts'
import { operationsOf } from './operation-input.ts'

type Job = Returns<'bulk.start'>

export class BulkCalls {
  readonly #imports: Imports
  readonly #data: DataCalls

  constructor(
    engine: Engine,
    store: Store,
    clock: Clock,
    data: DataCalls,
    emit: (event: EngineEvent) => void,
  ) {
    this.#data = data
    const failed = (error: unknown): void => {
      const report = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error)
      emit({ type: 'stopped', message: 'SporeDB stopped to protect your data.', report })
    }
    this.#imports = new Imports(new JobStore(store), bulkHost(engine, clock, emit), failed)
  }

  open = (): Promise<void> => this.#imports.open()

  stop(): void {
    this.#imports.stop()
  }

  preview(params: Params<'bulk.preview'>): Promise<Returns<'bulk.preview'>> {
    checkedFile(params)
    return preview(params)
  }

  async begin(params: Params<'bulk.start'>): Promise<Job> {
    checkedFile(params)
    const { fault } = await preview(params)
    if (fault !== undefined) throw callError('bad-input', fault, { where: 'mapping' })
    const started = await this.#imports.start(params)
    if (!started.ok) throw callError('refused', started.reason)
    return started.value
  }

  list(): readonly Job[] {
    return this.#imports.list()
  }

  pause({ id }: Params<'bulk.pause'>): Job {
    return known(this.#imports.pause(id))
  }

  resume({ id }: Params<'bulk.resume'>): Job {
    return known(this.#imports.resume(id))
  }

  async remove({ id }: Params<'bulk.remove'>): Promise<readonly Job[]> {
    await this.#imports.remove(id)
    return this.list()
  }

  async refused({ id, from = 0, limit }: Params<'bulk.refused'>): Promise<Returns<'bulk.refused'>> {
    const most = Math.min(limit ?? MAX_ROWS, MAX_ROWS)
    const rows = known(await this.#imports.refused(id, from, most + 1))
    return { rows: rows.slice(0, most), more: rows.length > most }
  }

  export(params: Params<'bulk.export'>): Promise<Returns<'bulk.export'>> {
    const data = this.#data
    return exportPart(
      {
        keys: (each) => data.keys(each),
        get: (each) => data.get(each),
        members: (each) => data.members(each),
        fields: (each) => data.fields(each),
        range: (each) => data.range(each),
        queue: (each) => data.queue(each),
      },
      params,
    )
  }
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw callError('unknown', 'There is no such import here.', { where: 'id' })
  return value
}

function checkedFile({ source, name }: { readonly source: Blob; readonly name: string }): void {
  if (!(source instanceof Blob)) throw callError('bad-input', 'A file is needed.', { where: 'source' })
  if (typeof name !== 'string' || name.length > MAX_FILE_NAME)
    throw callError('bad-input', `A name has at most ${MAX_FILE_NAME} characters.`, { where: 'name' })
}

function bulkHost(engine: Engine, clock: Clock, emit: (event: EngineEvent) => void): BulkHost {
  return {
    now: () => clock.now(),
    after: (ms, callback) => clock.at(clock.now() + ms, callback),
    random: () => bytesToHex(crypto.getRandomValues(new Uint8Array(16))),
    closedBecause: (id) => closedBecause(engine, id),
    send: (policy, operations, intent) => send(engine, policy, operations, intent),
    told: (job) => {
      emit({ type: 'bulk', job })
    },
    removed: (id) => {
      emit({ type: 'bulk-removed', id })
    },
  }
}

function closedBecause({ state }: Engine, id: PolicyId): string | undefined {
  const policy = state.policies.get(id)
  if (!policy) return 'This policy is not active here.'
  if (!policy.emitters.has(state.self)) return 'This policy does not let your key write.'
  return isHalted(policy)
    ? 'This policy is read-only here: too many of its endorsers are proven faulty.'
    : undefined
}

function send(
  engine: Engine,
  policy: PolicyId,
  operations: readonly OperationInput[],
  intent: string,
): SentUnit {
  let latest: Write | undefined
  const ended = new Promise<UnitEnd>((resolve) => {
    const refuse = (code: string, message: string, lasting: boolean): void =>
      resolve({ type: 'refused', code, message, lasting })
    try {
      const begun = engine.writes.begin({
        policy,
        operations: operationsOf(operations),
        requirements: [],
        patienceMs: PATIENCE_MS,
        intent,
        follow: (write) => {
          latest = write
          if (isOver(write)) resolve(endOf(write))
        },
      })
      if (begun.ok) latest ??= begun.value
      else refuse(begun.reason.why, begun.reason.message, false)
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      refuse('TYPE', error.failure.message, true)
    }
  })
  return {
    ended,
    why: () => latest?.why?.message,
    give: () => {
      if (latest) engine.writes.give(latest.id)
    },
  }
}

/** Of a write that is over. */
function endOf({ state, why }: Write): UnitEnd {
  if (state === 'committed') return { type: 'committed' }
  const code = why?.code ?? 'PATIENCE'
  const lasting = state === 'refused' && (isLasting(code) || code === 'too-large')
  return { type: 'refused', code, message: why?.message ?? '', lasting }
}
