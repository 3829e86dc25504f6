// Lets a test call the scenarios of store-worker.ts, which run where the node runs: in a worker.

import type { Scenarios } from './store-worker.ts'

declare global {
  var callStore: <Name extends keyof Scenarios>(
    name: Name,
    ...given: Parameters<Scenarios[Name]>
  ) => Promise<Awaited<ReturnType<Scenarios[Name]>>>
  /** Progress of a scenario that never returns. */
  var storeProgress: number
}

type Reply = { call: number; value?: unknown; error?: string } | { progress: number }

const worker = new Worker(new URL('./store-worker.ts', import.meta.url), { type: 'module' })
const waiting = new Map<number, (reply: { value?: unknown; error?: string }) => void>()
let calls = 0

worker.onmessage = ({ data }: MessageEvent<Reply>) => {
  if ('progress' in data) globalThis.storeProgress = data.progress
  else waiting.get(data.call)?.(data)
}

globalThis.storeProgress = 0
globalThis.callStore = (name, ...given) =>
  new Promise((resolve, reject) => {
    const call = ++calls
    waiting.set(call, ({ value, error }) => {
      waiting.delete(call)
      if (error === undefined) resolve(value as Awaited<ReturnType<Scenarios[typeof name]>>)
      else reject(new Error(error))
    })
    worker.postMessage({ call, name, given })
  })
