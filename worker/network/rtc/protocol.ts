// What the page's broker and the worker's stand-ins say to each other over one MessagePort. Browsers give workers no
// RTCPeerConnection, so the page owns the real object: the worker asks by number, the page answers and reports events.
// Data channels are transferred to the worker where the browser can (`mode: 'transferred'`), so that bytes never cross
// the page; where it cannot, every message crosses as a transferred ArrayBuffer (`mode: 'proxied'`).
// Both halves ship in one build, so messages are trusted and carry no version.

export type ConnectionId = number
export type ChannelId = number
export type CallId = number

/** Everything that libp2p reads synchronously from a peer connection; sent with every event and every answer. */
export interface ConnectionSnapshot {
  readonly connectionState: RTCPeerConnectionState
  readonly iceConnectionState: RTCIceConnectionState
  readonly iceGatheringState: RTCIceGatheringState
  readonly signalingState: RTCSignalingState
  readonly localDescription: RTCSessionDescriptionInit | null
  readonly remoteDescription: RTCSessionDescriptionInit | null
}

/** The calls whose answer is awaited. `createDataChannel` is not one of them: it must return at once. */
export type Call =
  | { readonly method: 'createOffer' }
  | { readonly method: 'createAnswer' }
  | { readonly method: 'setLocalDescription'; readonly description: RTCSessionDescriptionInit | undefined }
  | { readonly method: 'setRemoteDescription'; readonly description: RTCSessionDescriptionInit }
  | { readonly method: 'addIceCandidate'; readonly candidate: RTCIceCandidateInit | undefined }
  | { readonly method: 'getStats' }

export type Answer =
  | { readonly method: 'createOffer' | 'createAnswer'; readonly description: RTCSessionDescriptionInit }
  | { readonly method: 'setLocalDescription' | 'setRemoteDescription' | 'addIceCandidate' }
  | { readonly method: 'getStats'; readonly stats: readonly RTCStats[] }

export type ToPage =
  | { readonly type: 'open'; readonly connection: ConnectionId; readonly config: RTCConfiguration }
  | {
      readonly type: 'call'
      readonly connection: ConnectionId
      readonly call: CallId
      readonly request: Call
    }
  | { readonly type: 'close'; readonly connection: ConnectionId }
  | {
      readonly type: 'create-channel'
      readonly connection: ConnectionId
      readonly channel: ChannelId
      readonly label: string
      readonly init: RTCDataChannelInit
    }
  /** Only for proxied channels. */
  | { readonly type: 'channel-send'; readonly channel: ChannelId; readonly data: ArrayBuffer | string }
  | { readonly type: 'channel-close'; readonly channel: ChannelId }

export interface ProxiedChannelInfo {
  readonly mode: 'proxied'
  readonly channel: ChannelId
  readonly label: string
  readonly id: number | null
  readonly readyState: RTCDataChannelState
}
export interface TransferredChannelInfo {
  readonly mode: 'transferred'
  readonly real: RTCDataChannel
}
export type ChannelInfo = ProxiedChannelInfo | TransferredChannelInfo

export type ToWorker =
  | { readonly type: 'state'; readonly connection: ConnectionId; readonly snapshot: ConnectionSnapshot }
  | {
      readonly type: 'answer'
      readonly connection: ConnectionId
      readonly call: CallId
      readonly snapshot: ConnectionSnapshot
      readonly answer: Answer
    }
  | { readonly type: 'refused'; readonly call: CallId; readonly name: string; readonly message: string }
  | {
      readonly type: 'candidate'
      readonly connection: ConnectionId
      readonly candidate: RTCIceCandidateInit | null
    }
  /** The channel that the worker asked for. */
  | { readonly type: 'channel'; readonly channel: ChannelId; readonly info: ChannelInfo }
  | { readonly type: 'channel-refused'; readonly channel: ChannelId; readonly message: string }
  /** A channel that the other peer opened. */
  | { readonly type: 'remote-channel'; readonly connection: ConnectionId; readonly info: ChannelInfo }
  /** Only for proxied channels. */
  | { readonly type: 'channel-open'; readonly channel: ChannelId; readonly id: number | null }
  | { readonly type: 'channel-message'; readonly channel: ChannelId; readonly data: ArrayBuffer | string }
  | { readonly type: 'channel-sent'; readonly channel: ChannelId; readonly bytes: number }
  | { readonly type: 'channel-error'; readonly channel: ChannelId; readonly message: string }
  | { readonly type: 'channel-closed'; readonly channel: ChannelId }

/** Channel numbers that the page gives to proxied remote channels start here, so that they never meet the worker's. */
export const FIRST_REMOTE_CHANNEL = 2 ** 30
