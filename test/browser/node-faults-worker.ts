// The worker's wiring (worker/main.ts) with the real store and the real network behind wrappers: a test can make them stand
// still at a chosen moment, read what became durable and what arrived, and make the endorser lie (byzantine-transport.ts).
// The node between them is the production one.

import { loadHash } from '../../worker/core/codec/hash.ts'
import { bytesToHex } from '../../worker/core/codec/hex.ts'
import { createVerifier } from '../../worker/crypto/verifier.ts'
import { installRtc } from '../../worker/network/rtc/install.ts'
import type { Libp2pTransport } from '../../worker/network/libp2p-transport.ts'
import type { Transport } from '../../worker/network/port.ts'
import type { EngineStart } from '../../worker/rpc/contract.ts'
import { createHandlers } from '../../worker/rpc/handlers.ts'
import { RpcServer } from '../../worker/rpc/server.ts'
import { Session } from '../../worker/session/session.ts'
import { workerClock } from '../../worker/session/worker-clock.ts'
import { openIndexedDbStore } from '../../worker/store/indexeddb.ts'
import type { Store } from '../../worker/store/port.ts'
import { type Byzantine, makeByzantine } from './byzantine-transport.ts'
import { instead } from './instead.ts'
import type { FaultAnswer, FaultCall, FaultCommands, HoldPoint, ReceivedFrame } from './node-api.ts'

let point: HoldPoint | undefined
let heldCalls = 0
const rounds: string[] = []
const frames: ReceivedFrame[] = []
const randoms: string[] = []
let writeBacks = 0
let session: Session | undefined
let transport: Libp2pTransport | undefined
let byzantine: Byzantine | undefined

/** Whether this call is to be held; counts those that are. */
function isHeld(at: HoldPoint): boolean {
  if (point === at) heldCalls++
  return point === at
}

/** A promise that nobody settles: what waits for it waits until the process is killed. */
const never = (): Promise<never> => new Promise(() => undefined)

const commands: FaultCommands = {
  hold: (given) => {
    point = given
  },
  held: () => heldCalls,
  rounds: () => rounds,
  frames: () => frames,
  writeBacks: () => writeBacks,
  randoms: () => randoms,
  connections: (key) => transport?.connections(key) ?? [],
  behave: (as) => {
    byzantine?.behave(as)
  },
  reveal: () => byzantine?.reveal() ?? 0,
  inspect: () => {
    if (session === undefined) throw new Error('not started')
    const { engine } = session.node
    return {
      peers: [...engine.state.peers],
      dropped: Object.fromEntries(engine.counts()),
      policies: [...engine.state.policies.values()].map(({ open, missing, chains, frontiers }) => ({
        open: open.size,
        missingBodies: missing.size,
        next: chains.map(({ next }) => next),
        frontiers: Object.fromEntries(frontiers),
      })),
    }
  },
}

const realRandomValues = crypto.getRandomValues.bind(crypto)
crypto.getRandomValues = <Array extends ArrayBufferView | null>(array: Array): Array => {
  realRandomValues(array as Uint8Array<ArrayBuffer>)
  if (array instanceof Uint8Array && array.length === 32) randoms.push(bytesToHex(array))
  return array
}

const wrapStore = (store: Store): Store =>
  instead<Store>(store, {
    appendRound: async (round, bytes) => {
      if (isHeld('persist')) return never()
      if (isHeld('lie')) return
      await store.appendRound(round, bytes)
      rounds.push(bytesToHex(bytes))
    },
    writeBack: async (write) => {
      if (isHeld('write-back')) return never()
      await store.writeBack(write)
      writeBacks++
    },
  })

const wrapTransport = (real: Transport): Transport =>
  instead<Transport>(real, {
    start: (events) =>
      real.start({
        ...events,
        onFrame: (from, frame) => {
          frames.push({ from, frame: bytesToHex(frame) })
          events.onFrame(from, frame)
        },
      }),
    send: (to, frame) => isHeld('send') || real.send(to, frame),
    publish: (topic, data) => (isHeld('send') ? Promise.resolve() : real.publish(topic, data)),
  })

async function serve({ profile, origin, rpc, rtc }: EngineStart): Promise<void> {
  const server = new RpcServer(rpc)
  await loadHash()
  const store = await openIndexedDbStore({ name: profile === '' ? 'sporedb' : `sporedb:${profile}` })
  if (!store.ok) {
    server.stopped(__BUILD_ID__, store.reason.sentence, store.reason.tag)
    return
  }
  installRtc(rtc)
  session = await Session.open({
    store: wrapStore(store.value),
    verifier: await createVerifier(),
    clock: workerClock,
    origin,
    createTransport: async (privateKey) => {
      const { createLibp2pTransport } = await import('../../worker/network/libp2p-transport.ts')
      transport = await createLibp2pTransport({ privateKey })
      byzantine = makeByzantine(
        wrapTransport(transport),
        (digest) => privateKey.sign(digest),
        (id) => session?.node.engine.state.policies.get(id),
      )
      return byzantine.transport
    },
    emit: (event) => {
      server.emit(event)
    },
  })
  server.ready(__BUILD_ID__, createHandlers(session))
}

globalThis.addEventListener(
  'message',
  ({ data }: MessageEvent<{ readonly start: EngineStart; readonly faults: MessagePort }>) => {
    const { start, faults } = data
    faults.onmessage = ({ data: call }: MessageEvent<FaultCall>) => {
      const command = commands[call.name] as (...args: readonly unknown[]) => unknown
      faults.postMessage({ id: call.id, value: command(...call.args) } satisfies FaultAnswer)
    }
    void serve(start)
  },
  { once: true },
)
