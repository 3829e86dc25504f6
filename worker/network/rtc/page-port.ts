// The worker's end of the port to the page's broker: numbers calls, matches answers, hands events to the connection or
// channel they are for. It knows nothing of WebRTC's rules; peer-connection.ts and the channels do.
import { MAX_RTC_CALL_MS } from '../limits.ts'
import { assertNever } from '../../core/model/result.ts'
import type {
  Answer,
  Call,
  CallId,
  ChannelId,
  ChannelInfo,
  ConnectionId,
  ConnectionSnapshot,
  ToPage,
  ToWorker,
} from './protocol.ts'

export interface ConnectionSink {
  onSnapshot(snapshot: ConnectionSnapshot, isEvent: boolean): void
  onCandidate(candidate: RTCIceCandidateInit | null): void
  onRemoteChannel(info: ChannelInfo): void
}

/** A channel that waits for its real one. */
export interface PendingSink {
  onChannel(info: ChannelInfo): void
  onRefused(message: string): void
}

export interface ProxiedSink {
  onOpen(id: number | null): void
  onMessage(data: ArrayBuffer | string): void
  onSent(bytes: number): void
  onError(message: string): void
  onClosed(): void
}

/** What channels need of the port. */
export type ChannelPort = Pick<PagePort, 'send' | 'awaitChannel' | 'forgetChannel' | 'addProxied'>

interface PendingCall {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
  readonly timer: ReturnType<typeof setTimeout>
}

export class PagePort {
  readonly #port: MessagePort
  readonly #connections = new Map<ConnectionId, ConnectionSink>()
  readonly #pending = new Map<ChannelId, PendingSink>()
  readonly #proxied = new Map<ChannelId, ProxiedSink>()
  readonly #calls = new Map<CallId, PendingCall>()
  #lastId = 0

  constructor(port: MessagePort) {
    this.#port = port
    port.onmessage = (event: MessageEvent<ToWorker>) => this.#receive(event.data)
  }

  nextId(): number {
    return ++this.#lastId
  }

  send(message: ToPage, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer)
  }

  call(connection: ConnectionId, request: Call): Promise<Answer> {
    const call = this.nextId()
    return new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#calls.delete(call)
        reject(new DOMException(`The page did not answer ${request.method}`, 'TimeoutError'))
      }, MAX_RTC_CALL_MS)
      this.#calls.set(call, { resolve, reject, timer })
      this.send({ type: 'call', connection, call, request })
    })
  }

  addConnection(id: ConnectionId, sink: ConnectionSink): void {
    this.#connections.set(id, sink)
  }
  removeConnection(id: ConnectionId): void {
    this.#connections.delete(id)
  }
  awaitChannel(id: ChannelId, sink: PendingSink): void {
    this.#pending.set(id, sink)
  }
  forgetChannel(id: ChannelId): void {
    this.#pending.delete(id)
  }
  addProxied(id: ChannelId, sink: ProxiedSink): void {
    this.#proxied.set(id, sink)
  }

  #receive(message: ToWorker): void {
    switch (message.type) {
      case 'state':
        this.#connections.get(message.connection)?.onSnapshot(message.snapshot, true)
        return
      case 'answer':
        this.#connections.get(message.connection)?.onSnapshot(message.snapshot, false)
        this.#settle(message.call)?.resolve(message.answer)
        return
      case 'refused':
        this.#settle(message.call)?.reject(new DOMException(message.message, message.name))
        return
      case 'candidate':
        this.#connections.get(message.connection)?.onCandidate(message.candidate)
        return
      case 'remote-channel':
        this.#remoteChannel(message.connection, message.info)
        return
      case 'channel':
        this.#attach(message.channel, message.info)
        return
      case 'channel-refused':
        this.#pending.get(message.channel)?.onRefused(message.message)
        this.#pending.delete(message.channel)
        return
      case 'channel-open':
        this.#proxied.get(message.channel)?.onOpen(message.id)
        return
      case 'channel-message':
        this.#proxied.get(message.channel)?.onMessage(message.data)
        return
      case 'channel-sent':
        this.#proxied.get(message.channel)?.onSent(message.bytes)
        return
      case 'channel-error':
        this.#proxied.get(message.channel)?.onError(message.message)
        return
      case 'channel-closed': {
        const channel = this.#proxied.get(message.channel)
        this.#proxied.delete(message.channel)
        channel?.onClosed()
        return
      }
      default:
        assertNever(message)
    }
  }

  #settle(call: CallId): PendingCall | undefined {
    const pending = this.#calls.get(call)
    if (pending !== undefined) clearTimeout(pending.timer)
    this.#calls.delete(call)
    return pending
  }

  /** A connection that was closed in the meantime must not leave its channel open. */
  #remoteChannel(connection: ConnectionId, info: ChannelInfo): void {
    const sink = this.#connections.get(connection)
    if (sink === undefined) this.#discard(info)
    else sink.onRemoteChannel(info)
  }

  #attach(channel: ChannelId, info: ChannelInfo): void {
    const sink = this.#pending.get(channel)
    this.#pending.delete(channel)
    if (sink === undefined) this.#discard(info)
    else sink.onChannel(info)
  }

  #discard(info: ChannelInfo): void {
    if (info.mode === 'transferred') info.real.close()
    else this.send({ type: 'channel-close', channel: info.channel })
  }
}
