// What the pages of node tests offer on `globalThis.node`: the whole node by its contract, without screens. One type for the
// page of the real worker and for the page whose worker can be stopped at a chosen moment.

import type { Boot } from '../../src/engine/store.ts'
import type { Libp2pTransport } from '../../worker/network/libp2p-transport.ts'
import type {
  CallFailure,
  EngineEvent,
  MethodName,
  Params,
  PublicKeyHex,
  Returns,
} from '../../worker/rpc/contract.ts'

export type Outcome<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: CallFailure }

/** One real RTCPeerConnection of the page. */
export interface RtcConnection {
  readonly state: RTCPeerConnectionState
  /** Bytes of all its data channels. */
  readonly bytesSent: number
  readonly bytesReceived: number
  /** Kinds of the two candidates that were chosen, such as "host host". */
  readonly path: string
}

export interface NodePage {
  call<Name extends MethodName>(method: Name, params: Params<Name>): Promise<Outcome<Returns<Name>>>
  boot(): Boot
  takeOver(): void
  /** Every event so far, oldest first. */
  events(): readonly EngineEvent[]
  rtc(): Promise<readonly RtcConnection[]>
}

/** Where the worker of the faulty page can be made to stand still: from then on … */
export type HoldPoint =
  /** … no round reaches the disk. */
  | 'persist'
  /** … rounds are durable, and nothing leaves any more. */
  | 'send'
  /** … rounds are durable and sent, and the state is not written back. */
  | 'write-back'
  /** … rounds are said to be durable and are not: what a node must never do. */
  | 'lie'

/** What the faulty page makes of its own votes before they leave. */
export type Behaviour =
  | 'honest'
  /** Under each number two batches: those who hear the second read REJECT where the others read ENDORSE. */
  | 'two-histories'
  /** To everybody: endorses, and in its next batch rejects the same spore. */
  | 'both-votes'
  /** To everybody: endorses what it should hold behind a rival that it endorsed. */
  | 'conflicting'
  /** Says nothing; keeps it for later. */
  | 'withhold'

export interface ReceivedFrame {
  readonly from: string
  /** The frame, hex. */
  readonly frame: string
}

export interface FaultCommands {
  hold(point: HoldPoint): void
  /** How many calls were met by a hold so far. */
  held(): number
  /** Rounds that became durable since the start, as hex. */
  rounds(): readonly string[]
  /** Consensus frames received since the start. */
  frames(): readonly ReceivedFrame[]
  /** How often the state was written back since the start. */
  writeBacks(): number
  /** What crypto.getRandomValues gave for 32 bytes, as hex: one of them is the seed of the identity. */
  randoms(): readonly string[]
  /** What carries the link to a peer, as libp2p says. */
  connections(key: PublicKeyHex): ReturnType<Libp2pTransport['connections']>
  behave(as: Behaviour): void
  /** Tells everybody what was kept from them so far; how many frames that were. */
  reveal(): number
  /** The state of the core, for the message of a test that fails. */
  inspect(): Inspection
}

export interface Inspection {
  readonly peers: readonly string[]
  /** What was dropped on arrival, and why. */
  readonly dropped: Readonly<Record<string, number>>
  readonly policies: readonly {
    readonly open: number
    readonly missingBodies: number
    /** By endorser: the first batch that this node lacks. */
    readonly next: readonly number[]
    readonly frontiers: Readonly<Record<string, readonly number[]>>
  }[]
}

export type FaultName = keyof FaultCommands

export interface FaultyNodePage extends NodePage {
  fault<Name extends FaultName>(
    name: Name,
    ...args: Parameters<FaultCommands[Name]>
  ): Promise<ReturnType<FaultCommands[Name]>>
}

export interface FaultCall {
  readonly id: number
  readonly name: FaultName
  readonly args: readonly unknown[]
}
export interface FaultAnswer {
  readonly id: number
  readonly value: unknown
}

declare global {
  var node: FaultyNodePage
}
