// What the page knows of the node: the latest of everything it told us. One store for a tab, fed by `project`, which is
// pure; screens select from it and never keep copies. `undefined` means "not told yet", so that a screen can tell loading
// from empty.

import { createStore, type StoreApi } from 'zustand/vanilla'
import type {
  CallFailure,
  EngineEvent,
  EvidenceView,
  IdentityView,
  InviteView,
  KeyringEntry,
  MeetingView,
  NetworkView,
  PolicyId,
  PolicyView,
  ReachView,
  SporeId,
  SporeView,
  BulkJobView,
  StorageView,
  WriteView,
} from '../../worker/rpc/contract.ts'
import { MAX_REACH_NEWS, MAX_SPORES, MAX_WRITES_KEPT } from './limits.ts'

export type Boot =
  | { readonly phase: 'starting' }
  | { readonly phase: 'unsupported'; readonly missing: readonly string[] }
  | { readonly phase: 'bad-profile'; readonly message: string }
  | { readonly phase: 'elsewhere'; readonly asking: boolean; readonly unanswered: boolean }
  | { readonly phase: 'moved' }
  | { readonly phase: 'running' }
  | { readonly phase: 'stopped'; readonly message: string; readonly report: string }

/** The parts that are asked for at the start and pushed ever after. */
export type Part =
  | 'identity'
  | 'network'
  | 'keyring'
  | 'policies'
  | 'invites'
  | 'meetings'
  | 'spores'
  | 'writes'
  | 'imports'
  | 'evidence'
  | 'storage'

/** Who can be reached changed: in words, and when this page learned of it. */
export interface ReachNews {
  readonly policy: PolicyId
  readonly change: 'partition' | 'healed' | 'changed'
  readonly to: string
  readonly at: number
}

export interface EngineState {
  readonly boot: Boot
  readonly profile: string
  readonly identity: IdentityView | undefined
  readonly network: NetworkView | undefined
  readonly keyring: readonly KeyringEntry[] | undefined
  readonly policies: readonly PolicyView[] | undefined
  readonly invites: readonly InviteView[] | undefined
  readonly meetings: readonly MeetingView[] | undefined
  readonly spores: ReadonlyMap<SporeId, SporeView> | undefined
  /** Own writes since the node started, by id. */
  readonly writes: ReadonlyMap<string, WriteView>
  /** Imports of this node, by id. */
  readonly imports: ReadonlyMap<string, BulkJobView> | undefined
  /** Newest first. */
  readonly evidence: readonly EvidenceView[] | undefined
  /** Of the policies that were asked about or in which something changed. */
  readonly reach: ReadonlyMap<PolicyId, ReachView>
  /** Since this tab opened, newest first. */
  readonly reachLog: readonly ReachNews[]
  /** The same without what a person has put away. */
  readonly reachNews: readonly ReachNews[]
  readonly storage: StorageView | undefined
  /** Why a part could not be loaded. */
  readonly failures: Readonly<Partial<Record<Part, CallFailure>>>
}

export type EngineStore = StoreApi<EngineState>

export const emptyState = (profile: string): EngineState => ({
  boot: { phase: 'starting' },
  profile,
  identity: undefined,
  network: undefined,
  keyring: undefined,
  policies: undefined,
  invites: undefined,
  meetings: undefined,
  spores: undefined,
  writes: new Map(),
  imports: undefined,
  evidence: undefined,
  reach: new Map(),
  reachLog: [],
  reachNews: [],
  storage: undefined,
  failures: {},
})

export const createEngineStore = (profile: string): EngineStore =>
  createStore<EngineState>(() => emptyState(profile))

/** The next state after one event; spores may also come many at a time through `withSpores`. */
export function project(state: EngineState, event: EngineEvent, now = Date.now()): EngineState {
  switch (event.type) {
    case 'identity':
      return { ...state, identity: event.identity }
    case 'network':
      return { ...state, network: event.network }
    case 'keyring':
      return { ...state, keyring: event.entries }
    case 'policies':
      return { ...state, policies: event.policies }
    case 'invites':
      return { ...state, invites: event.invites }
    case 'meetings':
      return { ...state, meetings: event.meetings }
    case 'storage':
      return { ...state, storage: event.storage }
    case 'spore':
      return withSpores(state, [event.spore])
    case 'stopped':
      return { ...state, boot: { phase: 'stopped', message: event.message, report: event.report } }
    case 'evidence':
      return withEvidence(state, event.evidence)
    case 'reach':
      return withReachNews(withReach(state, event.reach), event, now)
    case 'write':
      return withWrite(state, event.write)
    case 'bulk':
      return { ...state, imports: new Map(state.imports).set(event.job.id, event.job) }
    case 'bulk-removed':
      return { ...state, imports: without(state.imports ?? new Map(), event.id) }
    case 'changed':
    case 'feed':
      return state
  }
}

function without<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  const left = new Map(map)
  left.delete(key)
  return left
}

/** The oldest that are over go first; what a person waits for stays. */
export function withWrite(state: EngineState, write: WriteView): EngineState {
  const writes = new Map(state.writes).set(write.id, write)
  if (writes.size > MAX_WRITES_KEPT) {
    const over = [...writes.values()].find((each) => each.state !== 'waiting' && each.state !== 'undecided')
    if (over !== undefined) writes.delete(over.id)
  }
  return { ...state, writes }
}

/** Evidence never changes: what is known stays as it is. */
function withEvidence(state: EngineState, news: EvidenceView): EngineState {
  const known = state.evidence ?? []
  return known.some(({ id }) => id === news.id) ? state : { ...state, evidence: [news, ...known] }
}

export const withReach = (state: EngineState, reach: ReachView): EngineState => ({
  ...state,
  reach: new Map(state.reach).set(reach.policy, reach),
})

function withReachNews(
  state: EngineState,
  { policy, change, to }: Omit<ReachNews, 'at'>,
  at: number,
): EngineState {
  const news = { policy, change, to, at }
  const first = (list: readonly ReachNews[]): readonly ReachNews[] => [news, ...list].slice(0, MAX_REACH_NEWS)
  return { ...state, reachLog: first(state.reachLog), reachNews: first(state.reachNews) }
}

export const isDecided = (spore: SporeView): boolean =>
  spore.stage !== 'submitted' && spore.stage !== 'endorsed'

export function withSpores(state: EngineState, news: readonly SporeView[]): EngineState {
  const spores = new Map(state.spores)
  for (const spore of news) spores.set(spore.id, spore)
  return { ...state, spores: spores.size > MAX_SPORES ? forgetOldest(spores) : spores }
}

/** Undecided spores stay whatever their age: they are what a person waits for. */
function forgetOldest(spores: ReadonlyMap<SporeId, SporeView>): ReadonlyMap<SporeId, SporeView> {
  const decided = [...spores.values()].filter(isDecided).sort((a, b) => a.receivedAt - b.receivedAt)
  const kept = new Map(spores)
  for (const spore of decided) {
    if (kept.size <= MAX_SPORES) break
    kept.delete(spore.id)
  }
  return kept
}
