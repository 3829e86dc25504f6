// S1, S2 and S16: what time, secrets and forgetting did to the original algorithm.

import { scenario, type Scenario } from '../scenario.ts'
import { set } from '../workload.ts'

const S1 = scenario(
  'S1',
  'A last-moment endorsement, shown to one endorser only',
  { liars: [3] },
  async (stage) => {
    const first = stage.hold('everything to endorser 2, who is reluctant', (_from, to) => to === 2)
    const s = await stage.submit(0, [set('key', 'one')], { timeoutMs: 1_000 })
    await stage.advance(950)
    stage.claim('two endorsements decide nothing', stage.stageOf(0, s) === 'open')
    stage.says(3, [{ type: 'ENDORSE', spore: s.id, freed: [] }], [0])
    await stage.advance(30)
    first.letGo()
    const rival = await stage.submit(2, [set('key', 'two')])
    await stage.until(() => stage.stageOf(0, s) !== 'open' && stage.stageOf(2, rival) !== 'open')
    await stage.advance(2_000)
    const outcomes = [0, 1, 2].map((i) => `${stage.stageOf(i, s)} ${stage.stageOf(i, rival)}`)
    stage.claim('the endorsers agree on both spores', new Set(outcomes).size === 1)
    stage.claim('at most one of the two committed', outcomes[0] !== 'committed committed')
  },
)

const S2 = scenario(
  'S2',
  'A certificate that nobody has seen until it is too late',
  { liars: [3] },
  async (stage) => {
    const secret = stage.hold(
      'votes of 0 and 1 to all but the liar',
      (from, to, message) => from < 2 && to !== 3 && message?.type === 'batch',
    )
    const away = stage.hold('everything to endorser 2', (_from, to) => to === 2)
    const s = await stage.submit(0, [set('key', 'one')], { timeoutMs: 1_000 })
    const hidden = stage.says(3, [{ type: 'ENDORSE', spore: s.id, freed: [] }], [])
    await stage.advance(1_200)
    stage.tell('the deadline is over; with the endorsement that the liar hides there are three')
    away.letGo()
    secret.letGo()
    await stage.until(() => [0, 1, 2].every((i) => stage.stageOf(i, s) === 'aborted'))
    stage.claim('the ballot aborts it', stage.everywhere(s, 'aborted'))
    const rival = await stage.submit(2, [set('key', 'two')])
    await stage.until(() => stage.everywhere(rival, 'committed'))
    stage.claim('its rival commits', stage.everywhere(rival, 'committed'))
    stage.tell('now the liar shows its endorsement, and accepts')
    stage.liar(3).show(hidden, [0, 1, 2])
    stage.says(3, [{ type: 'ACCEPT', spore: s.id, ballot: 0, just: null }], [0, 1, 2])
    await stage.advance(2_000)
    stage.claim('three endorsements without accepts change nothing', stage.everywhere(s, 'aborted'))
    stage.claim('the value is the rival’s', (await stage.read(0, 'key')).includes('two'))
  },
)

const S16 = scenario('S16', 'An endorser crashes around its vote', {}, async (stage) => {
  const apart = stage.hold('everything between 0 and the others', (from, to) => from === 0 || to === 0)
  stage.crash(0, 'after persist', 300)
  const answer = stage.node(0).engine
  void answer.submit({
    policy: stage.world.policy,
    operations: [set('key', 'one')],
    requirements: [],
    deadline: stage.node(0).clock.now() + 20_000,
  })
  await stage.advance(400)
  const s = [...stage.node(0).policy.open.values()][0]?.spore
  stage.claim(
    'after the crash it still knows that it endorsed its spore',
    s !== undefined && stage.node(0).policy.open.get(s.id)?.ownVote === 'E',
  )
  const rival = await stage.submit(1, [set('key', 'two')])
  apart.letGo()
  await stage.until(() => [0, 1, 2, 3].every((i) => stage.stageOf(i, rival) !== 'open'))
  stage.tell('what was said twice is the same batch; nothing was said that contradicts it')
  stage.claim(
    'the rival committed or died, the same everywhere',
    new Set([0, 1, 2, 3].map((i) => stage.stageOf(i, rival))).size === 1,
  )
  stage.crash(1, 'before persist', 300)
  const lost = stage.node(1).engine.submit({
    policy: stage.world.policy,
    operations: [set('other', 'never')],
    requirements: [],
    deadline: stage.node(1).clock.now() + 20_000,
  })
  await stage.advance(400)
  void lost
  stage.claim('what was not durable was never said', stage.node(2).policy.open.size === 0)
  const next = await stage.submit(1, [set('other', 'anew')])
  await stage.until(() => stage.everywhere(next, 'committed'))
  stage.claim('and hinders nobody', stage.everywhere(next, 'committed'))
})

export const SAFETY_1: readonly Scenario[] = [S1, S2, S16]
