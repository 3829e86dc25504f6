import { describe, expect, it } from 'vitest'
import type { Engine } from '../../../src/engine/engine.ts'
import { EngineError } from '../../../src/engine/engine-error.ts'
import { MAX_HISTORY, parseKept, remember } from '../../../src/features/console/choice.ts'
import { runLine, type Surroundings } from '../../../src/features/console/run-command.ts'
import {
  applySuggestion,
  markFault,
  recall,
  valueText,
  versionText,
} from '../../../src/features/console/view-model.ts'
import { orderSpores, parseFilter, summary } from '../../../src/features/spores/view-model.ts'
import { parseCommand } from '../../../worker/console/parse-command.ts'
import type { MethodName } from '../../../worker/rpc/contract.ts'
import { policy, policyId, spore } from '../engine/samples.ts'

function world(answers: Partial<Record<MethodName, unknown>>, over: Partial<Surroundings> = {}) {
  const calls: unknown[][] = []
  const chosen: unknown[] = []
  const engine = {
    call: async (method: MethodName, params: unknown) => {
      calls.push([method, params])
      const answer = answers[method]
      if (answer instanceof Error) throw answer
      return answer
    },
    subscribe: () => () => {},
  } as Engine
  const around: Surroundings = {
    engine,
    policies: [policy(1), policy(2), policy(3, { record: { ...policy(1).record, name: 'orchard 2' } })],
    policy: policyId(1),
    timeoutMs: 5_000,
    choosePolicy: (id) => void chosen.push(id),
    chooseTimeout: (ms) => void chosen.push(ms),
    ...over,
  }
  return { run: (line: string) => runLine(line, around), calls, chosen }
}

describe('running a line', () => {
  it('turns a line into one write that is seen through, under the chosen policy and timeout', async () => {
    const { run, calls } = world({ 'data.write': { id: 'w1' } })
    expect(await run('add cmp 11')).toEqual({ type: 'write', id: 'w1' })
    await run('DEL foo')
    expect(calls).toEqual([
      [
        'data.write',
        {
          policy: policyId(1),
          operations: [{ op: 'ADD', key: 'cmp', value: { type: 'number', number: '11' } }],
          patienceMs: 5_000,
        },
      ],
      ['data.write', { policy: policyId(1), operations: [{ op: 'DELETE', key: 'foo' }], patienceMs: 5_000 }],
    ])
  })

  it('answers reads', async () => {
    const { run } = world({
      'data.get': { value: { type: 'string', text: 'bar' }, version: { x: 1 } },
      'data.contains': true,
      'data.members': { members: [], more: false },
    })
    expect(await run('GET foo')).toEqual({ type: 'value', value: { type: 'string', text: 'bar' } })
    expect(await run('VERSION foo')).toEqual({ type: 'version', version: { x: 1 } })
    expect(await run('SCONTAINS m two')).toEqual({ type: 'contains', contains: true })
    expect(await run('SMEMBERS m')).toEqual({ type: 'members', members: [], more: false })
  })

  it('makes results of faults and failures, and never throws', async () => {
    const failing = new EngineError({ code: 'locked', message: 'Unlock first' })
    const { run } = world({ 'data.get': failing, 'data.write': new TypeError('odd') })
    expect(await run('GTE foo')).toMatchObject({ type: 'fault', fault: { offset: 0 } })
    expect(await run('GET foo')).toMatchObject({ type: 'failed', failure: { code: 'locked' } })
    expect(await run('SET foo bar')).toMatchObject({
      type: 'failed',
      failure: { message: expect.stringContaining('odd') as string },
    })
  })

  it('asks for a policy before it touches data', async () => {
    const { run, calls } = world({}, { policy: undefined })
    expect(await run('GET foo')).toMatchObject({
      type: 'failed',
      failure: { message: expect.stringContaining('Choose a policy') as string },
    })
    expect(await run('HELP')).toMatchObject({ type: 'help' })
    expect(calls).toEqual([])
  })

  it('chooses a policy by name or by the start of its id, never by a guess', async () => {
    const { run, chosen } = world({})
    expect(await run('POL "orchard 1"')).toEqual({ type: 'chosen', policy: policyId(1) })
    expect(await run('POL "orchard 2"')).toMatchObject({
      type: 'fault',
      fault: { offset: 5, message: expect.stringContaining('Several') as string },
    })
    expect(await run('POL ffffffff')).toMatchObject({ type: 'fault' })
    expect(await run('POL nowhere')).toMatchObject({ type: 'fault', fault: { offset: 4, length: 7 } })
    expect(await run('TIMEOUT 30s')).toEqual({ type: 'timeout', ms: 30_000 })
    expect(chosen).toEqual([policyId(1), 30_000])
  })
})

describe('what is kept', () => {
  it('reads back what was stored and nothing that has another shape', () => {
    expect(
      parseKept(JSON.stringify({ policy: policyId(1), timeoutMs: 5_000, history: ['a', 1, 'b'] })),
    ).toEqual({
      policy: policyId(1),
      timeoutMs: 5_000,
      history: ['a', 'b'],
    })
    for (const bad of [null, '', '{', '[]', '"x"', '{"policy":"x","timeoutMs":-1,"history":{}}'])
      expect(parseKept(bad)).toEqual({ policy: undefined, timeoutMs: 600_000, history: [] })
  })

  it('remembers lines once in a row, bounded', () => {
    expect(remember(['a'], 'a')).toEqual(['a'])
    expect(remember(['a'], ' ')).toEqual(['a'])
    expect(remember(['a'], 'x'.repeat(5_000))).toEqual(['a'])
    const full = Array.from({ length: MAX_HISTORY }, (_, at) => String(at))
    expect(remember(full, 'new')).toHaveLength(MAX_HISTORY)
    expect(remember(full, 'new').at(-1)).toBe('new')
  })

  it('walks the history with the arrows and comes back to what was being typed', () => {
    const history = ['first', 'second']
    const up = recall(history, -1, 1, 'typing')
    expect(up).toEqual({ index: 0, text: 'second' })
    expect(recall(history, 0, 1, 'typing')).toEqual({ index: 1, text: 'first' })
    expect(recall(history, 1, 1, 'typing')).toBeUndefined()
    expect(recall(history, 0, -1, 'typing')).toEqual({ index: -1, text: 'typing' })
    expect(recall(history, -1, -1, 'typing')).toBeUndefined()
  })
})

describe('cards', () => {
  const faultOf = (line: string) => {
    const parsed = parseCommand(line)
    if (parsed.ok) throw new Error('it is right')
    return parsed.reason
  }

  it('mark the place of a fault, also behind the end', () => {
    expect(markFault('GTE foo', faultOf('GTE foo'))).toEqual({
      before: '',
      at: 'GTE',
      after: ' foo',
      place: 'at character 1',
    })
    expect(markFault('SET foo', faultOf('SET foo'))).toEqual({
      before: 'SET foo',
      at: ' ',
      after: '',
      place: 'at character 8',
    })
  })

  it('offer a line that is right', () => {
    for (const line of ['GTE foo', 'SET foo hello big world', 'SET k 1e5', '  smebmers x', 'GET my key']) {
      const better = applySuggestion(line, faultOf(line))
      expect(better !== undefined && parseCommand(better).ok, line).toBe(true)
    }
  })

  it('show values as they would be typed', () => {
    expect(valueText(undefined)).toBe('no value')
    expect(valueText({ type: 'string', text: '12' })).toBe('"12"')
    expect(valueText({ type: 'number', number: '12' })).toBe('12')
    expect(valueText({ type: 'set', size: 1 })).toBe('a set of 1 member')
    expect(versionText({ x: 0, c: 0, h: '', text: '0' })).toContain('never written')
    expect(versionText({ x: 1, c: 2, h: 'ab', text: '1+2·ab' })).toBe(
      'version 1+2·ab: 1 exclusive write, then 2 that commute',
    )
  })
})

describe('the list of spores', () => {
  const list = [
    spore(1, { stage: 'committed', receivedAt: 9 }),
    spore(2, { stage: 'submitted', receivedAt: 1 }),
    spore(3, { stage: 'aborted', receivedAt: 5 }),
    spore(4, { stage: 'endorsed', receivedAt: 2 }),
  ]
  const ids = (filter: Parameters<typeof orderSpores>[1]) =>
    orderSpores(list, filter).map((each) => list.indexOf(each) + 1)

  it('has the undecided on top and is newest first', () => {
    expect(ids('all')).toEqual([4, 2, 1, 3])
  })

  it('is filtered by stage, and an unknown filter shows all', () => {
    expect(ids('undecided')).toEqual([4, 2])
    expect(ids('committed')).toEqual([1])
    expect(ids('refused')).toEqual([3])
    expect(parseFilter('nonsense')).toBe('all')
    expect(parseFilter('refused')).toBe('refused')
  })

  it('sums up several operations', () => {
    const operations = [
      { op: 'ADD', key: 'a', argument: { type: 'number' as const, number: '1' }, exact: false },
      { op: 'DELETE', key: 'b', exact: false },
    ]
    expect(summary(spore(1, { operations }))).toBe('ADD a 1 and 1 more')
  })
})
