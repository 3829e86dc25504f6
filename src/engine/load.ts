// Asks the node for everything once, when it is ready and again when the identity is unlocked; afterwards events keep it
// fresh. A part that fails is marked as failed, with its reason, and the others still arrive.

import type { SporeView } from '../../worker/rpc/contract.ts'
import type { Engine } from './engine.ts'
import { failureOf } from './engine-error.ts'
import { withSpores, type EngineState, type EngineStore, type Part } from './store.ts'

const SPORES_AT_START = 500

export async function loadIdentity(engine: Engine, store: EngineStore): Promise<void> {
  await part(store, 'identity', async () => {
    const identity = await engine.call('identity.get', {})
    return () => ({ identity })
  })
}

export async function loadAll(engine: Engine, store: EngineStore): Promise<void> {
  await Promise.all([
    part(store, 'network', async () => {
      const network = await engine.call('network.get', {})
      return () => ({ network })
    }),
    part(store, 'keyring', async () => {
      const keyring = await engine.call('keyring.list', {})
      return () => ({ keyring })
    }),
    part(store, 'policies', async () => {
      const policies = await engine.call('policy.list', {})
      return () => ({ policies })
    }),
    part(store, 'invites', async () => {
      const invites = await engine.call('invite.list', {})
      return () => ({ invites })
    }),
    part(store, 'meetings', async () => {
      const meetings = await engine.call('meeting.list', {})
      return () => ({ meetings })
    }),
    part(store, 'writes', async () => {
      const writes = await engine.call('write.list', {})
      // An event that overtook the answer is the newer of the two.
      return (state) => ({
        writes: new Map([...writes.map((each) => [each.id, each] as const).reverse(), ...state.writes]),
      })
    }),
    part(store, 'imports', async () => {
      const jobs = await engine.call('bulk.list', {})
      // An event that overtook the answer is the newer of the two.
      return (state) => ({
        imports: new Map([...jobs.map((each) => [each.id, each] as const), ...(state.imports ?? [])]),
      })
    }),
    part(store, 'evidence', async () => {
      const evidence = await engine.call('evidence.list', {})
      // An event that overtook the answer told of newer evidence.
      return (state) => ({
        evidence: [
          ...(state.evidence ?? []).filter(({ id }) => !evidence.some((each) => each.id === id)),
          ...evidence,
        ],
      })
    }),
    part(store, 'storage', async () => {
      const storage = await engine.call('storage.get', {})
      return () => ({ storage })
    }),
    part(store, 'spores', async () => {
      const spores = await engine.call('spore.list', { limit: SPORES_AT_START })
      return (state) => ({ spores: withSpores(state, keepNewer(spores, state)).spores })
    }),
  ])
}

async function part(
  store: EngineStore,
  name: Part,
  ask: () => Promise<(state: EngineState) => Partial<EngineState>>,
): Promise<void> {
  try {
    const apply = await ask()
    store.setState((state) => ({ ...apply(state), failures: { ...state.failures, [name]: undefined } }))
  } catch (thrown) {
    store.setState((state) => ({ failures: { ...state.failures, [name]: failureOf(thrown) } }))
  }
}

/** An event that overtook the answer is the newer of the two. */
const keepNewer = (listed: readonly SporeView[], state: EngineState): readonly SporeView[] =>
  listed.filter((spore) => !(state.spores?.has(spore.id) ?? false))
