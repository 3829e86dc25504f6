// What the network test pages can be told. One node a page, hosted in a worker as in the app.
import type {
  PeerKey,
  PeerLink,
  RequestFailure,
  TransportStatus,
  WantedPeer,
} from '../../worker/network/port.ts'

export interface Received {
  readonly from: PeerKey
  /** Frames are a 4-byte number and padding; the test reads back the numbers. */
  readonly number: number
  readonly bytes: number
}

export interface NetworkCommands {
  /** With a seed the key is the same each time, as after a reload. */
  start(relays: readonly string[], seed?: number): Promise<PeerKey>
  stop(): Promise<void>
  want(peers: readonly WantedPeer[]): void
  send(to: PeerKey, number: number, bytes: number): boolean
  /** Sends 0 … count-1 as fast as the queue takes them. */
  sendMany(to: PeerKey, count: number, bytes: number): Promise<number>
  received(): readonly Received[]
  links(): readonly PeerLink[]
  connections(key: PeerKey): readonly {
    readonly direct: boolean
    readonly limited: boolean
    readonly multiplexer: string | undefined
  }[]
  status(): TransportStatus | undefined
  request(to: PeerKey, relays: readonly string[], text: string): Promise<string>
  subscribe(topic: string): void
  publish(topic: string, text: string): Promise<void>
  gossip(): readonly string[]
  /** Runs the contract suite with several nodes in this one worker. */
  contract(
    relays: readonly string[],
    only?: string,
  ): Promise<readonly { readonly title: string; readonly error: string | null; readonly ms: number }[]>
}

export type CommandName = keyof NetworkCommands
export interface CommandMessage {
  readonly id: number
  readonly name: CommandName
  readonly args: readonly unknown[]
}
export type CommandReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string; readonly failure?: RequestFailure }
