// How screens reach the node: the store through `useEngineState`, calls through `useAction`, which keeps the state of one
// action (running, failed) so that each button shows its own outcome.

import { createContext, useCallback, useContext, useState } from 'react'
import { useStore } from 'zustand'
import type { CallFailure } from '../../worker/rpc/contract.ts'
import type { Engine } from './engine.ts'
import { failureOf } from './engine-error.ts'
import type { EngineState, EngineStore } from './store.ts'

export interface EngineContext {
  readonly engine: Engine
  readonly store: EngineStore
  readonly takeOver: () => void
}

const Context = createContext<EngineContext | undefined>(undefined)
export const EngineProvider = Context.Provider

export function useEngineContext(): EngineContext {
  const context = useContext(Context)
  if (context === undefined) throw new Error('a screen is drawn outside of EngineProvider')
  return context
}

export const useEngine = (): Engine => useEngineContext().engine

/** The selector must return the same object while nothing changed: a part of the state, not something made of it. */
export const useEngineState = <Selected>(select: (state: EngineState) => Selected): Selected =>
  useStore(useEngineContext().store, select)

export interface Action<Args extends readonly unknown[]> {
  run(...args: Args): Promise<boolean>
  readonly busy: boolean
  readonly failure: CallFailure | undefined
  forget(): void
}

/** Wraps a call for a button: true when it worked. `work` may close over fresh props; each run uses the latest one. */
export function useAction<Args extends readonly unknown[]>(
  work: (...args: Args) => Promise<unknown>,
): Action<Args> {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<CallFailure | undefined>(undefined)
  const run = useCallback(
    async (...args: Args): Promise<boolean> => {
      setBusy(true)
      setFailure(undefined)
      try {
        await work(...args)
        return true
      } catch (thrown) {
        setFailure(failureOf(thrown))
        return false
      } finally {
        setBusy(false)
      }
    },
    [work],
  )
  const forget = useCallback(() => setFailure(undefined), [])
  return { run, busy, failure, forget }
}
