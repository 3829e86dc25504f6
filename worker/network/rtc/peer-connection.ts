// RTCPeerConnection for a worker: mirrors the methods, properties and events that libp2p uses to the real object on the
// page. State is what the page last reported, except that `close()` takes effect here at once, as the standard says.
import { WorkerIceCandidate, WorkerSessionDescription } from './descriptions.ts'
import { PendingChannel } from './pending-channel.ts'
import { ProxiedChannel } from './proxied-channel.ts'
import type { PagePort } from './page-port.ts'
import type { Answer, Call, ChannelInfo, ConnectionSnapshot } from './protocol.ts'

type Handler<E extends Event = Event> = ((event: E) => void) | null
type CandidateEvent = Event & { readonly candidate: WorkerIceCandidate | null }
type ChannelEvent = Event & { readonly channel: RTCDataChannel | ProxiedChannel }

const NEW: ConnectionSnapshot = {
  connectionState: 'new',
  iceConnectionState: 'new',
  iceGatheringState: 'new',
  signalingState: 'stable',
  localDescription: null,
  remoteDescription: null,
}

export class WorkerPeerConnection extends EventTarget {
  onconnectionstatechange: Handler = null
  onicecandidate: Handler<CandidateEvent> = null
  onicecandidateerror: Handler = null
  ondatachannel: Handler<ChannelEvent> = null
  readonly #port: PagePort
  readonly #id: number
  readonly #channels = new Set<PendingChannel>()
  #snapshot = NEW
  #closed = false

  constructor(port: PagePort, config: RTCConfiguration = {}) {
    super()
    this.#port = port
    this.#id = port.nextId()
    port.addConnection(this.#id, {
      onSnapshot: (snapshot, isEvent) => this.#onSnapshot(snapshot, isEvent),
      onCandidate: (candidate) => this.#onCandidate(candidate),
      onRemoteChannel: (info) => this.#onRemoteChannel(info),
    })
    port.send({ type: 'open', connection: this.#id, config })
  }

  get connectionState(): RTCPeerConnectionState {
    return this.#closed ? 'closed' : this.#snapshot.connectionState
  }
  get iceConnectionState(): RTCIceConnectionState {
    return this.#closed ? 'closed' : this.#snapshot.iceConnectionState
  }
  get iceGatheringState(): RTCIceGatheringState {
    return this.#snapshot.iceGatheringState
  }
  get signalingState(): RTCSignalingState {
    return this.#closed ? 'closed' : this.#snapshot.signalingState
  }
  get localDescription(): WorkerSessionDescription | null {
    return description(this.#snapshot.localDescription)
  }
  get remoteDescription(): WorkerSessionDescription | null {
    return description(this.#snapshot.remoteDescription)
  }

  createDataChannel(label: string, init: RTCDataChannelInit = {}): PendingChannel {
    if (this.#closed) throw new DOMException('The connection is closed', 'InvalidStateError')
    const id = this.#port.nextId()
    const channel = new PendingChannel(this.#port, id, label)
    this.#channels.add(channel)
    channel.addEventListener('close', () => this.#channels.delete(channel))
    this.#port.send({ type: 'create-channel', connection: this.#id, channel: id, label, init })
    return channel
  }

  async createOffer(): Promise<RTCSessionDescriptionInit> {
    return madeDescription(await this.#call({ method: 'createOffer' }))
  }
  async createAnswer(): Promise<RTCSessionDescriptionInit> {
    return madeDescription(await this.#call({ method: 'createAnswer' }))
  }
  async setLocalDescription(init?: RTCSessionDescriptionInit): Promise<void> {
    await this.#call({ method: 'setLocalDescription', description: init && plainDescription(init) })
  }
  async setRemoteDescription(init: RTCSessionDescriptionInit): Promise<void> {
    await this.#call({ method: 'setRemoteDescription', description: plainDescription(init) })
  }
  async addIceCandidate(init?: RTCIceCandidateInit | WorkerIceCandidate): Promise<void> {
    const candidate = init instanceof WorkerIceCandidate ? init.toJSON() : init
    await this.#call({ method: 'addIceCandidate', candidate })
  }
  async getStats(): Promise<ReadonlyMap<string, RTCStats>> {
    const answer = await this.#call({ method: 'getStats' })
    return new Map(answer.method === 'getStats' ? answer.stats.map((entry) => [entry.id, entry]) : [])
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#port.removeConnection(this.#id)
    this.#port.send({ type: 'close', connection: this.#id })
    this.#failChannels()
  }

  async #call(request: Call): Promise<Answer> {
    if (this.#closed) throw new DOMException('The connection is closed', 'InvalidStateError')
    return this.#port.call(this.#id, request)
  }

  #onSnapshot(snapshot: ConnectionSnapshot, isEvent: boolean): void {
    this.#snapshot = snapshot
    if (!isEvent) return
    const event = new Event('connectionstatechange')
    this.onconnectionstatechange?.(event)
    this.dispatchEvent(event)
    if (snapshot.connectionState === 'failed' || snapshot.connectionState === 'closed') this.#failChannels()
  }

  #onCandidate(candidate: RTCIceCandidateInit | null): void {
    const event = Object.assign(new Event('icecandidate'), {
      candidate: candidate === null ? null : new WorkerIceCandidate(candidate),
    })
    this.onicecandidate?.(event)
    this.dispatchEvent(event)
  }

  /** Synchronous to the last handler: a message can follow in the next task and must find one. */
  #onRemoteChannel(info: ChannelInfo): void {
    const channel = info.mode === 'transferred' ? info.real : new ProxiedChannel(this.#port, info)
    const event = Object.assign(new Event('datachannel'), { channel })
    this.ondatachannel?.(event)
    this.dispatchEvent(event)
  }

  #failChannels(): void {
    for (const channel of [...this.#channels]) channel.fail('The connection was closed')
    this.#channels.clear()
  }
}

const description = (init: RTCSessionDescriptionInit | null): WorkerSessionDescription | null =>
  init === null ? null : new WorkerSessionDescription(init)

const plainDescription = (init: RTCSessionDescriptionInit): RTCSessionDescriptionInit => ({
  type: init.type,
  sdp: init.sdp ?? '',
})

function madeDescription(answer: Answer): RTCSessionDescriptionInit {
  if (answer.method === 'createOffer' || answer.method === 'createAnswer') return answer.description
  throw new DOMException('The page answered another question', 'InvalidStateError')
}
