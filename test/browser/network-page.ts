// The page half of the network tests: starts the worker, brokers WebRTC for it, passes commands on.
import { createRtcBroker, type RtcReport } from '../../src/engine/rtc-broker.ts'
import type { CommandName, CommandReply } from './network-commands.ts'
import workerUrl from './network-worker.ts?worker&url'

interface TestPage {
  command(name: CommandName, ...args: readonly unknown[]): Promise<unknown>
  report(): Promise<RtcReport>
  killWorker(): void
}

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string }
}

const policies = (globalThis as { readonly trustedTypes?: Policies }).trustedTypes
const policy = policies?.createPolicy('sporedb', { createScriptURL: (url) => url })
const worker = new Worker(policy?.createScriptURL(workerUrl) ?? workerUrl, { type: 'module' })
const channel = new MessageChannel()
const broker = createRtcBroker(channel.port1, {
  neverTransfer: new URLSearchParams(location.search).has('proxied'),
})
worker.postMessage({ rtc: channel.port2 }, [channel.port2])

const waiting = new Map<number, (reply: CommandReply) => void>()
let lastId = 0
worker.onmessage = ({ data }: MessageEvent<CommandReply>) => {
  waiting.get(data.id)?.(data)
  waiting.delete(data.id)
}
worker.onerror = (event) => console.error(`worker: ${event.message}`)

const testPage: TestPage = {
  command: async (name, ...args) => {
    const id = ++lastId
    const reply = await new Promise<CommandReply>((resolve) => {
      waiting.set(id, resolve)
      worker.postMessage({ id, name, args })
    })
    if (reply.ok) return reply.value
    throw new Error(reply.failure === undefined ? reply.error : `${reply.failure}: ${reply.error}`)
  },
  report: () => broker.report(),
  killWorker: () => {
    worker.terminate()
    broker.close()
  },
}
Object.assign(globalThis, { testPage })
