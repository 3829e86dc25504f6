import { describe, expect, it } from 'vitest'
import { MAX_WRITES_KEPT } from '../../../src/engine/limits.ts'
import { emptyState, project, withWrite } from '../../../src/engine/store.ts'
import { WRITES } from '../../../src/features/writes/strings.ts'
import {
  currentOf,
  replacedAttempts,
  writeOf,
  writeSummary,
  writeWords,
} from '../../../src/features/writes/view-model.ts'
import type { WriteView } from '../../../worker/rpc/contract.ts'
import { key, policyId, spore, sporeId } from '../engine/samples.ts'

const write = (id: string, over: Partial<WriteView> = {}): WriteView => ({
  id,
  policy: policyId(1),
  operations: [{ op: 'SET', key: 'foo', value: { type: 'string', text: 'bar' } }],
  startedAt: 0,
  patientUntil: 60_000,
  state: 'waiting',
  attempts: [sporeId(1)],
  waitsFor: 'decision',
  explanation: 'It waits for the endorsers.',
  ...over,
})
const nameOf = (of: string): string => of.slice(0, 1)
const vote = (letter: string, said: 'endorsed' | 'silent') => ({
  endorser: key(letter),
  vote: said,
  accepted: false,
})

describe('a write in words', () => {
  it('shows the votes of the attempt under way, and what it waits for', () => {
    const current = spore(1, {
      votes: [vote('a', 'endorsed'), vote('b', 'silent')],
      explanation: 'Waiting for b.',
    })
    expect(writeWords(write('w'), current, nameOf)).toMatchObject({
      state: 'Submitted',
      progress: 'endorsed 1 of 2, quorum 3',
      explanation: ['Waiting for b.'],
      stage: 'submitted',
      executed: false,
      endorsed: 1,
    })
  })

  it('says why it tries again, and shows no votes of an attempt that is over', () => {
    const explanation = 'After 1 attempt: Another write was first. It tries again in a moment.'
    const words = writeWords(
      write('w', { waitsFor: 'pause', why: { code: 'STALE', message: '' }, explanation }),
      spore(1, { stage: 'dead', votes: [vote('a', 'endorsed')] }),
      nameOf,
    )
    expect(words).toMatchObject({
      state: WRITES.state.waiting,
      progress: '',
      stage: 'submitted',
      endorsed: 0,
    })
    expect(words.explanation).toEqual([explanation])
  })

  it('never calls an undecided one failed, and warns of writing it twice', () => {
    const words = writeWords(
      write('w', { state: 'undecided', explanation: 'Its time is over.' }),
      spore(1),
      nameOf,
    )
    expect(words).toMatchObject({ state: 'Not decided', stage: 'submitted' })
    expect(words.explanation).toContain(WRITES.undecided)
    expect(words.explanation.join(' ')).not.toMatch(/fail|refused/i)
  })

  it.each([
    ['committed', 'committed', true],
    ['refused', 'aborted', false],
    ['given-up', 'aborted', false],
  ] as const)('has an end for %s', (state, stage, executed) => {
    expect(writeWords(write('w', { state }), undefined, nameOf)).toMatchObject({ stage, executed })
  })

  it('is summed up as it would be typed', () => {
    expect(writeSummary(write('w'))).toBe('SET foo "bar"')
    const two = write('w', {
      operations: [
        { op: 'DELETE', key: 'a' },
        { op: 'ADD', key: 'b', value: { type: 'number', number: '1' } },
      ],
    })
    expect(writeSummary(two)).toBe('DEL a and 1 more')
  })
})

describe('attempts', () => {
  const retried = write('w', { attempts: [sporeId(1), sporeId(2), sporeId(3)] })

  it('fold away when another one replaced them', () => {
    expect(currentOf(retried)).toBe(sporeId(3))
    expect([...replacedAttempts([retried])]).toEqual([sporeId(1), sporeId(2)])
    // An earlier write with the same intent may be the one that committed.
    const before = write('v', { state: 'committed', attempts: [sporeId(4)], committed: sporeId(9) })
    expect([...replacedAttempts([before])]).toEqual([sporeId(4)])
  })

  it('are found by any of their spores', () => {
    expect(writeOf([retried], sporeId(2))?.id).toBe('w')
    expect(writeOf([retried], sporeId(7))).toBeUndefined()
  })
})

describe('writes on the page', () => {
  it('are kept at their newest, and the oldest that are over go first', () => {
    let state = withWrite(emptyState(''), write('first'))
    for (let n = 0; n < MAX_WRITES_KEPT + 3; n++)
      state = project(state, { type: 'write', write: write(`over ${n}`, { state: 'committed' }) })
    expect(state.writes.size).toBe(MAX_WRITES_KEPT)
    expect(state.writes.has('first')).toBe(true)
    expect(state.writes.has('over 0')).toBe(false)
    state = project(state, { type: 'write', write: write('first', { state: 'given-up' }) })
    expect(state.writes.get('first')?.state).toBe('given-up')
  })
})
