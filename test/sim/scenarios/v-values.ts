// V1 to V5 and V12: what models of the design found in versions, classes and containers, each played once as it went wrong.

import { add, base, del, exact, mul, requires, sadd, set, srem } from '../../core/builders.ts'
import type { SporeId } from '../../../worker/core/model/ids.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import type { Scenario } from '../scenario.ts'
import type { Play } from './play.ts'
import { played } from './scenario.ts'

const CLIENT = 4
const ALL = [0, 1, 2, 3]
const LONG = { timeoutMs: 600_000 }

const isOver = (stage: Play, ...ids: readonly SporeId[]): boolean =>
  ids.every((id) => stage.isEverywhere(id, 'committed') || stage.isEverywhere(id, 'aborted', 'dead'))
const isCommitted = (stage: Play, id: SporeId): boolean => stage.isEverywhere(id, 'committed')
const same = (stage: Play, slot: string, value: string): boolean =>
  stage.honest.every(
    (node) => stage.value(node, slot) === value && stage.version(node, slot) === stage.version(0, slot),
  )

/** One after the other, while the replica gets nothing; then it gets all of it in the opposite order. */
async function backwards(stage: Play, spores: readonly Spore[]): Promise<void> {
  stage.note('the replica gets what it is sent in the opposite order')
  stage.frames((_from, to) => (to === CLIENT ? 'hold' : 'deliver'))
  for (const spore of spores) {
    stage.show(spore, ALL)
    await stage.waits('the endorsers have committed the next one', () =>
      ALL.every((node) => stage.stage(node, spore.id) === 'committed'),
    )
  }
  stage.world.network.held.reverse()
  stage.release()
  await stage.waits('the replica has executed all of them', () =>
    spores.every(({ id }) => isCommitted(stage, id)),
  )
}

export const V_VALUES: readonly Scenario[] = [
  played(
    'V1',
    'A sum and a product in one epoch: 2 + 1, times 3, is 9 or 7',
    { replicas: 1 },
    async (stage) => {
      const two = await stage.write(0, [set('n', '2')])
      await stage.waits('n is 2', () => isCommitted(stage, two))
      const sum = stage.build([add('n', '1', base(1))], LONG)
      const product = stage.build([mul('n', '3', base(1))], LONG)
      stage.frames((from) => (from < CLIENT ? 'hold' : 'deliver'))
      stage.show(sum, [0, 1])
      stage.show(product, [2, 3])
      await stage.passes(100)
      stage.show(product, [0, 1])
      stage.show(sum, [2, 3])
      stage.release()
      await stage.waits('both come to an end', () => isOver(stage, sum.id, product.id))
      stage.expect(
        'one of them at most is committed',
        [sum, product].filter(({ id }) => isCommitted(stage, id)).length <= 1,
      )
      return () => stage.expect('all hold one value', same(stage, 'n', stage.value(0, 'n')))
    },
  ),

  played('V2', 'Elements of a set that is deleted and begun anew', { replicas: 1 }, async (stage) => {
    const late = stage.build([sadd('s', 'y')], LONG)
    const first = stage.build([srem('s', 'x')], LONG)
    const gone = stage.build([del('s')], LONG)
    const added = stage.build([sadd('s', 'x', base(1, 0))], LONG)
    const removed = stage.build([srem('s', 'x', base(1, 0))], LONG)
    await backwards(stage, [late, first, gone, added, removed])
    return () => {
      stage.expect('the element of the deleted set is nowhere', same(stage, 's\u0001sy', 'nothing'))
      stage.expect('versions of elements begin anew with their set', same(stage, 's\u0001sx', 'nothing'))
      stage.expect('the set is empty', same(stage, 's', 'set of 0'))
    }
  }),

  played('V3', 'Who requires an absent set, and who puts the first element into it', {}, async (stage) => {
    const element = stage.build([sadd('s', 'x')], LONG)
    const reader = stage.build([set('seen', 'nothing')], {
      ...LONG,
      requirements: [requires('RD', 's', exact([0]))],
    })
    stage.frames((from) => (from < CLIENT ? 'hold' : 'deliver'))
    stage.show(element, [0, 1])
    await stage.passes(50)
    stage.show(reader, [0, 1])
    await stage.passes(50)
    stage.expect(
      'who has promised the element lets the reader wait, although there is no set',
      [0, 1].every((node) => stage.saidOf(node, reader.id).join() === 'HOLD'),
    )
    stage.release()
    stage.show(element, [2, 3])
    stage.show(reader, [2, 3])
    await stage.waits('both come to an end', () => isOver(stage, element.id, reader.id))
    return () => stage.expect('all hold one set', same(stage, 's', stage.value(0, 's')))
  }),

  played('V4', 'Built on a predecessor that another one took the place of', {}, async (stage) => {
    const lost = stage.build([set('k', 'lost')], { timeoutMs: 1_000 })
    stage.frames((from) => (from < CLIENT ? 'hold' : 'deliver'))
    stage.show(lost, [0])
    const next = { ...base(1), w: lost.id.slice(0, 16) }
    const follower = stage.build([set('seen', 'lost')], {
      ...LONG,
      requirements: [requires('RE', 'k', next)],
    })
    stage.show(follower, ALL)
    await stage.passes(200)
    stage.expect(
      'nobody votes on the follower: its predecessor is not here',
      ALL.every((node) => stage.saidOf(node, follower.id).length === 0),
    )
    await stage.passes(1_500)
    stage.release()
    await stage.waits('the predecessor is given up', () => stage.isEverywhere(lost.id, 'aborted', 'dead'))
    const other = stage.build([set('k', 'other')], LONG)
    stage.show(other, ALL)
    await stage.waits('another one takes its place, and the same version number', () =>
      isCommitted(stage, other.id),
    )
    await stage.waits('the follower is refused: it names the writer it saw', () =>
      stage.isEverywhere(follower.id, 'aborted', 'dead'),
    )
    return () => stage.expect('nobody has seen what never was', same(stage, 'seen', 'nothing'))
  }),

  played('V5', 'An element is taken out of a set that is not there', { replicas: 1 }, async (stage) => {
    const alone = stage.build([srem('alone', 'x')], LONG)
    const removed = stage.build([srem('s', 'x')], LONG)
    const added = stage.build([sadd('s', 'y')], LONG)
    await backwards(stage, [alone, removed, added])
    return () => {
      stage.expect('the set is there and empty, everywhere', same(stage, 'alone', 'set of 0'))
      stage.expect('the other has its element, in any order', same(stage, 's', 'set of 1'))
    }
  }),

  played('V12', 'An endorser that lags is asked about a type', {}, async (stage) => {
    const text = await stage.write(0, [set('n', 'text')])
    await stage.waits('n is a text', () => isCommitted(stage, text))
    stage.note('endorser 3 hears nothing of the others')
    stage.frames((from, to) => (to === 3 && from < CLIENT ? 'hold' : 'deliver'))
    const number = stage.build([set('n', '5', base(1))], LONG)
    stage.show(number, [0, 1, 2])
    await stage.waits('n is a number for the others', () =>
      [0, 1, 2].every((node) => stage.stage(node, number.id) === 'committed'),
    )
    const sum = stage.build([add('n', '1', base(2))], LONG)
    stage.show(sum, ALL)
    await stage.waits('they add to it', () =>
      [0, 1, 2].every((node) => stage.stage(node, sum.id) === 'committed'),
    )
    stage.expect('endorser 3, to whom it is a text, says nothing', stage.saidOf(3, sum.id).length === 0)
    stage.release()
    await stage.waits('it catches up', () => isCommitted(stage, sum.id))
    return () => stage.expect('n is 6', same(stage, 'n', 'number 6'))
  }),
]
