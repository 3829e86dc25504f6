// What the host needs from outside. The simulator, the benchmark and the worker each bring their own.

import type { PolicyId, PublicKeyHex, SporeId } from '../core/model/ids.ts'
import type { Message } from '../core/model/message.ts'
import type { ReachChange } from '../core/output.ts'
import type { Store } from '../store/port.ts'
import type { Write } from './write.ts'
import type { WriteBackLimits } from './write-back.ts'

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls back once at or after that time; returns how to cancel. */
  at(time: number, callback: () => void): () => void
}

export interface Network {
  /** False when the frame was dropped: no direct link, or its queue is full. */
  send(to: PublicKeyHex, frame: Uint8Array): boolean
  publish(policy: PolicyId, certificate: Uint8Array): void
}

export interface Signing {
  readonly publicKey: PublicKeyHex
  sign(digest: Uint8Array): Promise<Uint8Array>
  verify(key: PublicKeyHex, digest: Uint8Array, signature: Uint8Array): Promise<boolean>
  /** 16 fresh random bytes as hex. */
  nonce(): string
}

/** Told after what it speaks of is durable. */
export interface HostListener {
  onSpore(policy: PolicyId, id: SporeId): void
  onChanged(policy: PolicyId, keys: readonly string[]): void
  /** More of the policy's feed can be read (FE). */
  onFeed?(policy: PolicyId): void
  /** Each time something about a write changes. What it says of spores is durable. */
  onWrite?(write: Write): void
  /** This node has stopped voting in the policy: its key has voted where it does not remember it. */
  onSilenced(policy: PolicyId): void
  onAlarm(policy: PolicyId, message: string): void
  /** Evidence was stored: somebody is proven faulty. */
  onEvidence?(policy: PolicyId, id: string): void
  /** More than f endorsers are proven faulty: this node says nothing more in the policy. */
  onHalted?(policy: PolicyId): void
  /** Whether enough endorsers can be reached has changed, in words. Rests on nothing, so it is not held for a round. */
  onReach?(policy: PolicyId, change: ReachChange, from: string, to: string): void
  /** The engine stopped: nothing is voted, sent or stored any more. */
  onStopped(error: unknown): void
}

/** Undefined for anything that is not the canonical form of a known message within its bounds. */
export type Decode = (frame: Uint8Array) => Message | undefined

export interface EngineOptions {
  readonly store: Store
  readonly signing: Signing
  readonly network: Network
  readonly clock: Clock
  readonly listener: HostListener
  /** When the state is written back, for tests that cannot wait for the usual bounds. */
  readonly writeBack?: WriteBackLimits
  /** `decodeMessage` unless told: a simulation reads the same bytes once for all of its nodes. */
  readonly decode?: Decode
}
