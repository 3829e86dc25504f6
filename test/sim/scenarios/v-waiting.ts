// V8 to V11: what timed models found in waiting, wounds and timers. Endorser 3 is byzantine and says nothing, so every spore
// needs the three others.

import { add, set } from '../../core/builders.ts'
import { coordinatorOf } from '../reference/thresholds.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import { priorityOf } from '../../../worker/core/rules/priority.ts'
import type { Scenario } from '../scenario.ts'
import type { Play } from './play.ts'
import { played } from './scenario.ts'

const CLIENT = 4
const SILENT = 3
const HONEST = [0, 1, 2]
const CAST = { liars: [SILENT] }

const isCommitted = (stage: Play, { id }: Spore): boolean => stage.isEverywhere(id, 'committed')
const isGone = (stage: Play, { id }: Spore): boolean => stage.isEverywhere(id, 'aborted', 'dead')

/** Spores of one deadline, the preferred one first. */
const ranked = (spores: readonly Spore[]): readonly Spore[] =>
  [...spores].sort((a, b) => (priorityOf(a) < priorityOf(b) ? -1 : 1))

/** Endorser 0 promises the place to `other`, 1 and 2 to `preferred`; then each hears of the other one, and of each other. */
async function split(
  stage: Play,
  preferred: Spore,
  other: Spore,
  more: readonly Spore[] = [],
): Promise<void> {
  stage.frames((from) => (from < CLIENT ? 'hold' : 'deliver'))
  stage.show(other, [0])
  stage.show(preferred, [1, 2])
  await stage.passes(30)
  stage.show(preferred, [0])
  stage.show(other, [1, 2])
  await stage.passes(30)
  for (const spore of more) stage.show(spore, HONEST)
  stage.release()
}

export const V_WAITING: readonly Scenario[] = [
  played('V8', 'Only one endorser sees why the preferred spore waits', CAST, async (stage) => {
    const until = stage.world.now + 20_000
    const build = (value: string): Spore =>
      stage.build([set('k', value)], { timeoutMs: until - stage.world.now })
    const [preferred, other] = ranked([build('one'), build('two')])
    if (!preferred || !other) throw new Error('two spores')
    await split(stage, preferred, other)
    await stage.waits(
      'the other is given up, for the sake of the preferred one',
      () => isGone(stage, other),
      1_500,
    )
    stage.expect(
      'endorsers 1 and 2 believed endorser 0, whose lock it was',
      [1, 2].every((node) => stage.saidOf(node, other.id).includes('RECOVER')),
    )
    await stage.waits('the preferred one is committed', () => isCommitted(stage, preferred), 1_500)
    return undefined
  }),

  played('V9', 'An overwrite among commutative writes that never end', CAST, async (stage) => {
    const until = stage.world.now + 30_000
    const left = (): { timeoutMs: number } => ({ timeoutMs: until - stage.world.now })
    const overwrites = Array.from({ length: 64 }, (_, i) => stage.build([set('n', `${i}`)], left()))
    const [overwrite] = ranked(overwrites)
    if (!overwrite) throw new Error('an overwrite')
    let isShown = false
    for (let i = 0; i < 240; i++) {
      // Those that are preferred to the overwrite may go before it; this is about the others.
      const [, addition] = ranked([overwrite, stage.build([add('n', '1')], left())])
      if (addition && addition !== overwrite) stage.show(addition, HONEST)
      if (i === 20) stage.show(overwrite, HONEST)
      isShown ||= i === 20
      await stage.passes(12)
    }
    stage.expect(
      'the overwrite had its turn while they kept coming',
      isShown && isCommitted(stage, overwrite),
    )
    return undefined
  }),

  played('V10', 'The silent endorser coordinates the spore that is in the way', CAST, async (stage) => {
    const until = stage.world.now + 20_000
    const build = (i: number): Spore =>
      stage.build([set('k', `${i}`)], { timeoutMs: until - stage.world.now })
    const all = ranked(Array.from({ length: 40 }, (_, i) => build(i)))
    const preferred = all[0]
    const other = all.slice(1).find(({ id }) => coordinatorOf(id, 1, 4) === SILENT)
    const last = all.at(-1)
    if (!preferred || !other || !last) throw new Error('three spores')
    await split(stage, preferred, other, [last])
    await stage.waits('the other is given up, in ballot 3', () => isGone(stage, other), 4_000)
    stage.expect('the preferred one is still there', !isGone(stage, preferred))
    await stage.waits('the preferred one is committed', () => isCommitted(stage, preferred), 2_000)
    return undefined
  }),

  played('V11', 'A spore comes when its ballot has begun and its deadline is over', CAST, async (stage) => {
    const late = stage.build([set('k', 'v')], { timeoutMs: 800 })
    stage.note('endorser 0 hears what the others say of it, and does not get it')
    stage.frames((_from, to, message) => (to === 0 && message?.type === 'bundle' ? 'hold' : 'deliver'))
    stage.show(late, [1, 2])
    await stage.passes(1_400)
    stage.expect(
      'endorsers 1 and 2 have begun its first ballot',
      [1, 2].every((node) => stage.saidOf(node, late.id).includes('RECOVER')),
    )
    stage.release()
    await stage.waits('it is aborted', () => isGone(stage, late))
    stage.expect(
      'endorser 0 reported that it had not voted, and has not voted since',
      stage.saidOf(0, late.id)[0] === 'RECOVER' && !stage.saidOf(0, late.id).includes('REJECT'),
    )
    return undefined
  }),
]
