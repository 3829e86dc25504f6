// Everything the page may ask of the node in the worker, and everything the node tells the page.
// src/ imports this file (and model types) and nothing else of the worker. All values are structured-cloneable and
// read-only. Times are milliseconds since the epoch by this device's clock. Secrets cross in one direction only: a
// passphrase goes in, nothing that could unlock an identity ever comes out.

import type { PolicyId, PublicKeyHex, SporeId } from '../core/model/ids.ts'
import type { PolicyDraft } from '../core/model/policy.ts'

import type { ExplainInput, ExplainView } from './contract-explain.ts'
import type { EvidenceDetails, EvidenceVerification, EvidenceView } from './contract-evidence.ts'
import type { FeedEvent, FeedInput, FeedView } from './contract-feed.ts'
import type { EndorserAnswer, ReadLevel } from './contract-levels.ts'
import type { ProofVerdict, ProvenView, ReachEvent, ReachView } from './contract-proof.ts'
import type { BulkJobView, BulkMethods } from './contract-bulk.ts'
import type {
  ReadMethods,
  RecordView,
  ScalarView,
  SubmitInput,
  WriteInput,
  WriteView,
} from './contract-data.ts'
import type { SporeDetails, SporeView } from './contract-spores.ts'
import type {
  IdentityView,
  IntroducerLevel,
  KeyringEntry,
  NetworkView,
  PolicyView,
  PolicyCheck,
  InviteView,
  InvitePreview,
  MeetingView,
  StorageView,
} from './contract-people.ts'

export type { PolicyDraft, PolicyFault, PolicyRecord, EndorserRecord } from '../core/model/policy.ts'
export type { PolicyId, PublicKeyHex, SporeId } from '../core/model/ids.ts'
export type * from './contract-bulk.ts'
export type * from './contract-data.ts'
export type * from './contract-spores.ts'
export type * from './contract-people.ts'
export type * from './contract-ballots.ts'
export type * from './contract-evidence.ts'
export type * from './contract-feed.ts'
export type * from './contract-levels.ts'
export type * from './contract-explain.ts'
export type * from './contract-proof.ts'

/** A failed call. `code` is stable for programs; `message` is one sentence for people; `action` says what to do next. */
export interface CallFailure {
  readonly code:
    | 'bad-input'
    | 'unknown'
    | 'locked'
    | 'no-identity'
    | 'identity-exists'
    | 'wrong-passphrase'
    | 'busy'
    | 'too-large'
    | 'storage'
    | 'offline'
    | 'unreachable'
    | 'disagreement'
    | 'refused'
    | 'expired'
    | 'stopped'
    | 'timeout'
  readonly message: string
  readonly action?: string
  /** Where in the input the fault lies: a field name, or a character offset as text. */
  readonly where?: string
  /** Of a certified read: which endorser said what. */
  readonly answers?: readonly EndorserAnswer[]
}

// ---- the calls ----------------------------------------------------------------------------------------------------

/** Method name -> [parameters, result]. Every parameter is one object; every result a promise on the page. */
export interface Methods extends BulkMethods, ReadMethods {
  'identity.get': [Record<never, never>, IdentityView]
  'identity.create': [
    { readonly name: string; readonly passphrase: string; readonly stayUnlocked: boolean },
    IdentityView,
  ]
  'identity.unlock': [{ readonly passphrase: string; readonly stayUnlocked: boolean }, IdentityView]
  'identity.lock': [Record<never, never>, IdentityView]
  'identity.rename': [{ readonly name: string }, IdentityView]

  'network.get': [Record<never, never>, NetworkView]
  'network.setOnline': [{ readonly online: boolean }, NetworkView]
  'network.addRelay': [{ readonly url: string }, NetworkView]
  'network.removeRelay': [{ readonly url: string }, NetworkView]

  'invite.create': [{ readonly ttlMs: number }, { readonly invite: InviteView; readonly fragment: string }]
  'invite.list': [Record<never, never>, readonly InviteView[]]
  'invite.revoke': [{ readonly id: string }, readonly InviteView[]]
  /** Accepts a whole link, a fragment, or the bare text of an invite. */
  'invite.read': [{ readonly text: string }, InvitePreview]
  'invite.accept': [{ readonly text: string }, MeetingView]
  'meeting.list': [Record<never, never>, readonly MeetingView[]]
  'meeting.answer': [{ readonly id: string; readonly accept: boolean }, MeetingView]
  'meeting.dismiss': [{ readonly id: string }, readonly MeetingView[]]

  'keyring.list': [Record<never, never>, readonly KeyringEntry[]]
  'keyring.update': [
    {
      readonly key: PublicKeyHex
      readonly name?: string
      readonly verified?: boolean
      readonly introducer?: IntroducerLevel
    },
    readonly KeyringEntry[],
  ]
  'keyring.remove': [{ readonly key: PublicKeyHex }, readonly KeyringEntry[]]

  'policy.check': [{ readonly draft: PolicyDraft }, PolicyCheck]
  'policy.create': [{ readonly draft: PolicyDraft }, PolicyView]
  'policy.list': [Record<never, never>, readonly PolicyView[]]
  'policy.accept': [{ readonly id: PolicyId }, PolicyView]
  'policy.ignore': [{ readonly id: PolicyId }, PolicyView]
  'policy.export': [{ readonly id: PolicyId }, { readonly json: string }]
  /** Adds the policy as an offer, to be previewed and accepted like any other. */
  'policy.import': [{ readonly json: string }, PolicyView]

  /** One spore, decided by itself. */
  'data.submit': [SubmitInput, { readonly id: SporeId }]
  /** Submits, rebases and tries again until it commits or patience ends. Returns at once; events tell the rest. */
  'data.write': [WriteInput, WriteView]
  /** `unreachable` and `disagreement` when a certified read found too few endorsers, or too few that agree. */
  'data.get': [{ readonly policy: PolicyId; readonly key: string; readonly level?: ReadLevel }, RecordView]
  'data.members': [
    { readonly policy: PolicyId; readonly key: string; readonly after?: ScalarView; readonly limit?: number },
    { readonly members: readonly ScalarView[]; readonly more: boolean },
  ]
  'data.contains': [{ readonly policy: PolicyId; readonly key: string; readonly value: ScalarView }, boolean]
  'data.keys': [
    { readonly policy: PolicyId; readonly prefix?: string; readonly after?: string; readonly limit?: number },
    { readonly keys: readonly string[]; readonly more: boolean },
  ]

  /** Keys with a value that begin so. Exact and fast, however many there are. */
  'data.count': [{ readonly policy: PolicyId; readonly prefix?: string }, { readonly count: number }]
  /** The next changes behind a cursor. `expired`: it is too old; `unknown`: it belongs to another database. */
  'feed.read': [FeedInput, FeedView]

  'write.get': [{ readonly id: string }, WriteView]
  /** Newest first; those under way and the most recent finished ones since this node started. */
  'write.list': [{ readonly limit?: number }, readonly WriteView[]]
  /** Ends patience now: no new attempt, and the one under way is cancelled. It may still commit. */
  'write.cancel': [{ readonly id: string }, WriteView]
  /** Asks that an own undecided spore come to an end, either way: it may still commit. */
  'spore.cancel': [{ readonly id: SporeId }, SporeView]
  'spore.get': [{ readonly id: SporeId }, SporeView]
  /** What the screen of one spore shows besides: too much for every event. */
  'spore.details': [{ readonly id: SporeId }, SporeDetails]
  /** Newest first; undecided ones and the most recent decided ones. */
  'spore.list': [{ readonly limit?: number }, readonly SporeView[]]

  /** What a write would meet if it were run now. Submits nothing. */
  'spore.explain': [ExplainInput, ExplainView]

  /** Newest first; of one policy, or of all. */
  'evidence.list': [{ readonly policy?: PolicyId }, readonly EvidenceView[]]
  'evidence.get': [{ readonly id: string }, EvidenceDetails]
  /** Runs the verifier again on the stored bytes. */
  'evidence.verify': [{ readonly id: string }, EvidenceVerification]

  /** A self-contained proof of how a decided spore ended. `withPolicy` (the default) brings the policy's record along. */
  'proof.make': [
    { readonly id: SporeId; readonly withPolicy?: boolean },
    { readonly proof: Uint8Array; readonly proven: ProvenView },
  ]
  /** Whoever made it. With `policy` it must be about that one. */
  'proof.verify': [{ readonly proof: Uint8Array; readonly policy?: PolicyId }, ProofVerdict]

  /** Who of the endorsers can be reached, how fast they answer, and what that allows. */
  'policy.reach': [{ readonly id: PolicyId }, ReachView]

  'storage.get': [Record<never, never>, StorageView]
  /** `confirm` must be the word WIPE. Deletes everything of this profile on this device. */
  'storage.wipe': [{ readonly confirm: string }, null]
}

export type MethodName = keyof Methods
export type Params<Name extends MethodName> = Methods[Name][0]
export type Returns<Name extends MethodName> = Methods[Name][1]

/** What the node pushes to the page, without being asked. Lists come whole: they are small and bounded. */
export type EngineEvent =
  | { readonly type: 'identity'; readonly identity: IdentityView }
  | { readonly type: 'network'; readonly network: NetworkView }
  | { readonly type: 'keyring'; readonly entries: readonly KeyringEntry[] }
  | { readonly type: 'policies'; readonly policies: readonly PolicyView[] }
  | { readonly type: 'invites'; readonly invites: readonly InviteView[] }
  | { readonly type: 'meetings'; readonly meetings: readonly MeetingView[] }
  | { readonly type: 'spore'; readonly spore: SporeView }
  | { readonly type: 'write'; readonly write: WriteView }
  /** An import got on; at most ten times a second each. */
  | { readonly type: 'bulk'; readonly job: BulkJobView }
  /** An import was ended and forgotten. */
  | { readonly type: 'bulk-removed'; readonly id: string }
  /** Keys whose committed value changed, after the change is durable. At most 256 named; `more` when there were others. */
  | {
      readonly type: 'changed'
      readonly policy: PolicyId
      readonly keys: readonly string[]
      readonly more: boolean
    }
  /** New evidence was stored. When it halts or silences this node, `policies` follows. */
  | { readonly type: 'evidence'; readonly evidence: EvidenceView }
  | ReachEvent
  | FeedEvent
  | { readonly type: 'storage'; readonly storage: StorageView }
  /** The engine stopped to protect the data: a broken invariant or failed storage. */
  | { readonly type: 'stopped'; readonly message: string; readonly report: string }

// ---- frames on the port -------------------------------------------------------------------------------------------

export type ToEngine =
  | { readonly type: 'start'; readonly start: EngineStart }
  | { readonly type: 'call'; readonly id: number; readonly method: MethodName; readonly params: unknown }

export type FromEngine =
  | { readonly type: 'ready'; readonly build: string }
  | { readonly type: 'unsupported'; readonly missing: readonly string[] }
  | { readonly type: 'return'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly failure: CallFailure }
  | { readonly type: 'event'; readonly event: EngineEvent }

/** The first message to the worker. Two MessagePorts travel with it: one for calls, one for the WebRTC broker. */
export interface EngineStart {
  /** '' for the default profile. Each profile has its own keys and database. */
  readonly profile: string
  /** The page's build: a worker of another build refuses to serve it. */
  readonly build: string
  /** Origin that served the app, offered as the first relay. */
  readonly origin: string
  readonly rpc: MessagePort
  readonly rtc: MessagePort
}
