// The far end of the API of programs: records the calls and answers with what the test put there.
import type { Engine } from '../../../src/engine/engine.ts'
import { EngineError } from '../../../src/engine/engine-error.ts'
import { createProgramApi } from '../../../src/engine/program-api.ts'
import type { SporeDb } from '../../../src/engine/program-types.ts'
import { createEngineStore, type EngineStore } from '../../../src/engine/store.ts'
import type { EngineEvent, MethodName } from '../../../worker/rpc/contract.ts'
import { policy } from './samples.ts'

export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve()
}

export interface ProgramNode {
  readonly api: SporeDb
  readonly store: EngineStore
  readonly calls: { readonly method: MethodName; readonly params: unknown }[]
  readonly answers: Map<MethodName, (params: never) => unknown>
  readonly emit: (event: EngineEvent) => void
}

export function programNode(): ProgramNode {
  const calls: { readonly method: MethodName; readonly params: unknown }[] = []
  const listeners = new Set<(event: EngineEvent) => void>()
  const answers = new Map<MethodName, (params: never) => unknown>()
  const engine = {
    async call(method: MethodName, params: unknown): Promise<unknown> {
      calls.push({ method, params })
      const answer = answers.get(method)
      if (answer === undefined) throw new EngineError({ code: 'unknown', message: method })
      return answer(params as never)
    },
    subscribe(listener: (event: EngineEvent) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  } as Engine
  const store = createEngineStore('bob')
  store.setState({ policies: [policy(1), policy(2, { status: 'offered' })], boot: { phase: 'running' } })
  const emit = (event: EngineEvent): void => listeners.forEach((listener) => listener(event))
  return { api: createProgramApi(engine, store, 'b1'), store, calls, answers, emit }
}

export const failing = async (call: () => unknown): Promise<EngineError> => {
  try {
    await call()
  } catch (error) {
    if (error instanceof EngineError) return error
    throw error
  }
  throw new Error('it did not fail')
}
