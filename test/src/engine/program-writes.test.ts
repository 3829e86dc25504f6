// Writes of programs that the node sees through, and how each of their ends is told.
import { describe, expect, it } from 'vitest'
import { MAX_AWAITED } from '../../../src/engine/limits.ts'
import type { WriteStateView, WriteView } from '../../../worker/rpc/contract.ts'
import { failing, programNode, settle } from './program-node.ts'
import { policyId, sporeId } from './samples.ts'

const write = (id: string, state: WriteStateView = 'waiting', over: Partial<WriteView> = {}): WriteView => ({
  id,
  policy: policyId(1),
  operations: [],
  startedAt: 0,
  patientUntil: 1,
  state,
  attempts: [],
  explanation: '',
  ...over,
})

const MUL = [{ op: 'MUL', key: 'price', value: 2 }] as const

/** A node on which a write has begun. */
async function begun() {
  const node = programNode()
  let n = 0
  node.answers.set('data.write', () => write(`w${++n}`))
  node.answers.set('write.get', ({ id }: { id: string }) => write(id))
  const written = await node.api.write('orchard 1', MUL, { patienceMs: 5_000, retryChanged: true })
  return { ...node, written, tell: (view: WriteView) => node.emit({ type: 'write', write: view }) }
}

describe('a write of a program', () => {
  it('WR-1 is one thing, however many spores it takes: resolves with the one that committed', async () => {
    const { written, calls, tell } = await begun()
    expect(calls[0]).toEqual({
      method: 'data.write',
      params: {
        policy: policyId(1),
        operations: [{ op: 'MUL', key: 'price', value: { type: 'number', number: '2' } }],
        patienceMs: 5_000,
        retryChanged: true,
      },
    })
    tell(write('w1', 'waiting', { attempts: [sporeId(1)], why: { code: 'ABORTED', message: 'no' } }))
    tell(write('other', 'committed'))
    tell(write('w1', 'committed', { committed: sporeId(2), results: [null] }))
    expect(await written.committed).toMatchObject({ committed: sporeId(2), results: [null] })
  })

  it('resolves although the decision came before anybody listened', async () => {
    const { api, answers } = programNode()
    answers.set('data.write', () => write('w1'))
    answers.set('write.get', () => write('w1', 'committed'))
    expect((await (await api.write(policyId(1), MUL)).committed).state).toBe('committed')
  })

  it('WR-5 tells what would be refused again from what only took too long', async () => {
    for (const [state, code] of [
      ['refused', 'refused'],
      ['given-up', 'expired'],
    ] as const) {
      const { written, tell } = await begun()
      tell(write('w1', state, { explanation: 'in words' }))
      await expect(written.committed).rejects.toMatchObject({ code, message: 'in words' })
    }
  })

  it('WR-5 stays pending while its last attempt may still commit, until the node is locked or stops', async () => {
    const { written, tell, emit } = await begun()
    let ended = false
    void written.committed.catch(() => undefined).then(() => (ended = true))
    tell(write('w1', 'undecided'))
    await settle()
    expect(ended).toBe(false)
    emit({ type: 'identity', identity: { phase: 'locked' } })
    await expect(written.committed).rejects.toMatchObject({ code: 'stopped' })
    const again = await begun()
    again.store.setState({ boot: { phase: 'stopped', message: '', report: '' } })
    await expect(again.written.committed).rejects.toMatchObject({ code: 'stopped' })
  })

  it('bounds how many are awaited', async () => {
    const { api } = await begun()
    for (let i = 1; i < MAX_AWAITED; i++) await api.write(policyId(1), MUL)
    expect((await failing(() => api.write(policyId(1), MUL))).code).toBe('busy')
    expect((await failing(() => api.submit(policyId(1), MUL))).code).toBe('busy')
  })
})
