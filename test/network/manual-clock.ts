// Time that passes only when a test says so. Tasks due at the same moment run in the order they were asked for.
import type { Clock } from '../../worker/network/clock.ts'

interface Task {
  readonly dueAt: number
  readonly order: number
  readonly run: () => void
}

export class ManualClock implements Clock {
  #now = 1000
  #order = 0
  #tasks: Task[] = []

  now(): number {
    return this.#now
  }

  after(delayMs: number, run: () => void): () => void {
    const task = { dueAt: this.#now + Math.max(0, delayMs), order: this.#order++, run }
    this.#tasks.push(task)
    return () => (this.#tasks = this.#tasks.filter((other) => other !== task))
  }

  /** Moves to the next task and runs it. False when there is none. */
  runNext(): boolean {
    const next = this.#tasks.reduce<Task | undefined>(
      (first, task) =>
        first === undefined ||
        task.dueAt < first.dueAt ||
        (task.dueAt === first.dueAt && task.order < first.order)
          ? task
          : first,
      undefined,
    )
    if (next === undefined) return false
    this.#tasks = this.#tasks.filter((task) => task !== next)
    this.#now = Math.max(this.#now, next.dueAt)
    next.run()
    return true
  }

  /** Runs everything due within `ms`, then stands there. */
  advance(ms: number): void {
    const end = this.#now + ms
    while (this.#tasks.some(({ dueAt }) => dueAt <= end)) this.runNext()
    this.#now = end
  }
}
