import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EngineError } from '../../../src/engine/engine-error.ts'
import {
  MAX_KEY_LENGTH,
  MAX_OPERATIONS,
  MAX_PROGRAM_CALLS,
  MAX_VALUE_BYTES,
  MAX_WATCHES,
} from '../../../src/engine/limits.ts'
import {
  numberArgument,
  operationsArgument,
  policyArgument,
  valueArgument,
} from '../../../src/engine/program-arguments.ts'
import type { RecordView } from '../../../worker/rpc/contract.ts'
import { failing, programNode, settle } from './program-node.ts'
import { key, policy, policyId, spore, sporeId } from './samples.ts'

describe('arguments', () => {
  it('takes exact numbers and refuses floats', () => {
    expect(numberArgument(12n ** 30n).number).toBe((12n ** 30n).toString())
    expect(numberArgument(-0).number).toBe('0')
    expect(numberArgument({ number: '01.50' }).number).toBe('1.5')
    for (const bad of [
      0.1,
      NaN,
      Infinity,
      2 ** 60,
      { number: '1e3' },
      { number: 1 },
      '1',
      null,
      undefined,
      {},
    ])
      expect(() => numberArgument(bad), JSON.stringify(bad)).toThrow(EngineError)
  })

  it('copies bytes, so that a later change changes nothing', () => {
    const bytes = new Uint8Array([1, 2])
    const value = valueArgument(bytes)
    bytes[0] = 9
    expect(value).toEqual({ type: 'bytes', bytes: new Uint8Array([1, 2]) })
  })

  it('bounds sizes and names the place', () => {
    expect(() => valueArgument('x'.repeat(MAX_VALUE_BYTES + 1))).toThrow(/at most/u)
    const wrong = (operations: unknown) => {
      try {
        operationsArgument(operations)
      } catch (error) {
        return (error as EngineError).failure
      }
      return undefined
    }
    expect(wrong([])).toMatchObject({ code: 'bad-input', where: 'operations' })
    expect(wrong(new Array(MAX_OPERATIONS + 1).fill({ op: 'DELETE', key: 'k' }))).toMatchObject({
      code: 'too-large',
    })
    expect(
      wrong([
        { op: 'DELETE', key: 'k' },
        { op: 'SET', key: '' },
      ]),
    ).toMatchObject({ where: 'operations[1].key' })
    expect(wrong([{ op: 'DELETE', key: 'k'.repeat(MAX_KEY_LENGTH + 1) }])).toMatchObject({
      code: 'too-large',
    })
    expect(wrong([{ op: 'DROP', key: 'k' }])).toMatchObject({ where: 'operations[0].op' })
    expect(wrong([null])).toMatchObject({ where: 'operations[0].op' })
    expect(wrong([{ op: 'ADD', key: 'k', value: '1' }])).toMatchObject({ where: 'operations[0].value' })
  })

  it('takes the operations of every type, with plain values', () => {
    expect(
      operationsArgument([
        { op: 'CAS', key: 'k', expected: null, value: 'x' },
        { op: 'COUNTER', key: 'seats', value: 10n, min: 0, max: { number: '12.5' } },
        { op: 'HADD', key: 'm', field: 'hits', value: 1 },
        { op: 'LSET', key: 'l', index: 0, value: 'x' },
        { op: 'QTAKE', key: 'q', value: 'ignored' },
      ]),
    ).toEqual([
      { op: 'CAS', key: 'k', expected: null, value: { type: 'string', text: 'x' } },
      { op: 'COUNTER', key: 'seats', value: { type: 'number', number: '10' }, min: '0', max: '12.5' },
      {
        op: 'HADD',
        key: 'm',
        field: { type: 'string', text: 'hits' },
        value: { type: 'number', number: '1' },
      },
      { op: 'LSET', key: 'l', index: 0, value: { type: 'string', text: 'x' } },
      { op: 'QTAKE', key: 'q' },
    ])
    for (const [wrong, where] of [
      [{ op: 'CAS', key: 'k', value: 'x' }, 'operations[0].expected'],
      [{ op: 'COUNTER', key: 'k', value: 1, min: 0.5 }, 'operations[0].min'],
      [{ op: 'LINSERT', key: 'k', index: -1, value: 'x' }, 'operations[0].index'],
      [{ op: 'HSET', key: 'k', value: 'x' }, 'operations[0].field'],
    ] as const)
      expect(() => operationsArgument([wrong])).toThrow(
        expect.objectContaining({ failure: expect.objectContaining({ where }) as unknown }),
      )
  })

  it('takes a policy by id or by a name that only one accepted policy has', () => {
    expect(policyArgument(policyId(7), [])).toBe(policyId(7))
    expect(policyArgument('orchard 1', [policy(1)])).toBe(policyId(1))
    expect(() => policyArgument('orchard 2', [policy(2, { status: 'offered' })])).toThrow(/No accepted/u)
    expect(() => policyArgument('orchard 1', [policy(1), policy(1, { id: policyId(3) })])).toThrow(/Several/u)
  })
})

describe('globalThis.sporedb', () => {
  it('has data and nothing that unlocks, reveals, invites or wipes', () => {
    const { api } = programNode()
    expect(Object.keys(api).sort()).toEqual([
      'contains',
      'count',
      'exists',
      'export',
      'field',
      'fields',
      'get',
      'import',
      'imports',
      'keys',
      'members',
      'peers',
      'policies',
      'prove',
      'queue',
      'range',
      'read',
      'slice',
      'status',
      'submit',
      'subscribe',
      'verifyProof',
      'version',
      'watch',
      'write',
    ])
    expect(Object.isFrozen(api)).toBe(true)
  })

  it('is in the README, every call of it', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8')
    const section = readme.slice(readme.indexOf('## For programs'), readme.indexOf('## How it decides'))
    const { api } = programNode()
    expect(Object.keys(api).filter((call) => !section.includes(`sporedb.${call}(`))).toEqual([])
  })

  it('submits and resolves `committed` when the spore is executed', async () => {
    const { api, answers, emit, calls } = programNode()
    answers.set('data.submit', () => ({ id: sporeId(1) }))
    answers.set('spore.get', () => spore(1))
    const { id, committed } = await api.submit('orchard 1', [{ op: 'ADD', key: 'visits', value: 1 }], {
      timeoutMs: 5_000,
      intent: 'ab'.repeat(16),
    })
    expect(id).toBe(sporeId(1))
    expect(calls[0]).toEqual({
      method: 'data.submit',
      params: {
        policy: policyId(1),
        operations: [{ op: 'ADD', key: 'visits', value: { type: 'number', number: '1' } }],
        timeoutMs: 5_000,
        intent: 'ab'.repeat(16),
      },
    })
    let done = false
    void committed.then(() => (done = true))
    emit({ type: 'spore', spore: spore(1, { stage: 'committed', executed: false }) })
    await settle()
    expect(done).toBe(false)
    emit({ type: 'spore', spore: spore(1, { stage: 'committed', executed: true }) })
    expect((await committed).executed).toBe(true)
  })

  it('resolves although the decision came before anybody listened', async () => {
    const { api, answers } = programNode()
    answers.set('data.submit', () => ({ id: sporeId(1) }))
    answers.set('spore.get', () => spore(1, { stage: 'committed', executed: true }))
    const { committed } = await api.submit(policyId(1), [{ op: 'DELETE', key: 'k' }])
    expect((await committed).stage).toBe('committed')
  })

  it('rejects `committed` in words when the spore is refused, and when the engine stops', async () => {
    const { api, answers, emit, store } = programNode()
    let n = 0
    answers.set('data.submit', () => ({ id: sporeId(++n) }))
    const first = await api.submit(policyId(1), [{ op: 'DELETE', key: 'k' }])
    const second = await api.submit(policyId(1), [{ op: 'DELETE', key: 'k' }])
    emit({ type: 'spore', spore: spore(1, { stage: 'aborted', explanation: 'bob and carol refused it' }) })
    await expect(first.committed).rejects.toMatchObject({
      code: 'refused',
      message: 'bob and carol refused it',
    })
    store.setState({ boot: { phase: 'stopped', message: '', report: '' } })
    await expect(second.committed).rejects.toMatchObject({ code: 'stopped' })
  })

  it('bounds calls under way', async () => {
    const { api, answers } = programNode()
    let open = (): void => {}
    const gate = new Promise<void>((resolve) => (open = resolve))
    answers.set('data.get', async () => {
      await gate
      return { key: 'k', value: undefined, version: {} }
    })
    const calls = Array.from({ length: MAX_PROGRAM_CALLS }, () => api.get(policyId(1), 'k'))
    expect((await failing(() => api.get(policyId(1), 'k'))).code).toBe('busy')
    open()
    await Promise.all(calls)
    await api.get(policyId(1), 'k')
  })

  it('watches: the value now and after each change, reading once for changes that come meanwhile', async () => {
    const { api, answers, emit, calls } = programNode()
    let n = 0
    answers.set('data.get', () => ({ key: 'k', value: { type: 'number', number: `${++n}` }, version: {} }))
    const seen: RecordView[] = []
    const stop = api.watch(policyId(1), 'k', (record) => void seen.push(record))
    await settle()
    expect(seen).toHaveLength(1)
    emit({ type: 'changed', policy: policyId(1), keys: ['other'], more: false })
    emit({ type: 'changed', policy: policyId(2), keys: ['k'], more: false })
    await settle()
    expect(seen).toHaveLength(1)
    for (let i = 0; i < 5; i++) emit({ type: 'changed', policy: policyId(1), keys: ['k'], more: false })
    await settle()
    expect(seen.at(-1)?.value).toEqual({ type: 'number', number: '3' })
    expect(calls).toHaveLength(3)
    emit({ type: 'changed', policy: policyId(1), keys: [], more: true })
    await settle()
    expect(seen).toHaveLength(4)
    stop()
    emit({ type: 'changed', policy: policyId(1), keys: ['k'], more: false })
    await settle()
    expect(seen).toHaveLength(4)
  })

  it('bounds watches and frees a place when one stops', async () => {
    const { api, answers } = programNode()
    answers.set('data.get', () => ({ key: 'k', value: undefined, version: {} }))
    const stops = Array.from({ length: MAX_WATCHES }, () => api.watch(policyId(1), 'k', () => {}))
    expect((await failing(() => api.watch(policyId(1), 'k', () => {}))).code).toBe('busy')
    stops[0]?.()
    api.watch(policyId(1), 'k', () => {})
    await settle()
  })

  it('PF-5 makes proofs, and copies what it is given to check', async () => {
    const { api, answers, calls } = programNode()
    const proof = new Uint8Array([1, 2, 3])
    answers.set('proof.make', () => ({ proof, proven: {} }))
    answers.set('proof.verify', () => ({ valid: false, code: 'malformed', message: 'no' }))
    expect(await api.prove(sporeId(1))).toBe(proof)
    expect(calls.at(-1)).toEqual({ method: 'proof.make', params: { id: sporeId(1) } })
    expect(await api.verifyProof(proof)).toMatchObject({ valid: false, code: 'malformed' })
    await api.verifyProof(proof, 'orchard 1')
    const { params } = calls.at(-1)!
    expect(params).toEqual({ proof, policy: policyId(1) })
    expect((params as { proof: Uint8Array }).proof).not.toBe(proof)
    expect((await failing(() => api.prove('orchard'))).failure.where).toBe('spore')
    expect((await failing(() => api.verifyProof('text' as never))).failure.where).toBe('proof')
    expect((await failing(() => api.verifyProof(new Uint8Array(500_000)))).failure.code).toBe('too-large')
  })

  it('tells its status without secrets', () => {
    const { api, store } = programNode()
    store.setState({ identity: { phase: 'unlocked', name: 'bob', key: key('b') } })
    expect(api.status()).toEqual({
      phase: 'running',
      identity: 'unlocked',
      name: 'bob',
      key: key('b'),
      profile: 'bob',
      build: 'b1',
      online: false,
    })
  })
})
