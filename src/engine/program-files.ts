// Imports and exports for programs. An export is pulled part by part, so that a slow program costs the node nothing. An
// import is a job of the node, of which a program holds the name.

import type {
  BulkCursor,
  BulkJobView,
  BulkRefusedRow,
  MethodName,
  Params,
  PolicyId,
  Returns,
} from '../../worker/rpc/contract.ts'
import { EngineError } from './engine-error.ts'
import { formatArgument, importArguments, sourceArgument } from './program-file-arguments.ts'
import type { ProgramImport } from './program-file-types.ts'
import { prefixArgument } from './program-arguments.ts'
import type { SporeDb } from './program-types.ts'
import type { EngineState, EngineStore } from './store.ts'

export type FileMethod = Extract<MethodName, `bulk.${string}`>
/** A call of a program: counted, and refused when there are too many. */
export type AskFile = <Name extends FileMethod>(
  method: Name,
  params: () => Params<Name>,
) => Promise<Returns<Name>>

type ProgramFiles = Pick<SporeDb, 'import' | 'imports' | 'export'>

export function createProgramFiles(
  ask: AskFile,
  store: EngineStore,
  policyOf: (policy: unknown) => PolicyId,
): ProgramFiles {
  return {
    async import(policy, source, options = {}) {
      const { mapping, ...given } = importArguments(options, source)
      const file = { source: sourceArgument(source), ...given }
      const id = policyOf(policy)
      const found = await ask('bulk.preview', () => file)
      const { delimiter } = found
      const job = await ask('bulk.start', () => ({
        ...file,
        policy: id,
        format: found.format,
        mapping: { ...found.mapping, ...mapping },
        ...(delimiter !== undefined && { delimiter }),
      }))
      return handle(ask, store, job.id)
    },
    imports: () => [...(store.getState().imports?.keys() ?? [])].map((id) => handle(ask, store, id)),
    export(policy, { prefix, format = 'csv' } = {}) {
      const request = {
        policy: policyOf(policy),
        format: formatArgument(format),
        ...(prefix !== undefined && { prefix: prefixArgument(prefix) }),
      }
      return partsOf(ask, request)
    },
  }
}

async function* partsOf(
  ask: AskFile,
  request: Omit<Params<'bulk.export'>, 'from'>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for (let from: BulkCursor | undefined; ;) {
    const at = from
    const part = await ask('bulk.export', () => ({ ...request, ...(at !== undefined && { from: at }) }))
    if (part.bytes.length > 0) yield part.bytes as Uint8Array<ArrayBuffer>
    from = part.next
    if (from === undefined) return
  }
}

async function* refusedOf(ask: AskFile, id: string): AsyncGenerator<BulkRefusedRow, void> {
  for (let from = 0; ;) {
    const begin = from
    const { rows, more } = await ask('bulk.refused', () => ({ id, from: begin }))
    yield* rows
    from += rows.length
    if (!more) return
  }
}

function handle(ask: AskFile, store: EngineStore, id: string): ProgramImport {
  let done: Promise<BulkJobView> | undefined
  return Object.freeze<ProgramImport>({
    id,
    get job() {
      return store.getState().imports?.get(id)
    },
    get done() {
      done ??= whenDone(store, id)
      return done
    },
    refused: () => refusedOf(ask, id),
    async pause() {
      await ask('bulk.pause', () => ({ id }))
    },
    async resume() {
      await ask('bulk.resume', () => ({ id }))
    },
    async remove() {
      await ask('bulk.remove', () => ({ id }))
    },
  })
}

function whenDone(store: EngineStore, id: string): Promise<BulkJobView> {
  const done = new Promise<BulkJobView>((resolve, reject) => {
    /** True when it is over. */
    const look = (state: EngineState): boolean => {
      const job = state.imports?.get(id)
      const failure = failureOf(state, id, job)
      if (failure !== undefined) reject(failure)
      else if (job?.state === 'done') resolve(job)
      return failure !== undefined || job?.state === 'done'
    }
    if (look(store.getState())) return
    const stop = store.subscribe((state) => {
      if (look(state)) stop()
    })
  })
  // A program that looks elsewhere must not see an unhandled rejection.
  done.catch(() => undefined)
  return done
}

function failureOf(
  { boot, imports }: EngineState,
  id: string,
  job: BulkJobView | undefined,
): EngineError | undefined {
  if (boot.phase === 'stopped' || boot.phase === 'moved')
    return new EngineError({
      code: 'stopped',
      message: 'SporeDB stopped in this tab before the import was done',
    })
  if (job?.state === 'failed')
    return new EngineError({ code: 'refused', message: job.note ?? 'The import cannot go on', where: id })
  // While the list is not there yet, nobody knows.
  return imports !== undefined && job === undefined
    ? new EngineError({ code: 'unknown', message: 'The import was removed', where: id })
    : undefined
}
