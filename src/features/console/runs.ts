// The cards of this window: each statement that was run with its text, when, how long, and what came of it. They outlive a change of
// screen, not a reload (the history does). Bounded: the oldest cards go first.

import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Outcome } from '../../../worker/console/outcome.ts'
import type { Surroundings } from '../../../worker/console/port.ts'
import { runScript } from '../../../worker/console/run.ts'

export const MAX_RUNS = 200

export interface Run {
  readonly id: number
  readonly text: string
  readonly at: number
  /** Undefined while the node has not answered. */
  readonly outcome: Outcome | undefined
  readonly tookMs: number | undefined
  /** A watched key is watched no longer. */
  readonly isStopped?: boolean
}

const runs = createStore<{ readonly list: readonly Run[] }>(() => ({ list: [] }))
let nextId = 1

export const useRuns = (): readonly Run[] => useStore(runs, (state) => state.list)
export const clearRuns = (): void => runs.setState({ list: [] })

const update = (id: number, change: Partial<Run>): void =>
  runs.setState(({ list }) => ({
    list: list.map((each) => (each.id === id ? { ...each, ...change } : each)),
  }))

export const stopWatching = (id: number): void => update(id, { isStopped: true })

/** A card for each statement, newest first. */
export async function startRun(text: string, around: Surroundings): Promise<void> {
  let id = 0
  let began = 0
  for await (const step of runScript(text, around)) {
    if (step.type === 'ended') {
      update(id, { outcome: step.outcome, tookMs: performance.now() - began })
      continue
    }
    id = nextId++
    began = performance.now()
    const run: Run = { id, text: step.text, at: Date.now(), outcome: undefined, tookMs: undefined }
    runs.setState(({ list }) => ({ list: [run, ...list].slice(0, MAX_RUNS) }))
  }
}

/** For the gallery of screens: cards as they would stand there. */
export const showRuns = (list: readonly Run[]): void => runs.setState({ list })
