// S15 and V6: a balance that many spend at once, with an endorser that lets them; and a bound that only some operations know.

import { add, base, endorse, exact, mul, set } from '../../core/builders.ts'
import { counter } from '../../core/operations.ts'
import type { SporeId } from '../../../worker/core/model/ids.ts'
import type { Scenario } from '../scenario.ts'
import { played } from './scenario.ts'
import type { Play } from './play.ts'

const CLIENT = 4
const ALL = [0, 1, 2, 3]
const LONG = { timeoutMs: 20_000 }

const isCommitted = (stage: Play, id: SporeId): boolean => stage.isEverywhere(id, 'committed')
const isOver = (stage: Play, ...ids: readonly SporeId[]): boolean =>
  ids.every((id) => isCommitted(stage, id) || stage.isEverywhere(id, 'aborted', 'dead'))
const holds = (stage: Play, slot: string, value: string): boolean =>
  stage.honest.every((node) => stage.value(node, slot) === value)

async function balanceOf(stage: Play, start: string): Promise<void> {
  const begun = await stage.write(0, [counter('balance', start, '0', null)])
  await stage.waits(`a balance of ${start} begins, which may not go below 0`, () => isCommitted(stage, begun))
}

/** Whether an honest node takes this at all. */
async function isRefused(stage: Play, ...write: Parameters<Play['write']>): Promise<boolean> {
  try {
    await stage.write(...write)
    return false
  } catch {
    return true
  }
}

export const S15 = played(
  'S15',
  'A balance is spent three times, each time before two other endorsers',
  { liars: [3] },
  async (stage) => {
    await balanceOf(stage, '9')
    stage.note('the honest endorsers do not hear each other, and the liar endorses whatever it is shown')
    stage.frames((from) => (from < CLIENT && from !== 3 ? 'hold' : 'deliver'))
    const debits = [1, 2, 3].map(() => stage.build([add('balance', '-4', base(1))], LONG))
    const pairs = [
      [0, 1],
      [1, 2],
      [0, 2],
    ]
    for (const [i, debit] of debits.entries()) {
      stage.show(debit, pairs[i] ?? [])
      await stage.passes(50)
    }
    stage.says(
      3,
      debits.map((debit) => endorse(debit)),
      [0, 1, 2],
    )
    await stage.passes(50)
    stage.expect(
      'nobody has endorsed two: together they could leave nothing to those that the others promise',
      [0, 1, 2].every(
        (node) => debits.filter(({ id }) => stage.saidOf(node, id).includes('ENDORSE')).length === 1,
      ),
    )
    stage.release()
    await stage.waits('all three come to an end', () => isOver(stage, ...debits.map(({ id }) => id)), 120_000)
    const spent = debits.filter(({ id }) => isCommitted(stage, id)).length
    stage.expect('one of them is committed', spent === 1)
    const rest = await stage.write(1, [add('balance', '-5')])
    await stage.waits('what is left is spent to the last, in the exact form', () => isCommitted(stage, rest))
    stage.expect('nothing is left', holds(stage, 'balance', 'number 0 of 0..'))
    stage.expect('no honest node takes a further debit', await isRefused(stage, 2, [add('balance', '-1')]))
    const credit = await stage.write(2, [add('balance', '3')])
    await stage.waits('something comes in', () => isCommitted(stage, credit))
    const small = await stage.write(0, [add('balance', '-2')])
    await stage.waits('and goes out again, beside others', () => isCommitted(stage, small))
    return () => stage.expect('all hold what is left', holds(stage, 'balance', 'number 1 of 0..'))
  },
)

export const V6 = played('V6', 'A bound beside operations that do not mention it', {}, async (stage) => {
  await balanceOf(stage, '5')
  const { w } = stage.recordOf(0, 'balance')
  const attempts = [
    ['an overwrite below the bound', set('balance', '-1', base(1))],
    ['an exact debit below it', add('balance', '-6', exact([1], [], w))],
    ['a product below it', mul('balance', '-1', exact([1], [], w))],
    ['a text in its place', set('balance', 'text', base(1))],
  ] as const
  for (const [what, operation] of attempts) {
    const spore = stage.build([operation], LONG)
    stage.show(spore, ALL)
    await stage.waits(`${what} is refused by all`, () => stage.isEverywhere(spore.id, 'aborted'))
  }
  const product = stage.build([mul('balance', '2', base(1))], LONG)
  stage.show(product, ALL)
  await stage.waits('a product that is not exact is refused', () => stage.isEverywhere(product.id, 'aborted'))
  const lower = await stage.write(2, [set('balance', '3')])
  await stage.waits('an overwrite within the bound is not', () => isCommitted(stage, lower))
  stage.expect('and the bound is still there', holds(stage, 'balance', 'number 3 of 0..'))
  const debit = stage.build([add('balance', '-4', base(2))], LONG)
  stage.show(debit, ALL)
  await stage.waits('so that four cannot be taken from three', () => stage.isEverywhere(debit.id, 'aborted'))
  return () => stage.expect('the balance is 3', holds(stage, 'balance', 'number 3 of 0..'))
})

export const BOUNDS: readonly Scenario[] = [S15, V6]
