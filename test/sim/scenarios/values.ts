// S8 to S14: what two replicas may make of one history when versions, classes and types are not thought through.

import { add, base, concat, exact, mul, requires, sadd, set, srem } from '../../core/builders.ts'
import type { SporeId } from '../../../worker/core/model/ids.ts'
import type { Scenario } from '../scenario.ts'
import { played } from './scenario.ts'
import type { Play } from './play.ts'

const CLIENT = 4
const ALL = [0, 1, 2, 3]

const ended = (stage: Play, ...ids: readonly SporeId[]): boolean =>
  ids.every((id) => stage.isEverywhere(id, 'committed') || stage.isEverywhere(id, 'aborted', 'dead'))
const commits = (stage: Play, ...ids: readonly SporeId[]): number =>
  ids.filter((id) => stage.isEverywhere(id, 'committed')).length
const same = (stage: Play, slot: string, value: string): boolean =>
  stage.honest.every(
    (node) => stage.value(node, slot) === value && stage.version(node, slot) === stage.version(0, slot),
  )

/** Endorsers do not hear each other, so that each sees first what it is shown. */
const apart = (stage: Play): void => stage.frames((from) => (from < CLIENT ? 'hold' : 'deliver'))

export const VALUES: readonly Scenario[] = [
  played('S8', 'Write skew: each reads what the other writes', {}, async (stage) => {
    const one = stage.build([set('b', '1')], { requirements: [requires('RD', 'a', exact([0]))] })
    const other = stage.build([set('a', '1')], { requirements: [requires('RD', 'b', exact([0]))] })
    apart(stage)
    stage.show(one, [0, 1])
    stage.show(other, [2, 3])
    await stage.passes(200)
    stage.show(one, [2, 3])
    stage.show(other, [0, 1])
    stage.release()
    await stage.waits('both come to an end', () => ended(stage, one.id, other.id))
    stage.expect('one of them at most is committed', commits(stage, one.id, other.id) <= 1)
    return undefined
  }),

  played('S9', 'Additions arrive in different orders, and one reads them exactly', {}, async (stage) => {
    const [one, two] = [stage.build([add('n', '1')]), stage.build([add('n', '2')])]
    apart(stage)
    stage.show(one, [0, 1])
    stage.show(two, [2, 3])
    await stage.passes(200)
    stage.show(two, [0, 1])
    stage.show(one, [2, 3])
    stage.release()
    await stage.waits(
      'both commit: additions do not mind each other',
      () => commits(stage, one.id, two.id) === 2,
    )
    stage.expect('value and version are the same everywhere', same(stage, 'n', 'number 3'))
    const exactly = await stage.write(2, [set('seen', 'three')], { requirements: [{ key: 'n', mode: 'RD' }] })
    await stage.waits(
      'who requires exactly this version is understood by all',
      () => commits(stage, exactly) === 1,
    )
    return undefined
  }),

  played(
    'S10',
    'An addition comes after the overwrite that ended its epoch',
    { replicas: 1 },
    async (stage) => {
      const late = stage.build([add('n', '5')])
      const overwrite = stage.build([set('n', '1')])
      stage.note('the replica gets what it is sent in the opposite order')
      stage.frames((_from, to) => (to === CLIENT ? 'hold' : 'deliver'))
      stage.show(late, ALL)
      await stage.waits('the addition is committed', () =>
        ALL.every((node) => stage.stage(node, late.id) === 'committed'),
      )
      stage.show(overwrite, ALL)
      await stage.waits('so is the overwrite', () =>
        ALL.every((node) => stage.stage(node, overwrite.id) === 'committed'),
      )
      stage.world.network.held.reverse()
      stage.release()
      await stage.waits('the replica has executed both', () => commits(stage, late.id, overwrite.id) === 2)
      return () => stage.expect('the addition is absorbed everywhere', same(stage, 'n', 'number 1'))
    },
  ),

  played('S11', 'An element is added after it was removed', { replicas: 1 }, async (stage) => {
    const added = stage.build([sadd('s', 'x'), sadd('s', 'y')])
    const removed = stage.build([srem('s', 'x')])
    const again = stage.build([sadd('s', 'x', base(0, 1))])
    stage.frames((_from, to) => (to === CLIENT ? 'hold' : 'deliver'))
    for (const spore of [added, removed, again]) {
      stage.show(spore, ALL)
      await stage.waits('the next is committed', () =>
        ALL.every((node) => stage.stage(node, spore.id) === 'committed'),
      )
    }
    stage.world.network.held.reverse()
    stage.release()
    await stage.waits(
      'the replica has executed all',
      () => commits(stage, added.id, removed.id, again.id) === 3,
    )
    return () => {
      stage.expect('the set has two members everywhere', same(stage, 's', 'set of 2'))
      stage.expect('the element is in it by its last addition', same(stage, 's\u0001sx', 'member'))
    }
  }),

  played('S12', 'Two append to one text at once', {}, async (stage) => {
    const [one, two] = [
      stage.build([concat('t', 'one', exact([0]))], { timeoutMs: 20_000 }),
      stage.build([concat('t', 'two', exact([0]))], { timeoutMs: 20_000 }),
    ]
    apart(stage)
    stage.show(one, [0, 1])
    stage.show(two, [2, 3])
    await stage.passes(200)
    stage.release()
    await stage.waits('both come to an end', () => ended(stage, one.id, two.id))
    stage.expect('one of them at most is committed', commits(stage, one.id, two.id) <= 1)
    const next = await stage.write(1, [concat('t', '!')])
    await stage.waits('whoever appends to what there is now succeeds', () => commits(stage, next) === 1)
    return () => stage.expect('all hold one text', same(stage, 't', stage.value(0, 't')))
  }),

  played('S13', 'Tenths, and a product among sums', {}, async (stage) => {
    const [tenth, fifth] = [stage.build([add('n', '0.1')]), stage.build([add('n', '0.2')])]
    stage.show(tenth, [0, 2])
    stage.show(fifth, [1, 3])
    await stage.waits('both additions commit', () => commits(stage, tenth.id, fifth.id) === 2)
    stage.expect('the sum is exact', same(stage, 'n', 'number 0.3'))
    const product = stage.build([mul('n', '10')])
    stage.show(product, ALL)
    await stage.waits(
      'a product in the same epoch is refused',
      () => ended(stage, product.id) && commits(stage, product.id) === 0,
    )
    const proper = await stage.write(3, [mul('n', '10')])
    await stage.waits('one that begins a new epoch is committed', () => commits(stage, proper) === 1)
    return () => stage.expect('all hold the product', same(stage, 'n', 'number 3'))
  }),

  played('S14', 'An operation that cannot be done', {}, async (stage) => {
    const text = await stage.write(0, [set('k', 'text')])
    await stage.waits('a text is written', () => commits(stage, text) === 1)
    const impossible = stage.build([set('l', 'half'), add('k', '1', base(1))])
    stage.show(impossible, ALL)
    await stage.waits('who adds to it is refused', () => stage.isEverywhere(impossible.id, 'aborted'))
    stage.expect(
      'endorsers said so',
      ALL.some((node) => stage.saidOf(node, impossible.id).includes('REJECT')),
    )
    return () =>
      stage.expect('nothing of it was done', same(stage, 'l', 'nothing') && same(stage, 'k', 'text "text"'))
  }),
]
