// S1 to S7: where the original algorithm trusts clocks, delays and bounds, and what happens here instead. Endorser 3 is
// byzantine where one is needed; ω = q = 3 of 4.

import type { SporeId } from '../../../worker/core/model/ids.ts'
import { accept, endorse, set } from '../../core/builders.ts'
import type { Scenario } from '../scenario.ts'
import { played } from './scenario.ts'
import type { Play } from './play.ts'

const CLIENT = 4
const HONEST = [0, 1, 2]

const committed = (stage: Play, id: Parameters<Play['stage']>[1]): boolean =>
  stage.isEverywhere(id, 'committed')
const givenUp = (stage: Play, id: Parameters<Play['stage']>[1]): boolean =>
  stage.isEverywhere(id, 'aborted', 'dead')

export const SYNCHRONY: readonly Scenario[] = [
  played('S3', 'A partition falls upon a half-known approval', {}, async (stage) => {
    const s = stage.build([set('k', 'v')])
    stage.note('0, 1 and 2 endorse, but what 2 says reaches 0 alone; then 0 and 1 are cut off from 2 and 3')
    stage.frames((from, to) => (to === 3 || (from === 2 && to !== 0) ? 'hold' : 'deliver'))
    stage.show(s, [0, 1, 2])
    await stage.waits('0 knows the approval', () => stage.saidOf(0, s.id).includes('ACCEPT'), 1_000)
    const mend = stage.part(0, 1)
    await stage.passes(10_000)
    stage.expect('neither half decides, long after the deadline', stage.isEverywhere(s.id, 'open', 'unknown'))
    mend()
    stage.release()
    await stage.waits('together they commit it', () => committed(stage, s.id))
    return undefined
  }),

  played('S4', 'Clocks are ten minutes wrong', {}, async (stage) => {
    for (const [node, wrong] of [600_000, -600_000].entries()) stage.node(node + 1).clock.jump(wrong)
    const ids: SporeId[] = []
    for (const node of [0, 1, 2, 3]) {
      stage.note(`node ${node} writes, with a deadline of two seconds by its own clock`)
      ids.push(await stage.write(node, [set(`k${node}`, 'v')], { timeoutMs: 2_000 }))
    }
    await stage.waits('each has one end, the same for all', () =>
      ids.every((id) => committed(stage, id) || givenUp(stage, id)),
    )
    stage.expect('a right clock needs no other right clock', committed(stage, ids[0]!))
    return () => {
      for (const key of ['k0', 'k1', 'k2', 'k3'])
        stage.expect(
          `all hold the same at ${key}`,
          new Set([0, 1, 2, 3].map((node) => stage.value(node, key))).size === 1,
        )
    }
  }),

  played('S5', 'Messages take a minute', { liars: [3] }, async (stage) => {
    stage.note('nothing from or to 2 arrives for a minute, and without 2 there is no quorum')
    stage.frames((from, to) => (from === 2 || to === 2 ? 'hold' : 'deliver'))
    const s = await stage.write(0, [set('k', 'v')], { timeoutMs: 2_000 })
    await stage.passes(60_000)
    stage.expect(
      'nothing was decided meanwhile',
      HONEST.slice(0, 2).every((node) => stage.stage(node, s) === 'open'),
    )
    stage.release()
    await stage.waits('it has one end everywhere', () => committed(stage, s) || givenUp(stage, s))
    return undefined
  }),

  played('S6', 'The proof of a commit comes after the deadline', { liars: [3] }, async (stage) => {
    stage.frames((from, to) => (from !== CLIENT && (from === 2 || to === 2) ? 'hold' : 'deliver'))
    const s = stage.build([set('k', 'v')], { timeoutMs: 1_000 })
    stage.show(s, [0, 1])
    stage.says(3, [endorse(s), accept(s)], [0, 1])
    await stage.waits(
      '0 and 1 commit it with the third',
      () => [0, 1].every((node) => stage.stage(node, s.id) === 'committed'),
      900,
    )
    await stage.passes(3_000)
    stage.show(s, [2])
    await stage.waits(
      '2 rejects it: too late by its clock',
      () => stage.saidOf(2, s.id).includes('REJECT'),
      2_000,
    )
    stage.release()
    await stage.waits(
      '2 executes it all the same, on the certificate',
      () => stage.stage(2, s.id) === 'committed',
    )
    return () =>
      stage.expect(
        'all hold the value',
        HONEST.every((node) => stage.value(node, 'k') === 'text "v"'),
      )
  }),

  played(
    'S7',
    'After the deadline nobody signs a rival before the end is proved',
    { liars: [3] },
    async (stage) => {
      const s = stage.build([set('k', 'first')])
      const rival = stage.build([set('k', 'second')], { timeoutMs: 120_000 })
      stage.note('endorsers do not hear each other')
      stage.frames((from) => (from < CLIENT ? 'hold' : 'deliver'))
      stage.show(s, [0, 1])
      await stage.passes(3_000)
      stage.show(rival, [0, 1])
      await stage.passes(20_000)
      stage.expect(
        '0 and 1 are still bound by what they endorsed',
        [0, 1].every((node) => !stage.saidOf(node, rival.id).includes('ENDORSE')),
      )
      stage.release()
      await stage.waits(
        'the first is given up by certificate, and then the rival is endorsed and committed',
        () => givenUp(stage, s.id) && committed(stage, rival.id),
      )
      return undefined
    },
  ),
]
