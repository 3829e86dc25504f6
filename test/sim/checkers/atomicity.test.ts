// I5 can fail: half a spore after a restart, a spore twice, a spore that is forgotten although it counts as executed.

import { describe, expect, it } from 'vitest'
import { accept, add, number, set } from '../../core/builders.ts'
import { Atomicity } from './atomicity.ts'
import { Serializability } from './serializability.ts'
import { SerialOrder } from './serial-order.ts'
import { Story } from './story.ts'

function told(): { run: Story; id: ReturnType<Story['submit']>['id'] } {
  const run = new Story((ledger) => {
    const order = new SerialOrder(ledger)
    const [serial, atomic] = [new Serializability(ledger, order), new Atomicity(ledger, order)]
    return {
      id: 'I5',
      on: (event, world) => {
        serial.on(event, world)
        atomic.on(event, world)
      },
    }
  })
  const s = run.submit([add('n', '1'), set('k', '2')])
  run.allSay([0, 1, 2], accept(s))
  run.decides(0, s, 'committed')
  return { run, id: s.id }
}

const restart = (run: Story): void => {
  run.tell({ type: 'crashed', at: run.at, node: 0 })
  run.tell({ type: 'restarted', at: run.at, node: 0 })
}

describe('I5 atomicity', () => {
  it('I5 passes all of a spore, and none of it', () => {
    const { run, id } = told()
    run.holds(0, 'n', { cs: [id], cls: 'C:num', value: number('1') })
    run.holds(0, 'k', { x: 1, w: id.slice(0, 16), value: number('2') })
    restart(run)
    const other = told()
    other.run.forgets(0)
    restart(other.run)
  })

  it('I5 finds half of a spore', () => {
    const { run, id } = told()
    run.holds(0, 'n', { cs: [id], cls: 'C:num', value: number('1') })
    expect(() => restart(run)).toThrow(/I5: node 0 after its restart: "k" is nothing at all/)
  })

  it('I5 finds a spore that was executed twice, in its values, its versions or its reports', () => {
    const values = told()
    values.run.holds(0, 'n', { cs: [values.id], cls: 'C:num', value: number('2') })
    expect(() => restart(values.run)).toThrow(/I5.*"n" is number 2/)
    const versions = told()
    versions.run.holds(0, 'n', { cs: [versions.id, versions.id], cls: 'C:num', value: number('1') })
    expect(() => restart(versions.run)).toThrow(/I5/)
    const { run, id } = told()
    expect(() => run.decides(0, { id }, 'committed')).toThrow(/I5.*twice/)
  })

  it('I5 finds the effects of a spore that is not executed', () => {
    const { run, id } = told()
    run.forgets(0)
    run.holds(0, 'n', { cs: [id], cls: 'C:num', value: number('1') })
    expect(() => restart(run)).toThrow(/I5.*in serial order nothing at all/)
  })
})
