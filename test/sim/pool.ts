// Runs seeds in several processes. Each is this program again, started as a worker; it is told a seed at a time.

import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { RunResult } from './run.ts'

export interface Task {
  readonly seed: number
  readonly n?: number
  readonly f?: number
  readonly regime?: string
}

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

/** Every task once; `done` hears of each result as it comes and may end it all by returning false. */
export async function runAll(
  tasks: readonly Task[],
  jobs: number,
  done: (result: RunResult) => boolean,
): Promise<void> {
  let next = 0
  let isOver = false
  const children: ChildProcess[] = []
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(MAIN, ['--worker'])
      children.push(child)
      let current: Task | undefined
      const give = (): void => {
        current = isOver ? undefined : tasks[next++]
        if (current) child.send(current)
        else child.disconnect()
      }
      child.on('message', (result) => {
        if (!isOver && !done(result as RunResult)) isOver = true
        give()
      })
      child.on('error', reject)
      child.on('exit', (code) => {
        if (current) reject(new Error(`the process of seed ${current.seed} ended with ${code ?? 'a signal'}`))
        else resolve()
      })
      give()
    })
  try {
    await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, work))
  } finally {
    for (const child of children) child.kill()
  }
}
