// L1 to L8: what used to stand still for ever, or until a deadline, or at an attacker's pleasure. No byzantine endorser is
// needed for most of it. Deadlines are long on purpose: they must not be what ends a wait.

import { endorse, reject, set } from '../../core/builders.ts'
import type { SporeId } from '../../../worker/core/model/ids.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import type { Scenario } from '../scenario.ts'
import { played } from './scenario.ts'
import type { Play } from './play.ts'

const CLIENT = 4
const ALL = [0, 1, 2, 3]
const LONG = { timeoutMs: 600_000 }

const ended = (stage: Play, ...spores: readonly Pick<Spore, 'id'>[]): boolean =>
  spores.every(({ id }) => stage.isEverywhere(id, 'committed') || stage.isEverywhere(id, 'aborted', 'dead'))
const committed = (stage: Play, id: SporeId): boolean => stage.isEverywhere(id, 'committed')

export const LIVENESS: readonly Scenario[] = [
  played('L1', 'Split votes on a hot key', {}, async (stage) => {
    const spores = ALL.map((node) => stage.build([set('hot', `${node}`)], LONG))
    stage.note('four writers, and each endorser sees another one first')
    stage.frames((from) => (from < CLIENT ? 'hold' : 'deliver'))
    for (const [node, spore] of spores.entries()) stage.show(spore, [node])
    await stage.passes(100)
    stage.release()
    await stage.waits(
      'all four come to an end in seconds, their deadlines being minutes away',
      () => ended(stage, ...spores),
      15_000,
    )
    const next = await stage.write(2, [set('hot', 'free')])
    await stage.waits('the key can be written', () => committed(stage, next), 5_000)
    return undefined
  }),

  played('L2', 'One message locks many keys', {}, async (stage) => {
    const greedy = Array.from({ length: 40 }, (_, i) => set(`key${i}`, 'mine'))
    for (const node of [0, 1, 2]) stage.show(stage.build(greedy, { timeoutMs: 3_500_000 }), [node])
    await stage.passes(500)
    const write = await stage.write(3, [set('key7', 'yours')], LONG)
    await stage.waits(
      'another client has its write within seconds, or is told',
      () => ended(stage, { id: write }),
      20_000,
    )
    const again = await stage.write(3, [set('key7', 'yours')], LONG)
    await stage.waits('the key does not stay locked', () => ended(stage, { id: again }), 20_000)
    return () =>
      stage.expect('all hold one value', new Set(ALL.map((node) => stage.value(node, 'key7'))).size === 1)
  }),

  played('L3', 'One endorser rejects and endorses', { liars: [3] }, async (stage) => {
    const s = stage.build([set('k', 'v')])
    stage.show(s, [0, 1])
    stage.forks(3, [endorse(s)], [reject(s)], [[0], [1, 2]])
    await stage.waits('the spore has one end', () => ended(stage, s))
    return undefined
  }),

  played('L4', 'Two endorsers are away for a while', {}, async (stage) => {
    const mend = stage.part(2, 3)
    const slow = await stage.write(0, [set('k', 'v')], LONG)
    await stage.passes(20_000)
    stage.expect(
      'nobody waits for it, so nobody aborts it',
      stage.stage(0, slow) === 'open' && stage.stage(1, slow) === 'open',
    )
    mend()
    await stage.waits('they come back and it is committed', () => committed(stage, slow), 10_000)
    return undefined
  }),

  played('L5', 'Every first endorsement is lost', {}, async (stage) => {
    const seen = new Set<string>()
    stage.frames((from, to, message) => {
      if (message?.type !== 'batch' || from >= CLIENT) return 'deliver'
      const link = `${from}/${to}`
      const isFirst = !seen.has(link)
      seen.add(link)
      return isFirst ? 'drop' : 'deliver'
    })
    const s = await stage.write(1, [set('k', 'v')], LONG)
    await stage.waits('what was lost is pulled, and it is committed', () => committed(stage, s), 10_000)
    stage.expect('every link lost something', seen.size >= 6)
    return undefined
  }),

  played('L6', 'Who waited in different orders', { liars: [3] }, async (stage) => {
    const first = stage.build([set('k', 'first')], { timeoutMs: 2_000 })
    const [one, two] = [stage.build([set('k', 'one')], LONG), stage.build([set('k', 'two')], LONG)]
    stage.frames((from) => (from < CLIENT ? 'hold' : 'deliver'))
    stage.show(first, [0, 1])
    await stage.passes(100)
    for (const spore of [one, two]) stage.show(spore, [0])
    for (const spore of [two, one]) stage.show(spore, [1])
    await stage.passes(2_500)
    stage.note('the deadline of the first is over, and 2 never saw it in time')
    stage.expect(
      'both hold both behind the first',
      [0, 1].every((node) => [one, two].every(({ id }) => stage.saidOf(node, id).join() === 'HOLD')),
    )
    stage.release()
    await stage.waits('the first is given up', () => stage.isEverywhere(first.id, 'aborted', 'dead'))
    await stage.waits(
      'of the two one is committed',
      () => ended(stage, one, two) && [one, two].some(({ id }) => committed(stage, id)),
    )
    const endorsed = [0, 1].map((node) =>
      [one.id, two.id].filter((id) => stage.saidOf(node, id).includes('ENDORSE')),
    )
    stage.expect('they had promoted the same one', endorsed[0]?.join() === endorsed[1]?.join())
    return undefined
  }),

  played('L7', 'A write of many keys among writes of each', {}, async (stage) => {
    const many = stage.build([set('a', 'all'), set('b', 'all'), set('c', 'all')], LONG)
    const singles = ['a', 'b', 'c'].map((key) => stage.build([set(key, 'one')], LONG))
    stage.frames((from) => (from < CLIENT ? 'hold' : 'deliver'))
    stage.show(many, [3])
    for (const [node, spore] of singles.entries()) stage.show(spore, [node])
    await stage.passes(100)
    stage.release()
    await stage.waits('all come to an end in seconds', () => ended(stage, many, ...singles), 20_000)
    for (const key of ['a', 'b', 'c']) {
      const next = await stage.write(0, [set(key, 'next')])
      await stage.waits(`${key} can be written`, () => committed(stage, next), 10_000)
    }
    return undefined
  }),

  played(
    'L8',
    'That something will never happen can be known',
    { liars: [3], replicas: 1 },
    async (stage) => {
      const s = stage.build([set('k', 'once')])
      stage.frames((from) => (from < 5 ? 'hold' : 'deliver'))
      stage.show(s, [0, 1])
      await stage.passes(2_500)
      stage.note('2 and the replica never saw it before its deadline was over')
      stage.release()
      await stage.waits('the end of the spore is known to all, the replica too', () =>
        stage.isEverywhere(s.id, 'aborted'),
      )
      stage.note('so its client may write it again without fear of having it twice')
      const again = stage.build([set('k', 'once')])
      stage.show(again, [0, 1, 2])
      await stage.waits('the second is committed', () => committed(stage, again.id))
      stage.says(3, [endorse(s)], [0, 1, 2])
      await stage.passes(5_000)
      return () => stage.expect('the first never is', stage.isEverywhere(s.id, 'aborted'))
    },
  ),
]
