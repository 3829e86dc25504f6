// Like node-page.ts, around a worker that is wired like the real one but can be stopped at a chosen moment and tells what it
// stored and received (node-faults-worker.ts).

import { rtcConnections } from './node-rtc.ts'
import { createClient } from '../../src/engine/client.ts'
import { failureOf } from '../../src/engine/engine-error.ts'
import { readProfile } from '../../src/engine/profile.ts'
import { createRtcBroker } from '../../src/engine/rtc-broker.ts'
import type { Boot } from '../../src/engine/store.ts'
import type { EngineEvent } from '../../worker/rpc/contract.ts'
import type { FaultAnswer, FaultCall, FaultyNodePage } from './node-api.ts'
import workerUrl from './node-faults-worker.ts?worker&url'

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string }
}

const profile = readProfile(location.search)
if (!profile.ok) throw new Error(profile.reason)
const policies = (globalThis as { readonly trustedTypes?: Policies }).trustedTypes
const policy = policies?.createPolicy('sporedb', { createScriptURL: (url) => url })
const worker = new Worker(policy?.createScriptURL(workerUrl) ?? workerUrl, { type: 'module' })
const rpc = new MessageChannel()
const rtc = new MessageChannel()
const faults = new MessageChannel()
const client = createClient(rpc.port1)
createRtcBroker(rtc.port1)

let boot: Boot = { phase: 'starting' }
const events: EngineEvent[] = []
client.onGreeting = (frame) => {
  boot = frame.type === 'ready' ? { phase: 'running' } : { phase: 'unsupported', missing: frame.missing }
}
client.subscribe((event) => {
  events.push(event)
  if (event.type === 'stopped') boot = { phase: 'stopped', message: event.message, report: event.report }
})
worker.onerror = ({ message }) => {
  boot = { phase: 'stopped', message, report: '' }
}

const waiting = new Map<number, (value: unknown) => void>()
let lastId = 0
faults.port1.onmessage = ({ data }: MessageEvent<FaultAnswer>) => {
  waiting.get(data.id)?.(data.value)
  waiting.delete(data.id)
}

const node: FaultyNodePage = {
  call: (method, params) =>
    client.call(method, params).then(
      (value) => ({ ok: true, value }),
      (error: unknown) => ({ ok: false, failure: failureOf(error) }),
    ),
  boot: () => boot,
  takeOver: () => undefined,
  events: () => events,
  rtc: rtcConnections,
  fault: (name, ...args) =>
    new Promise((resolve) => {
      const call: FaultCall = { id: ++lastId, name, args }
      waiting.set(call.id, resolve as (value: unknown) => void)
      faults.port1.postMessage(call)
    }),
}
Object.assign(globalThis, { node })

const start = {
  profile: profile.value,
  build: __BUILD_ID__,
  origin: location.origin,
  rpc: rpc.port2,
  rtc: rtc.port2,
}
worker.postMessage({ start, faults: faults.port2 }, [rpc.port2, rtc.port2, faults.port2])
