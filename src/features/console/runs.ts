// The cards of this tab: each run with its text, when, how long, and what came of it. They outlive a change of screen, not a
// reload (the history of lines does). Bounded: the oldest cards go first.

import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Outcome, Surroundings } from './run-command.ts'
import { runLine } from './run-command.ts'

export const MAX_RUNS = 100

export interface Run {
  readonly id: number
  readonly line: string
  readonly at: number
  /** Undefined while the node has not answered. */
  readonly outcome: Outcome | undefined
  readonly tookMs: number | undefined
}

const runs = createStore<{ readonly list: readonly Run[] }>(() => ({ list: [] }))
let nextId = 1

export const useRuns = (): readonly Run[] => useStore(runs, (state) => state.list)
export const clearRuns = (): void => runs.setState({ list: [] })

/** Newest first. */
export async function startRun(line: string, around: Surroundings): Promise<Outcome> {
  const id = nextId++
  const started = performance.now()
  const run: Run = { id, line, at: Date.now(), outcome: undefined, tookMs: undefined }
  runs.setState(({ list }) => ({ list: [run, ...list].slice(0, MAX_RUNS) }))
  const outcome = await runLine(line, around)
  const tookMs = performance.now() - started
  runs.setState(({ list }) => ({
    list: list.map((each) => (each.id === id ? { ...each, outcome, tookMs } : each)),
  }))
  return outcome
}

/** For the gallery of screens: cards as they would stand there. */
export const showRuns = (list: readonly Run[]): void => runs.setState({ list })
