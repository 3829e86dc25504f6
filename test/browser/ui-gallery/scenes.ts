// The scenes of the gallery: which address, which state, and what else stands on the screen.
import type { EngineState } from '../../../src/engine/store.ts'
import { CREATE } from '../../../src/features/policies/strings.ts'
import { openInvite } from '../../../src/features/meet/pending-invite.ts'
import {
  ALICE,
  idOf,
  INVITES,
  KEYRING,
  MEETINGS,
  NETWORK,
  ORCHARD_ID,
  POLICIES,
  print,
  STORAGE,
} from './sample-data.ts'

import { SPORES } from './sample-spores.ts'
import { WRITES } from './sample-writes.ts'
import { consoleScenes } from './console-scenes.ts'
import { dataScenes } from './data-scenes.ts'
import { evidenceScenes } from './evidence-scenes.ts'
import { proofScenes } from './proof-scenes.ts'
import { reachScenes } from './reach-scenes.ts'

export interface Scene {
  readonly route: string
  readonly state: Partial<EngineState>
  readonly before?: () => void
  /** Written into the first field of several lines. */
  readonly paste?: string
  /** Buttons, or labels of switches, that are then pressed, one after the other. */
  readonly press?: readonly string[]
}

const FULL: Partial<EngineState> = {
  boot: { phase: 'running' },
  identity: {
    phase: 'unlocked',
    name: 'alice',
    key: ALICE,
    fingerprint: print('alice'),
    stayUnlocked: false,
  },
  network: NETWORK,
  keyring: KEYRING,
  policies: POLICIES,
  evidence: [],
  writes: WRITES,
  invites: INVITES,
  meetings: MEETINGS,
  spores: new Map(SPORES.map((spore) => [spore.id, spore])),
  storage: STORAGE,
}

const NEW: Partial<EngineState> = {
  ...FULL,
  network: { online: false, relays: [], peers: [] },
  keyring: [],
  policies: [],
  invites: [],
  meetings: [],
  writes: new Map(),
  spores: new Map(),
}

const LOADING: Partial<EngineState> = {
  boot: { phase: 'running' },
  ...(FULL.identity === undefined ? {} : { identity: FULL.identity }),
}

const refusing = {
  code: 'storage' as const,
  message: 'The list could not be read',
  action: 'Reload the page',
}

export const SCENES: Readonly<Record<string, Scene>> = {
  'first-run': { route: '/', state: { boot: { phase: 'running' }, identity: { phase: 'none' } } },
  'first-run-invited': {
    route: '/',
    state: { boot: { phase: 'running' }, identity: { phase: 'none' } },
    before: () => openInvite('#invite=sample'),
  },
  unlock: {
    route: '/',
    state: { ...FULL, identity: { phase: 'locked', name: 'alice', key: ALICE, fingerprint: print('alice') } },
  },
  starting: { route: '/', state: {} },
  unsupported: {
    route: '/',
    state: {
      boot: {
        phase: 'unsupported',
        missing: [
          'Web Locks, which keep two tabs from signing with one key',
          'IndexedDB, where your data is kept',
        ],
      },
    },
  },
  elsewhere: { route: '/', state: { boot: { phase: 'elsewhere', asking: true, unanswered: true } } },
  moved: { route: '/', state: { boot: { phase: 'moved' } } },
  stopped: {
    route: '/',
    state: {
      boot: {
        phase: 'stopped',
        message: 'A vote on disk differs from the one in memory',
        report: 'InvariantError: own chain, seq 41\n  at replay (recovery.ts:88)\n  at open (engine.ts:31)',
      },
    },
  },
  home: { route: '/', state: FULL },
  'home-new': { route: '/', state: NEW },
  keyring: { route: '/keyring', state: FULL },
  'keyring-empty': { route: '/keyring', state: NEW },
  'keyring-loading': { route: '/keyring', state: LOADING },
  'keyring-error': { route: '/keyring', state: { ...LOADING, failures: { keyring: refusing } } },
  invited: { route: '/keyring', state: FULL, before: () => openInvite('#invite=sample') },
  'invited-broken': { route: '/keyring', state: FULL, before: () => openInvite('#invite=broken') },
  policies: { route: '/policies', state: FULL },
  'policies-empty': { route: '/policies', state: NEW },
  policy: { route: `/policies/${ORCHARD_ID}`, state: FULL },
  'policy-new': { route: '/policies/new', state: FULL },
  'policy-new-fast': {
    route: '/policies/new',
    state: FULL,
    press: ['bob', CREATE.fast + CREATE.fastHint],
  },
  ...consoleScenes(FULL, NEW),
  spores: { route: '/spores', state: FULL },
  'spores-empty': { route: '/spores', state: NEW },
  'spores-error': { route: '/spores', state: { ...LOADING, failures: { spores: refusing } } },
  spore: { route: `/spores/${idOf('waiting')}`, state: FULL },
  'spore-fallback': { route: `/spores/${idOf('fallback')}`, state: FULL },
  'spore-refused': { route: `/spores/${idOf('refused')}`, state: FULL },
  peers: { route: '/peers', state: FULL },
  'peers-offline': { route: '/peers', state: NEW },
  ...dataScenes(FULL, NEW),
  ...evidenceScenes(FULL),
  ...reachScenes(FULL),
  ...proofScenes(FULL),
  settings: { route: '/settings', state: FULL },
  'settings-failed': {
    route: '/settings',
    state: {
      ...FULL,
      storage: {
        ...STORAGE,
        failure: { code: 'full', message: 'The disk is full.', action: 'Free some space, then reload.' },
      },
    },
  },
  'not-found': { route: '/nowhere', state: FULL },
}
