// Starts the worker that is the node, gives it its two ports, and reports how the start went. It must never leave a
// worker behind: every failure path and `stop` terminate it. Terminating is safe at any moment, because the node persists
// before it sends (rule W) and replays its own chain when it starts again.

import workerUrl from '../../worker/main.ts?worker&url'
import type { ToEngine } from '../../worker/rpc/contract.ts'
import { createClient, type Client } from './client.ts'
import { WORKER_START_TIMEOUT_MS } from './limits.ts'
import { createRtcBroker, type RtcBroker } from './rtc-broker.ts'
import { trustedScriptUrl } from './trusted.ts'

export type Started =
  | { readonly type: 'ready' }
  | { readonly type: 'unsupported'; readonly missing: readonly string[] }
  | { readonly type: 'failed'; readonly message: string; readonly report: string }

export interface WorkerLink {
  readonly client: Client
  readonly broker: RtcBroker
  readonly started: Promise<Started>
  /** Called once when the worker breaks after it was ready. */
  onCrash: ((message: string, report: string) => void) | undefined
  stop(): void
}

export function startWorker(profile: string): WorkerLink {
  const worker = new Worker(trustedScriptUrl(workerUrl), {
    type: 'module',
    name: `sporedb ${profile}`.trim(),
  })
  const rpc = new MessageChannel()
  const rtc = new MessageChannel()
  const client = createClient(rpc.port1)
  const broker = createRtcBroker(rtc.port1)
  const { promise: started, resolve } = withResolvers<Started>()
  const tooLate = setTimeout(
    () =>
      resolve({ type: 'failed', message: 'The engine did not start', report: 'no greeting from the worker' }),
    WORKER_START_TIMEOUT_MS,
  )

  const link: WorkerLink = {
    client,
    broker,
    started,
    onCrash: undefined,
    stop() {
      clearTimeout(tooLate)
      worker.terminate()
      broker.close()
      client.close({ code: 'stopped', message: 'SporeDB is not running in this tab any more' })
    },
  }

  client.onGreeting = (frame) => {
    clearTimeout(tooLate)
    if (frame.type === 'unsupported') resolve({ type: 'unsupported', missing: frame.missing })
    else if (frame.build === __BUILD_ID__) resolve({ type: 'ready' })
    else
      resolve({
        type: 'failed',
        message: 'The page and the engine are of different builds',
        report: `page ${__BUILD_ID__}, engine ${frame.build}`,
      })
  }
  worker.onerror = (event) => {
    const report = `${event.message} (${event.filename}:${String(event.lineno)})`
    clearTimeout(tooLate)
    resolve({ type: 'failed', message: 'The engine stopped because of an error', report })
    link.onCrash?.('The engine stopped because of an error', report)
  }

  const start: ToEngine = {
    type: 'start',
    start: { profile, build: __BUILD_ID__, origin: location.origin, rpc: rpc.port2, rtc: rtc.port2 },
  }
  worker.postMessage(start, [rpc.port2, rtc.port2])
  return link
}

function withResolvers<Value>(): {
  readonly promise: Promise<Value>
  readonly resolve: (value: Value) => void
} {
  let resolve: (value: Value) => void = () => undefined
  const promise = new Promise<Value>((settle) => (resolve = settle))
  return { promise, resolve }
}
