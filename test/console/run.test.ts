// What a script asks of the node, in which order, and what is made of the answers. The node is a fake.
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../worker/console/outcome.ts'
import type { MethodName } from '../../worker/rpc/contract.ts'
import type { ConsolePort, Context, Surroundings } from '../../worker/console/port.ts'
import { runScript } from '../../worker/console/run.ts'
import { policy, policyId } from '../src/engine/samples.ts'

type Answers = { readonly [Name in MethodName]?: unknown }

function world(answers: Answers = {}, over: Partial<Context> = {}) {
  const calls: [string, Record<string, unknown>][] = []
  let context: Context = { policy: policyId(1), timeoutMs: 5_000, level: 'committed', ...over }
  const ended: string[] = []
  const around: Surroundings = {
    port: {
      call: (async (method: MethodName, params: Record<string, unknown>) => {
        calls.push([method, params])
        const answer = answers[method]
        if (answer instanceof Error) throw answer
        return typeof answer === 'function' ? (answer as (given: unknown) => unknown)(params) : answer
      }) as unknown as ConsolePort['call'],
      ended: async (id) => {
        ended.push(id)
        return id === 'bad' ? 'refused' : 'committed'
      },
    },
    policies: [policy(1), policy(2), policy(3, { record: { ...policy(1).record, name: 'orchard 2' } })],
    context: () => context,
    change: (change) => {
      context = { ...context, ...change }
    },
  }
  const run = async (text: string) => {
    const steps: { text: string; outcome: Outcome | undefined }[] = []
    for await (const step of runScript(text, around))
      if (step.type === 'begun') steps.push({ text: step.text, outcome: undefined })
      else steps.at(-1)!.outcome = step.outcome
    return steps
  }
  const one = async (text: string) => (await run(text))[0]!.outcome!
  return { run, one, calls, ended, context: () => context }
}

const write = { 'data.write': { id: 'w1' } }
const operationsOf = async (text: string) => {
  const { one, calls } = world(write)
  expect(await one(text)).toEqual({ type: 'write', id: 'w1' })
  return calls.at(-1)?.[1]['operations']
}

describe('writes', () => {
  it('become one write that is seen through, under the chosen policy and timeout', async () => {
    const { one, calls } = world(write)
    expect(await one('add cmp 11')).toEqual({ type: 'write', id: 'w1' })
    expect(calls).toEqual([
      [
        'data.write',
        {
          policy: policyId(1),
          operations: [{ op: 'ADD', key: 'cmp', value: { type: 'number', number: '11' } }],
          requirements: [],
          patienceMs: 5_000,
        },
      ],
    ])
  })

  it.each([
    ['DEL k', [{ op: 'DELETE', key: 'k' }]],
    ['SETNX k v', [{ op: 'SETNX', key: 'k', value: { type: 'string', text: 'v' } }]],
    ['CAS k ABSENT 1', [{ op: 'CAS', key: 'k', expected: null, value: { type: 'number', number: '1' } }]],
    ['CAS k "ABSENT" 1', [{ op: 'CAS', key: 'k', expected: { text: 'ABSENT' }, value: { number: '1' } }]],
    ['COUNTER k 10 MIN 0', [{ op: 'COUNTER', key: 'k', value: { number: '10' }, min: '0' }]],
    [
      'SADD k [1, 2]',
      [
        { op: 'SADD', value: { number: '1' } },
        { op: 'SADD', value: { number: '2' } },
      ],
    ],
    ['HSET k {"a": 1}', [{ op: 'HSET', key: 'k', field: { text: 'a' }, value: { number: '1' } }]],
    ['HSET k a 1', [{ op: 'HSET', key: 'k', field: { text: 'a' }, value: { number: '1' } }]],
    ['HADD k a 1', [{ op: 'HADD', key: 'k', field: { text: 'a' }, value: { number: '1' } }]],
    ['SET k [1]', [{ op: 'DELETE' }, { op: 'RPUSH', value: { number: '1' } }]],
    ['SET k {"a": 1}', [{ op: 'DELETE' }, { op: 'HSET', field: { text: 'a' } }]],
    ['LINSERT k 1 x', [{ op: 'LINSERT', key: 'k', index: 1, value: { text: 'x' } }]],
    ['RPOP k', [{ op: 'RPOP', key: 'k' }]],
    ['RESET k', [{ op: 'RESET', key: 'k' }]],
    ['QTAKE k', [{ op: 'QTAKE', key: 'k' }]],
  ])('%s', async (text, operations) => {
    expect(await operationsOf(text)).toMatchObject(operations)
    expect(await operationsOf(text)).toHaveLength(operations.length)
  })

  it('of a block are one spore with its requirements; a version is looked up and held whole', async () => {
    const version = { x: 3, c: 2, h: 'ab'.repeat(32), text: '3+2·abababab' }
    const { one, calls } = world({ ...write, 'data.get': { version } })
    const script =
      'BEGIN\nREQUIRE a UNCHANGED\nREQUIRE b UNWRITTEN\nREQUIRE c ABSENT\nREQUIRE d VERSION 3+2.abababab\nSET a 1\nADD b 2\nCOMMIT'
    expect(await one(script)).toEqual({ type: 'write', id: 'w1' })
    expect(calls.at(-1)?.[1]).toMatchObject({
      operations: [{ op: 'SET' }, { op: 'ADD' }],
      requirements: [
        { key: 'a', mode: 'unchanged' },
        { key: 'b', mode: 'unwritten-since' },
        { key: 'c', mode: 'absent' },
        { key: 'd', mode: 'unchanged', version },
      ],
    })
    const stale = await one(script.replace('3+2', '4+2'))
    expect(stale).toMatchObject({
      type: 'fault',
      diagnostics: [{ message: expect.stringContaining('3+2·abababab') as string }],
    })
    expect(calls.filter(([method]) => method === 'data.write')).toHaveLength(1)
  })
})

describe('reads', () => {
  it.each([
    [
      'GET k',
      { 'data.get': { value: { type: 'string', text: 'v' } } },
      { type: 'value', value: { text: 'v' } },
    ],
    ['TYPE k', { 'data.get': { value: undefined } }, { type: 'kind', kind: 'nothing' }],
    ['EXISTS k', { 'data.get': { value: { type: 'set', size: 1 } } }, { type: 'truth', is: true }],
    ['SCARD k', { 'data.get': { value: { type: 'set', size: 3 } } }, { type: 'count', count: 3 }],
    ['LLEN k', { 'data.get': { value: { type: 'array', length: 3 } } }, { type: 'count', count: 3 }],
    ['QLEN k', { 'data.get': { value: undefined } }, { type: 'count', count: 0 }],
    [
      'LLEN k',
      { 'data.get': { value: { type: 'set', size: 3 } } },
      { type: 'fault', diagnostics: [{ from: 5, to: 6 }] },
    ],
    ['SMEMBERS k', { 'data.members': { members: [], more: true } }, { type: 'items', more: true }],
    ['SCONTAINS k x', { 'data.contains': false }, { type: 'truth', is: false }],
    [
      'HGET k f',
      { 'data.field': { value: { type: 'number', number: '1' } } },
      { type: 'value', value: { number: '1' } },
    ],
    ['HGETALL k', { 'data.fields': { fields: [], more: false } }, { type: 'fields' }],
    [
      'GETAT k 0',
      { 'data.range': { items: [{ type: 'string', text: 'a' }], length: 1 } },
      { type: 'value', value: { text: 'a' } },
    ],
    [
      'GETAT k 7',
      { 'data.range': { items: [], length: 2 } },
      {
        type: 'fault',
        diagnostics: [{ from: 8, to: 9, message: 'Index 7 is out of range: k has 2 values' }],
      },
    ],
    ['LRANGE k', { 'data.range': { items: [], length: 0 } }, { type: 'items', from: 0 }],
    [
      'QPEEK k 1',
      { 'data.queue': { items: [{ type: 'string', text: 'a' }], size: 4 } },
      { type: 'items', more: true },
    ],
    ['COUNT', { 'data.count': { count: 12 } }, { type: 'count', count: 12 }],
    ['KEYS f', { 'data.keys': { keys: ['foo'], more: false } }, { type: 'keys', more: false }],
    [
      'SCAN f LIMIT 1',
      { 'data.keys': { keys: ['fo o'], more: true } },
      { next: 'SCAN f AFTER "fo o" LIMIT 1' },
    ],
    ['WATCH k', {}, { type: 'watch', policy: policyId(1), key: 'k' }],
    [
      'STRLEN k',
      { 'data.get': { value: { type: 'string', text: 'abc' } }, 'data.slice': { length: 3 } },
      { type: 'count', count: 3, of: 'character' },
    ],
  ] as const)('%s', async (text, answers, outcome) => {
    expect(await world(answers).one(text)).toMatchObject(outcome)
  })

  it('ask at the chosen level', async () => {
    const { run, calls, context } = world({ 'data.get': {} })
    const steps = await run('LEVEL certified; GET k')
    expect(steps[1]?.outcome).toEqual({ type: 'value', value: undefined, level: 'certified' })
    expect(calls).toEqual([['data.get', { policy: policyId(1), key: 'k', level: 'certified' }]])
    expect(context().level).toBe('certified')
  })
})

describe('a script', () => {
  it('with a mistake anywhere does nothing at all', async () => {
    const { run, calls } = world(write)
    const steps = await run('SET a 1\nGTE a')
    expect(steps).toEqual([
      {
        text: 'SET a 1\nGTE a',
        outcome: { type: 'fault', diagnostics: [expect.objectContaining({ from: 8 })] },
      },
    ])
    expect(await world(write).one('SET a 1; POL nowhere')).toMatchObject({
      type: 'fault',
      diagnostics: [{ from: 13, to: 20 }],
    })
    expect(calls).toEqual([])
  })

  it('runs in order, each statement with its own text; a read waits for the writes before it', async () => {
    const { run, ended, calls } = world({ ...write, 'data.get': { value: undefined } })
    const steps = await run('SET a 1 # one\n\nSET b 2; GET a')
    expect(steps.map(({ text }) => text)).toEqual(['SET a 1', 'SET b 2', 'GET a'])
    expect(ended).toEqual(['w1', 'w1'])
    expect(calls.map(([method]) => method)).toEqual(['data.write', 'data.write', 'data.get'])
  })

  it('stops where something failed', async () => {
    const bad = world({ 'data.write': { id: 'bad' }, 'data.get': {} })
    const steps = await bad.run('SET a 1; GET a; GET b')
    expect(steps.map(({ outcome }) => outcome?.type)).toEqual(['write', 'failed'])
    const failing = Object.assign(new Error('no'), { failure: { code: 'locked', message: 'Unlock first' } })
    expect(await world({ 'data.get': failing }).run('GET a; GET b')).toMatchObject([
      { outcome: { type: 'failed', failure: { code: 'locked' } } },
    ])
    expect(await world({ 'data.get': new TypeError('odd') }).one('GET a')).toMatchObject({
      failure: { message: expect.stringContaining('odd') as string },
    })
  })

  it('asks for a policy before it touches data, and takes one that it chooses itself', async () => {
    const { run, one, calls } = world({ 'data.get': {} }, { policy: undefined })
    expect(await one('GET foo')).toMatchObject({
      type: 'fault',
      diagnostics: [{ message: expect.stringContaining('Choose a policy') as string }],
    })
    expect(await one('HELP')).toMatchObject({ type: 'help' })
    expect(calls).toEqual([])
    expect((await run('POL "orchard 1"; GET foo')).map(({ outcome }) => outcome?.type)).toEqual([
      'chosen',
      'value',
    ])
  })

  it('chooses a policy by name or by the start of its id, never by a guess', async () => {
    const { one, context } = world()
    expect(await one('POL "orchard 1"')).toMatchObject({ type: 'chosen', policy: policyId(1) })
    expect(await one('POL "orchard 2"')).toMatchObject({
      diagnostics: [{ from: 4, message: expect.stringContaining('Several') as string }],
    })
    expect(await one('POL ffffffff')).toMatchObject({ type: 'fault' })
    expect(await one('POL "orchrd 1"')).toMatchObject({
      diagnostics: [{ suggestion: { text: '"orchard 1"' } }],
    })
    expect(await one('POL')).toMatchObject({
      type: 'policies',
      policies: [{ inUse: true }, { inUse: false }, {}],
    })
    expect(await one('TIMEOUT 30s')).toEqual({ type: 'timeout', ms: 30_000 })
    expect(context()).toEqual({ policy: policyId(1), timeoutMs: 30_000, level: 'committed' })
  })

  it('explains without submitting', async () => {
    const { one, calls } = world({ 'spore.explain': { sentence: 'ok' } })
    expect(await one('EXPLAIN BEGIN; REQUIRE a ABSENT; SET a 1; COMMIT')).toEqual({
      type: 'explained',
      view: { sentence: 'ok' },
    })
    expect(calls).toEqual([
      [
        'spore.explain',
        {
          policy: policyId(1),
          operations: [{ op: 'SET', key: 'a', value: { type: 'number', number: '1' } }],
          requirements: [{ key: 'a', mode: 'absent' }],
        },
      ],
    ])
  })
})
