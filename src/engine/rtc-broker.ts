// The page's half of WebRTC for the node in the worker: owns the real RTCPeerConnection objects, does what the worker asks
// over the port, and reports back. Each data channel is transferred to the worker in the very task that created it (later
// it could not be); where the browser cannot transfer channels they stay here and rtc-channel-proxy.ts passes messages.
// It must never outlive its worker: `close()` ends every connection.
import { assertNever } from '../../worker/core/model/result.ts'
import {
  FIRST_REMOTE_CHANNEL,
  type Answer,
  type Call,
  type ChannelInfo,
  type ConnectionSnapshot,
  type ToPage,
  type ToWorker,
} from '../../worker/network/rtc/protocol.ts'
import { ChannelProxy } from './rtc-channel-proxy.ts'
import { MAX_CONNECTIONS } from './rtc-limits.ts'

export interface RtcBrokerOptions {
  /** Proxies every message through the page even where channels can be transferred; for tests of that path. */
  readonly neverTransfer?: boolean
}

/** What the real objects say, for tests and for the screen of peers. */
export interface RtcReport {
  readonly mode: 'transferred' | 'proxied' | 'unknown'
  readonly connections: readonly {
    readonly state: RTCPeerConnectionState
    readonly bytesSent: number
    readonly bytesReceived: number
  }[]
}

export interface RtcBroker {
  report(): Promise<RtcReport>
  close(): void
}

/** `port` is the page's end of the channel whose other end the worker was given. */
export function createRtcBroker(port: MessagePort, options: RtcBrokerOptions = {}): RtcBroker {
  const connections = new Map<number, RTCPeerConnection>()
  let canTransfer: boolean | undefined = options.neverTransfer === true ? false : undefined
  let nextRemoteChannel = FIRST_REMOTE_CHANNEL
  let isClosed = false

  const post = (message: ToWorker, transfer: Transferable[] = []): void => port.postMessage(message, transfer)
  const proxy = new ChannelProxy(post)

  /** Must be called in the task that made or announced the channel. */
  function handOver(real: RTCDataChannel, channel: number, wrap: (info: ChannelInfo) => ToWorker): void {
    if (canTransfer !== false) {
      try {
        post(wrap({ mode: 'transferred', real }), [real])
        canTransfer = true
        return
      } catch (error) {
        if (canTransfer === true || !isCloneError(error)) throw error
        canTransfer = false
      }
    }
    post(wrap(proxy.add(channel, real)))
  }

  function open(id: number, config: RTCConfiguration): void {
    const real = connections.size < MAX_CONNECTIONS ? makeConnection(config) : undefined
    if (real === undefined) {
      post({ type: 'state', connection: id, snapshot: REFUSED })
      return
    }
    connections.set(id, real)
    real.onconnectionstatechange = () => post({ type: 'state', connection: id, snapshot: snapshotOf(real) })
    real.onicecandidate = ({ candidate }) =>
      post({ type: 'candidate', connection: id, candidate: candidate?.toJSON() ?? null })
    real.ondatachannel = ({ channel }) =>
      handOver(channel, nextRemoteChannel++, (info) => ({ type: 'remote-channel', connection: id, info }))
  }

  function existing(id: number): RTCPeerConnection {
    const real = connections.get(id)
    if (real === undefined) throw new DOMException('No such connection', 'InvalidStateError')
    return real
  }

  function createChannel(message: Extract<ToPage, { type: 'create-channel' }>): void {
    const { channel } = message
    try {
      const real = existing(message.connection).createDataChannel(message.label, message.init)
      handOver(real, channel, (info) => ({ type: 'channel', channel, info }))
    } catch (error) {
      post({ type: 'channel-refused', channel, message: messageOf(error) })
    }
  }

  async function call(connection: number, call: number, request: Call): Promise<void> {
    try {
      const real = existing(connection)
      const answer = await perform(real, request)
      if (!isClosed) post({ type: 'answer', connection, call, snapshot: snapshotOf(real), answer })
    } catch (error) {
      const name = error instanceof DOMException ? error.name : 'OperationError'
      if (!isClosed) post({ type: 'refused', call, name, message: messageOf(error) })
    }
  }

  function drop(id: number): void {
    const real = connections.get(id)
    if (real === undefined) return
    connections.delete(id)
    real.onconnectionstatechange = null
    real.onicecandidate = null
    real.ondatachannel = null
    real.close()
  }

  function receive(message: ToPage): void {
    switch (message.type) {
      case 'open':
        return open(message.connection, message.config)
      case 'call':
        void call(message.connection, message.call, message.request)
        return
      case 'close':
        return drop(message.connection)
      case 'create-channel':
        return createChannel(message)
      case 'channel-send':
        return proxy.send(message.channel, message.data)
      case 'channel-close':
        return proxy.close(message.channel)
      default:
        return assertNever(message)
    }
  }

  function close(): void {
    if (isClosed) return
    isClosed = true
    globalThis.removeEventListener('pagehide', onPageHide)
    for (const id of [...connections.keys()]) drop(id)
    port.onmessage = null
    port.close()
  }

  /** Peers notice a closed connection at once, a vanished one only when its heartbeat stops. */
  const onPageHide = (event: PageTransitionEvent): void => {
    if (!event.persisted) close()
  }

  port.onmessage = (event: MessageEvent<ToPage>) => receive(event.data)
  port.addEventListener('close', close)
  globalThis.addEventListener('pagehide', onPageHide)

  return {
    close,
    report: async () => ({
      mode: canTransfer === undefined ? 'unknown' : canTransfer ? 'transferred' : 'proxied',
      connections: await Promise.all([...connections.values()].map((real) => reportOf(real))),
    }),
  }
}

async function perform(real: RTCPeerConnection, request: Call): Promise<Answer> {
  switch (request.method) {
    case 'createOffer':
    case 'createAnswer': {
      const { type, sdp } = await real[request.method]()
      return { method: request.method, description: { type, sdp: sdp ?? '' } }
    }
    case 'setLocalDescription':
      await real.setLocalDescription(request.description)
      return { method: request.method }
    case 'setRemoteDescription':
      await real.setRemoteDescription(request.description)
      return { method: request.method }
    case 'addIceCandidate':
      await real.addIceCandidate(request.candidate)
      return { method: request.method }
    case 'getStats': {
      const stats: RTCStats[] = []
      ;(await real.getStats()).forEach((entry: RTCStats) => stats.push({ ...entry }))
      return { method: request.method, stats }
    }
    default:
      return assertNever(request)
  }
}

/** The browser refuses beyond its own limit, and any that it does not like the configuration of. */
function makeConnection(config: RTCConfiguration): RTCPeerConnection | undefined {
  try {
    return new RTCPeerConnection(config)
  } catch {
    return undefined
  }
}

const REFUSED: ConnectionSnapshot = {
  connectionState: 'failed',
  iceConnectionState: 'failed',
  iceGatheringState: 'complete',
  signalingState: 'closed',
  localDescription: null,
  remoteDescription: null,
}

const snapshotOf = (real: RTCPeerConnection): ConnectionSnapshot => ({
  connectionState: real.connectionState,
  iceConnectionState: real.iceConnectionState,
  iceGatheringState: real.iceGatheringState,
  signalingState: real.signalingState,
  localDescription: real.localDescription?.toJSON() ?? null,
  remoteDescription: real.remoteDescription?.toJSON() ?? null,
})

async function reportOf(real: RTCPeerConnection): Promise<RtcReport['connections'][number]> {
  let bytesSent = 0
  let bytesReceived = 0
  ;(await real.getStats()).forEach((entry: RTCStats & { bytesSent?: number; bytesReceived?: number }) => {
    if (entry.type !== 'data-channel') return
    bytesSent += entry.bytesSent ?? 0
    bytesReceived += entry.bytesReceived ?? 0
  })
  return { state: real.connectionState, bytesSent, bytesReceived }
}

const isCloneError = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'DataCloneError'
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
