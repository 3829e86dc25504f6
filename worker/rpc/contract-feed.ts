// The change feed: what committed spores did at this node, in the order in which it executed them.

import type { PolicyId, SporeId } from '../core/model/ids.ts'
import type { ScalarView, ValueView } from './contract-data.ts'

/** One key, or one element of a key, after a spore. */
export interface EffectView {
  readonly key: string
  /** Of a set or another container: the element that was written. Overwriting a key drops its elements without naming them. */
  readonly element?: ScalarView
  /** There is something now. False: deleted, or removed. */
  readonly present: boolean
  /** Absent for what is not present, for members of sets, and where `large` is set. */
  readonly value?: ValueView
  /** A value too long for the feed (above 4 KiB, and longer than the spore that made it): read it with `data.get`. */
  readonly large?: true
  /** As in `VersionView`: overwrites so far, and commutative writes since. Those this node executed by then. */
  readonly version: { readonly x: number; readonly c: number }
}

/** All that one spore did, at once. With a prefix, what it did there; without, also a spore that other writes absorbed. */
export interface ChangeView {
  /** Go on from here, also after a reload: what follows is neither repeated nor left out. */
  readonly cursor: string
  readonly spore: SporeId
  /** When this node executed it, by its clock. */
  readonly at: number
  readonly effects: readonly EffectView[]
}

export interface FeedInput {
  readonly policy: PolicyId
  /** Keys that begin so; all without it. */
  readonly prefix?: string
  /** 'now' (the default): what comes from now on; 'oldest': all that is kept; or a cursor. */
  readonly from?: string
  /** Changes in one answer, 1 to 1,000. */
  readonly limit?: number
}

export interface FeedView {
  readonly changes: readonly ChangeView[]
  /** Behind everything that was looked through, also when nothing of it was asked for. */
  readonly cursor: string
  /** Ask again at once. When not, the event `feed` tells when there may be something. */
  readonly more: boolean
}

/** There is more to read for whoever has read to the end. Told once; asking again makes it told again. */
export interface FeedEvent {
  readonly type: 'feed'
  readonly policy: PolicyId
}
