// Runs seeds in several processes, each of which is told a seed at a time. They run a bundle: transpiled one by one, as
// development tools do it, the same files take half as long again.

import { type ChildProcess, fork } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import type { RunResult } from './run.ts'

export interface Task {
  readonly seed: number
  readonly n?: number
  readonly f?: number
  readonly regime?: string
}

const ROOT = resolve(import.meta.dirname, '../..')
/**
 * A run makes much that lives for a moment: with room for it the collector runs less often; its helpers have no core free.
 * Much of the code is run too seldom to be compiled by itself.
 */
const NODE_OPTIONS = [
  '--min-semi-space-size=64',
  '--max-semi-space-size=64',
  '--single-threaded-gc',
  '--always-sparkplug',
]
/** Below node_modules, so that what is not bundled is found. */
const PLACE = join(ROOT, 'node_modules/.cache/sporedb-sim')

async function bundle(): Promise<string> {
  const output = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    build: { ssr: 'test/sim/worker.ts', write: false, minify: false, target: 'node20' },
  })
  const [first] = Array.isArray(output) ? output : [output]
  const chunk = first && 'output' in first ? first.output[0] : undefined
  if (!chunk) throw new Error('nothing was bundled')
  await mkdir(PLACE, { recursive: true })
  const path = join(PLACE, `worker-${process.pid}.mjs`)
  await writeFile(path, chunk.code)
  return path
}

/** Every task once; `done` hears of each result as it comes and may end it all by returning false. */
export async function runAll(
  tasks: readonly Task[],
  jobs: number,
  done: (result: RunResult) => boolean,
): Promise<void> {
  const program = await bundle()
  let next = 0
  let isOver = false
  const children: ChildProcess[] = []
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(program, [], { execArgv: NODE_OPTIONS })
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
    await rm(program, { force: true })
  }
}
