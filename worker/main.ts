// The worker's entry: builds store, crypto, network and session, and serves the page. Wiring only.

import { loadHash } from './core/codec/hash.ts'
import { FEATURE_NAMES, missingFeatures } from './crypto/support.ts'
import { createVerifier } from './crypto/verifier.ts'
import { installRtc } from './network/rtc/install.ts'
import type { EngineStart, ToEngine } from './rpc/contract.ts'
import { createHandlers } from './rpc/handlers.ts'
import { RpcServer } from './rpc/server.ts'
import { Session } from './session/session.ts'
import { workerClock } from './session/worker-clock.ts'
import { openIndexedDbStore } from './store/indexeddb.ts'

globalThis.addEventListener(
  'message',
  ({ data }: MessageEvent<ToEngine>) => {
    if (data.type === 'start') void start(data.start)
  },
  { once: true },
)

async function start({ profile, origin, rpc, rtc }: EngineStart): Promise<void> {
  const server = new RpcServer(rpc)
  const missing = await missingFeatures()
  if (missing.length > 0) {
    server.unsupported(missing.map((feature) => FEATURE_NAMES[feature]))
    return
  }
  try {
    await loadHash()
    const store = await openIndexedDbStore({ name: profile === '' ? 'sporedb' : `sporedb:${profile}` })
    if (!store.ok) {
      const { tag, sentence, nextAction, detail } = store.reason
      server.stopped(__BUILD_ID__, `${sentence} ${nextAction}`, `${tag}: ${detail ?? ''}`)
      return
    }
    // libp2p looks for RTCPeerConnection when it is imported, so the stand-ins come first and the import is dynamic.
    installRtc(rtc)
    const session = await Session.open({
      store: store.value,
      verifier: await createVerifier(),
      clock: workerClock,
      origin,
      createTransport: async (privateKey) => {
        const { createLibp2pTransport } = await import('./network/libp2p-transport.ts')
        return createLibp2pTransport({ privateKey })
      },
      emit: (event) => {
        server.emit(event)
      },
    })
    server.ready(__BUILD_ID__, createHandlers(session))
  } catch (error) {
    const report =
      error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : String(error)
    server.stopped(__BUILD_ID__, 'SporeDB could not start.', report)
  }
}
