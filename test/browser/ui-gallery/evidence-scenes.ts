// What the screens show once somebody is proven faulty: the lists, each shape of proof, and what it does to a policy.
import type { EngineState } from '../../../src/engine/store.ts'
import { EVIDENCE } from '../../../src/features/evidence/strings.ts'
import type { EvidenceView, PolicyView, SilencedBecause } from '../../../worker/rpc/contract.ts'
import { ORCHARD_ID, POLICIES } from './sample-data.ts'
import { AGAINST_ME, BOTH_VOTES, CONFLICTING, SAME_NONCE, TWO_HISTORIES } from './sample-evidence.ts'
import type { Scene } from './scenes.ts'

const STATUS: Readonly<Record<SilencedBecause, string>> = {
  halted: 'Read-only here: 2 endorsers are proven faulty, and only 1 may be',
  accused: 'This device no longer endorses: its own key is proven faulty',
  'spoke-elsewhere': 'This device no longer endorses: its key has spoken where it does not remember it',
}

const silenced = (silencedBecause: SilencedBecause): readonly PolicyView[] =>
  POLICIES.map((policy) =>
    policy.id === ORCHARD_ID ? { ...policy, silencedBecause, statusText: STATUS[silencedBecause] } : policy,
  )

export function evidenceScenes(full: Partial<EngineState>): Readonly<Record<string, Scene>> {
  const policy = `/policies/${ORCHARD_ID}`
  const withProof = (...evidence: readonly EvidenceView[]): Partial<EngineState> => ({ ...full, evidence })
  const because = (why: SilencedBecause, ...evidence: readonly EvidenceView[]): Partial<EngineState> => ({
    ...withProof(...evidence),
    policies: silenced(why),
  })
  const unseen = (): void => localStorage.removeItem('sporedb-evidence-seen:')
  return {
    evidence: { route: '/evidence', state: withProof(TWO_HISTORIES, BOTH_VOTES, SAME_NONCE) },
    'evidence-empty': { route: '/evidence', state: full },
    'evidence-news': { route: '/', state: withProof(TWO_HISTORIES), before: unseen },
    'evidence-two-histories': {
      route: `/evidence/${TWO_HISTORIES.id}`,
      state: withProof(TWO_HISTORIES),
      press: [EVIDENCE.verify, EVIDENCE.raw],
    },
    'evidence-damaged': {
      route: `/evidence/${BOTH_VOTES.id}`,
      state: withProof(BOTH_VOTES),
      press: [EVIDENCE.verify],
    },
    'evidence-conflicting': { route: `/evidence/${CONFLICTING.id}`, state: withProof(CONFLICTING) },
    'evidence-emitter': { route: `/evidence/${SAME_NONCE.id}`, state: withProof(SAME_NONCE) },
    'policy-faulty': { route: policy, state: withProof(TWO_HISTORIES) },
    'policy-halted': { route: policy, state: because('halted', TWO_HISTORIES, BOTH_VOTES) },
    'policy-accused': { route: policy, state: because('accused', AGAINST_ME) },
    'policy-spoke-elsewhere': { route: policy, state: because('spoke-elsewhere') },
    'console-halted': {
      route: '/console',
      state: because('halted', TWO_HISTORIES, BOTH_VOTES),
      before: unseen,
    },
  }
}
