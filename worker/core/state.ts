// The whole state of the core: one record, changed only inside `step`. What is durable of it: the log (bundles and
// batches), from which all votes follow, and a snapshot of the rest that write-back makes now and then.

import type { SporeId, PolicyId, PublicKeyHex } from './model/ids.ts'
import type { Decided } from './model/decided.ts'
import type { Accepted, BatchRef, Item, RejectReason, StoredBatch } from './model/batch.ts'
import type { PolicyParameters } from './model/policy-parameters.ts'
import type { PolicyRecord } from './model/policy.ts'
import type { SlotRecord } from './model/slot-record.ts'
import type { Spore } from './model/spore.ts'
import type { Scalar } from './model/value.ts'
import type { AnswerTimes } from './answer-times.ts'
import type { PackedIndex } from './packed-index.ts'
import type { EvidenceState } from './evidence-state.ts'
import type { FreedRivals } from './freed-rivals.ts'
import type { TurnLine } from './model/turn.ts'
import type { Output, StoredRef } from './output.ts'
import type { Effect } from './rules/effects.ts'
import type { Footprint, FootprintEntry } from './rules/footprint.ts'
import type { Fault } from './rules/validity.ts'
import type { SlotIndex } from './slot-index.ts'
import type { StateTree } from './sync/state-tree.ts'

/** A set of endorsers: bit e stands for endorser e (at most 31). */
export type EndorserSet = number

/** Where a vote stands: number of its batch in the endorser's chain, and the round of our log that holds it. */
export interface Place {
  readonly seq: number
  readonly round: number
}

/** The same for items that others refer to: two branches of a chain may have one number. */
export interface BatchPlace extends Place {
  readonly digest: string
}

export interface VoteNote {
  /** The batches that hold the ENDORSE, the REJECT and the ACCEPT. */
  endorsed: Place | undefined
  rejected: Place | undefined
  accepted: Place | undefined
  /** Of several votes, which only a liar gives, the last in its chain: it may break a promise that the first does not (P5). */
  lastVote: { readonly type: 'ENDORSE' | 'REJECT'; readonly place: Place } | undefined
  why: RejectReason | undefined
  ref: SporeId | undefined
  at: number
}

/** A RECOVER: what an endorser said of the spore before it promised this ballot. */
export interface Report {
  readonly endorser: number
  readonly place: BatchPlace
  readonly vote: 'E' | 'R' | null
  readonly accepted: Accepted | null
  readonly by: SporeId | null
}

/** What is asked for again until it comes, less and less often. */
export interface Asked {
  at: number
  times: number
}

/** A PROPOSE of the ballot's coordinator. */
export interface Proposal {
  readonly ballot: number
  readonly coordinator: number
  readonly place: BatchPlace
  readonly reports: readonly BatchRef[]
  /** Everything it refers to is here and makes its outcome safe. Once true it stays. */
  valid: boolean
  /** It can never become valid, whatever else comes. */
  refuted: boolean
  readonly asked: Asked
}

/** The fallback of one spore (protocol 3.6). */
export interface Ballots {
  /** Highest ballot that we promised; 0 is none. */
  promised: number
  /** Highest ballot that we proposed in, as its coordinator. */
  proposed: number
  readonly reports: Map<number, Report[]>
  readonly proposals: Map<number, Proposal[]>
  /** ACCEPTs above ballot 0: where each endorser said it. */
  readonly accepts: Map<number, Map<number, Place>>
  /** Our own items that are sealed and not durable yet. */
  sealed: { readonly item: Item; readonly place: BatchPlace }[]
  /** Since when enough endorsers are in our ballot, or beyond. */
  timedFrom: number | undefined
  /** As coordinator: for what reports claim. */
  readonly asked: Asked
  /** When something lacking is asked for again. */
  askAt: number
}

export type Stage = 'open' | Decided['stage']

/** A spore that is not finished: undecided, or committed and not yet executed here. Also kept for recent finished ones. */
export interface SporeEntry {
  readonly spore: Spore
  readonly footprint: Footprint
  /** What rule 3 finds wrong with the body; endorsers answer with REJECT. */
  readonly fault: Fault | undefined
  /** The emitter was over its budget when it arrived. */
  readonly overBudget: boolean
  readonly priority: string
  /** Round of the log that holds its bundle. */
  readonly round: number
  receivedAt: number
  /** The spore's deadline, by this clock: earlier than written if that was set back since. */
  expiresAt: number
  endorsed: EndorserSet
  rejected: EndorserSet
  accepted: EndorserSet
  holding: EndorserSet
  readonly notes: Map<number, VoteNote>
  /** Our own vote: binding, at most one, ever. */
  ownVote: 'E' | 'R' | undefined
  /** The highest ballot that we accepted, 0 the normal case. */
  ownAccepted: Accepted | null
  ballots: Ballots | undefined
  /** Why we have not voted: behind this spore, or because this node lags or the deadline is too far. */
  waits: { readonly type: 'behind'; readonly spore: SporeId } | { readonly type: 'lag' | 'later' } | undefined
  /** Its emitter does not want it any more. */
  cancelled: boolean
  /** When we endorsed it, and so locked its slots. */
  lockedAt: number | undefined
  /** Since when we make it wait for others. */
  waitingSince: number | undefined
  /** Somebody waits for the lock that it holds here: counts against its emitter. */
  contended: boolean
  /** When the clock should bring us back to it. */
  lookAt: number
  stage: Stage
  executed: boolean
  /** What executing it changed here; after a restart known of the newest only. */
  effects?: readonly Effect[]
  /** What each operation gave back when it was executed here (EX-6); undefined when none did. */
  results: readonly (Scalar | null)[] | undefined
  decidedAt: number | undefined
}

/** Votes for a spore whose body has not arrived. */
export interface MissingBody {
  readonly votes: { readonly endorser: number; readonly place: BatchPlace; readonly item: Item }[]
  askedAt: number
  /** Who spoke of it, and so has it or can name somebody. */
  readonly sources: Set<PublicKeyHex>
  asks: number
}

/** What a peer was asked for of a chain: batches up to `to`. Open until all of them are here. */
export interface Asking {
  readonly to: number
  /** Till then nobody else is asked; put off while they come, up to `longest`. */
  until: number
  longest: number
}

export interface Chain {
  /** First sequence number we lack. */
  next: number
  /** Digest of header `next - 1`; the policy's id before the first. */
  head: string
  /** Round and digest of every batch, by sequence number; later ones than `next` too. */
  readonly batches: PackedIndex<number, StoredBatch>
  /** Batches heard of its other branches: the round of each, by digest. */
  readonly forks: Map<string, number>
  /** By peer; of those who are connected. */
  readonly asked: Map<PublicKeyHex, Asking>
  /** Somebody was asked in vain for what comes before: until it is here, whoever has it is asked. */
  lateTo: number
  /** When each peer was asked last for another branch of it. */
  readonly compared: Map<PublicKeyHex, number>
  /** Spores this endorser voted for whose body we lack. */
  missing: number
}

/** One of our words on its way, whose answers are timed. */
export interface Probe {
  /** When it left; undefined until it is durable. */
  leftAt: number | undefined
  /** A spore of ours is answered by any vote; our ENDORSE by an ACCEPT, for votes answer the emitter. */
  readonly awaits: 'vote' | 'accept'
  answered: EndorserSet
}

/** What this node measures of the endorsers (rules RE): hints for timers and screens, not kept across a restart. */
export interface Watch {
  /** Smoothed time in which each endorser answers, milliseconds. */
  readonly pace: AnswerTimes
  /** By the first 8 bytes of the spore's id. */
  readonly probes: Map<string, Probe>
  /** Since when each endorser has been connected, or has not. */
  readonly changedAt: Map<number, number>
  /** When a new batch of each came last. */
  readonly heardAt: Map<number, number>
  /** How many batches each lacked when it told us its frontier last. */
  readonly behind: Map<number, number>
  /** What was said last of who can be reached, and since when that is otherwise. */
  told:
    | {
        readonly reachable: number
        readonly canCommit: boolean
        readonly canDecide: boolean
        readonly sentence: string
      }
    | undefined
  otherSince: number | undefined
}

/** QU-3: below this slot no item of the queue is left. */
export interface QueueHead {
  readonly x: number
  readonly slot: string
}

export interface PolicyState {
  readonly id: PolicyId
  readonly record: PolicyRecord
  readonly parameters: PolicyParameters
  /** Our index among the endorsers, -1 for a replica. */
  readonly self: number
  readonly endorserByKey: ReadonlyMap<PublicKeyHex, number>
  readonly emitters: ReadonlySet<PublicKeyHex>
  readonly records: StateTree<SlotRecord>
  readonly chains: readonly Chain[]
  readonly open: Map<SporeId, SporeEntry>
  readonly openBySlot: SlotIndex<SporeEntry>
  /** By slot and path: rivals there are those that one's commit kills (CF-2). */
  readonly openAtBase: SlotIndex<SporeEntry>
  readonly openByEmitter: Map<PublicKeyHex, number>
  /** Of each emitter, spores that hold locks here for which others wait. */
  readonly contendedByEmitter: Map<PublicKeyHex, number>
  /** Ours, in the order of submission: a later one builds on an earlier one. */
  readonly own: Set<SporeEntry>
  /** The same by slot, those being signed included: what a projection walks through. */
  readonly ownBySlot: Map<string, Map<SporeId, FootprintEntry>>
  /** Signed wishes that own spores come to an end, until they have. */
  readonly cancels: Map<SporeId, Uint8Array>
  /** Of the keys whose gatekeeper we are, those that somebody asked about. */
  readonly turns: Map<string, TurnLine>
  /** By key, where the first item of a queue is: hints, not stored. Forgotten with another epoch of the key. */
  readonly queueHeads: Map<string, QueueHead>
  /** Built and being signed by the host. */
  readonly drafts: Set<SporeId>
  readonly decided: PackedIndex<SporeId, Decided>
  /** Of dead spores, the commit that killed each, where that is known: to be shown to whoever cannot see it (DE-6). */
  readonly winners: PackedIndex<SporeId, SporeId>
  /** Finished entries, oldest first. */
  readonly recent: Map<SporeId, SporeEntry>
  /** Finished entries whose votes stand in batches that a frontier does not bring: peers may need to ask for them. */
  readonly provable: Map<SporeId, SporeEntry>
  /** Full ids by 8-byte prefix, of open and recent spores; null when two share it. */
  readonly idByPrefix: Map<string, SporeId | null>
  readonly missing: Map<SporeId, MissingBody>
  /** Digests of batches asked for since something in them is referred to (BA-8); some of them we had. Oldest first. */
  readonly recalled: Set<string>
  /** Aborted or dead spores that we had endorsed: named in `freed`. */
  readonly freed: FreedRivals
  outbox: Item[]
  /** Our key has spoken where we do not remember it: no more votes from here. */
  silenced: boolean
  readonly evidence: EvidenceState<SporeEntry, StoredRef>
  /** Decided since the last flush, to be proved to replicas. */
  uncertified: SporeEntry[]
  /** Executed since the last flush, in that order: the round says so (FE-1). */
  executed: SporeId[]
  /** Finished and indexed since the last snapshot. */
  unsaved: { readonly decided: SporeId[]; readonly batches: [endorser: number, seq: number][] }
  /** Frontiers of peers, as last told. */
  readonly frontiers: Map<PublicKeyHex, readonly number[]>
  /** When we told each peer ours. */
  readonly told: Map<PublicKeyHex, number>
  frontierDue: number
  /** How often repair was due: whose turn it is to be asked. */
  repairs: number
  frontierDirty: boolean
  readonly watch: Watch
  /** Earliest time at which an unvoted spore needs another look. */
  examineAt: number
}

export interface CoreState {
  readonly self: PublicKeyHex
  readonly policies: Map<PolicyId, PolicyState>
  readonly peers: Set<PublicKeyHex>
  now: number
  /** Number of the round being collected. */
  round: number
  /** Something was logged in it. */
  roundOpen: boolean
  replaying: boolean
  /** Of the step under way. */
  outputs: Output[]
}
