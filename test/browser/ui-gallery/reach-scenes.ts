// Who can be reached: everybody, too few, and that it changed while one was looking.
import type { EngineState, ReachNews } from '../../../src/engine/store.ts'
import type { PolicyId, PolicyView, ReachEndorser, ReachView } from '../../../worker/rpc/contract.ts'
import { ALICE, KEYRING, NOW, ORCHARD_ID, POLICIES } from './sample-data.ts'
import type { Scene } from './scenes.ts'

const HOW: readonly Partial<ReachEndorser>[] = [
  { isSelf: true },
  { answerMs: 38, behind: 0 },
  { connected: false, answerMs: 1_460, behind: 12 },
  { connected: false, reachable: false, behind: 1, sinceMs: 240_000 },
]

const reachOf = (policy: PolicyView): ReachView => {
  const endorsers = policy.record.endorsers.map(({ key, name }, index): ReachEndorser => ({
    key,
    name: KEYRING.find((person) => person.key === key)?.name ?? name,
    isSelf: key === ALICE,
    reachable: true,
    connected: true,
    behind: null,
    answerMs: null,
    sinceMs: 840_000,
    counted: true,
    ...HOW[index],
  }))
  const reachable = endorsers.filter((each) => each.reachable).length
  return {
    policy: policy.id,
    endorsers,
    reachable,
    quorum: policy.quorum,
    canCommit: true,
    canDecide: true,
    roundTripMs: 84,
    defaultTimeoutMs: 5_000,
    sentence: `${reachable} of ${endorsers.length} endorsers reachable, ${policy.quorum} needed: writes go through`,
  }
}

export const sampleReach = (id: PolicyId): ReachView | undefined => {
  const policy = POLICIES.find((each) => each.id === id)
  return policy && reachOf(policy)
}

const news = (policy: PolicyId, change: ReachNews['change'], to: string, secondsAgo: number): ReachNews => ({
  policy,
  change,
  to,
  at: NOW - secondsAgo * 1_000,
})

export function reachScenes(full: Partial<EngineState>): Readonly<Record<string, Scene>> {
  const shed = POLICIES[1]?.id ?? ORCHARD_ID
  const cut = news(shed, 'partition', '2 of 3 endorsers reachable, 3 needed: writes wait', 2)
  const back = news(ORCHARD_ID, 'healed', '4 of 4 endorsers reachable, 3 needed: writes go through', 1)
  const log = [
    back,
    cut,
    news(ORCHARD_ID, 'changed', '3 of 4 endorsers reachable, 3 needed: writes go through', 400),
    news(ORCHARD_ID, 'partition', '2 of 4 endorsers reachable, 3 needed: writes wait', 700),
  ]
  return {
    'reach-cut-off': { route: '/console', state: { ...full, reachNews: [cut], reachLog: [cut] } },
    'reach-events': { route: '/peers', state: { ...full, reachNews: log, reachLog: log } },
  }
}
