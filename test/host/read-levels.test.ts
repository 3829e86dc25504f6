// Reads at three levels, through whole nodes: what is certified, by whom, and what is said when it cannot be.

import { afterEach, describe, expect, it } from 'vitest'
import { encodeReadQuestion } from '../../worker/core/codec/read-codec.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import type { Clock } from '../../worker/host/ports.ts'
import { MAX_READS_WAITING } from '../../worker/host/limits.ts'
import { CallError } from '../../worker/rpc/call-error.ts'
import type { CallFailure, RecordView } from '../../worker/rpc/contract.ts'
import { DataCalls } from '../../worker/rpc/data-calls.ts'
import { LevelCalls } from '../../worker/rpc/level-calls.ts'
import { add, Cluster, sadd, set, systemClock } from './cluster.ts'

let cluster: Cluster
afterEach(() => {
  cluster.stop()
})

/** Seconds pass in milliseconds, so that a time-out is met soon. */
const hasty = (): Clock => {
  const start = Date.now()
  return {
    now: () => start + (Date.now() - start) * 20,
    at: (time, callback) => systemClock.at(start + (time - start) / 20, callback),
  }
}

const nodeAt = (index: number): Cluster['nodes'][number] =>
  cluster.nodes[index] ?? expect.fail('no such node')

function read(node: number, key: string, level: 'committed' | 'endorsed' | 'certified'): Promise<RecordView> {
  const { engine, store } = nodeAt(node)
  const calls = new LevelCalls(
    engine,
    store,
    new DataCalls(engine, store),
    (peer) => `n${cluster.nodes.findIndex((each) => each.key === peer)}`,
  )
  return calls.get({ policy: cluster.policy, key, level })
}

async function refusal(promise: Promise<unknown>): Promise<CallFailure> {
  try {
    await promise
  } catch (error) {
    if (error instanceof CallError) return error.failure
    throw error
  }
  return expect.fail('it was not refused')
}

async function everywhere(operations: Parameters<Cluster['submit']>[1]): Promise<void> {
  const submitted = await cluster.submit(0, operations)
  if (!submitted.ok) throw new Error(submitted.reason.message)
  const id = submitted.value
  await cluster.until(() =>
    cluster.nodes.every(({ index, up }) => !up || cluster.stageOf(index, id) === 'committed'),
  )
}

const saidBy = (view: { readonly certified?: RecordView['certified'] } | undefined): readonly string[] =>
  view?.certified?.map(({ said }) => said) ?? []

describe('a certified read', () => {
  it('RL-4 has the value that f+1 endorsers hold, for members and for replicas', async () => {
    cluster = await Cluster.create({ n: 4, f: 1, replicas: 1 })
    await everywhere([set('k', 'v'), add('n', '5'), sadd('s', 'a')])
    for (const node of [0, 4]) {
      const view = await read(node, 'k', 'certified')
      expect(view.value).toEqual({ type: 'string', text: 'v' })
      expect(saidBy(view).filter((said) => said === 'same').length).toBeGreaterThanOrEqual(2)
      expect((await read(node, 'n', 'certified')).value).toEqual({ type: 'number', number: '5' })
      expect((await read(node, 's', 'certified')).value).toEqual({ type: 'set', size: 1 })
      expect((await read(node, 'nothing', 'certified')).value).toBeUndefined()
    }
  })

  it('RL-4 is refused with who said nothing when too few can be reached', async () => {
    cluster = await Cluster.create({ n: 4, f: 1 })
    await everywhere([set('k', 'v')])
    for (const other of [1, 2, 3]) cluster.cut(0, other)
    const failure = await refusal(read(0, 'k', 'certified'))
    expect(failure.code).toBe('unreachable')
    expect(failure.answers?.map(({ said }) => said)).toEqual([
      'same',
      'unreachable',
      'unreachable',
      'unreachable',
    ])
    expect(failure.message).toContain('The same: n0.')
  })

  it('RL-4 is refused with who said what while this node lags, and holds once it has caught up', async () => {
    cluster = await Cluster.create({ n: 4, f: 1, replicas: 1, clock: hasty() })
    await everywhere([set('k', 'old')])
    // The replica hears nothing any more, but what it asks is answered.
    const { engine } = nodeAt(4)
    const receive = engine.receive.bind(engine)
    engine.receive = (from, frame) => {
      if (decodeMessage(frame)?.type === 'reading') receive(from, frame)
    }
    engine.receiveCertificate = () => Promise.resolve('ignore')
    const written = await cluster.submit(0, [set('k', 'new')])
    await cluster.until(() =>
      [0, 1, 2, 3].every((node) => written.ok && cluster.stageOf(node, written.value) === 'committed'),
    )
    const failure = await refusal(read(4, 'k', 'certified'))
    expect(failure.code).toBe('disagreement')
    expect(failure.answers?.map(({ said, version }) => `${said} ${version?.x}`)).toEqual(
      Array(4).fill('other 2'),
    )
    engine.receive = receive
    cluster.cut(0, 4)
    cluster.heal(0, 4)
    expect((await read(4, 'k', 'certified')).value).toEqual({ type: 'string', text: 'new' })
  })

  it('RL-4 comes true while others write the key', async () => {
    cluster = await Cluster.create({ n: 4, f: 1 })
    await everywhere([add('n', '1')])
    const writes = Array.from({ length: 40 }, (_, i) => cluster.submit(i % 4, [add('n', '1')]))
    const views = await Promise.all([0, 1, 2, 3].map((node) => read(node, 'n', 'certified')))
    for (const view of views)
      expect(saidBy(view).filter((said) => said === 'same').length).toBeGreaterThanOrEqual(2)
    await Promise.all(writes)
  })

  it('RL-3 a peer that asks without end gets one answer at a time, and consensus goes on', async () => {
    cluster = await Cluster.create({ n: 4, f: 1 })
    await everywhere([set('k', 'v')])
    cluster.keepSent = true
    const { engine } = nodeAt(1)
    for (let number = 0; number < 5_000; number++)
      engine.receive(nodeAt(3).key, encodeReadQuestion({ policy: cluster.policy, number, key: `k${number}` }))
    await everywhere([set('k', 'w')])
    const answers = cluster.sent.filter(
      ({ from, frame }) => from === 1 && decodeMessage(frame)?.type === 'reading',
    )
    expect(answers.length).toBeLessThan(5_000)
    expect(engine.counts().get('read')).toBeGreaterThan(5_000 - answers.length - 2 * MAX_READS_WAITING)
  })

  it('RL-3 is not answered by replicas, nor for strangers', async () => {
    cluster = await Cluster.create({ n: 4, f: 1, replicas: 1 })
    cluster.keepSent = true
    const question = encodeReadQuestion({ policy: cluster.policy, number: 1, key: 'k' })
    nodeAt(4).engine.receive(nodeAt(0).key, question)
    nodeAt(0).engine.receive('ee'.repeat(32) as never, question)
    await everywhere([set('k', 'v')])
    expect(cluster.sent.some(({ frame }) => decodeMessage(frame)?.type === 'reading')).toBe(false)
    expect(nodeAt(4).engine.counts().get('read')).toBe(1)
    expect(nodeAt(0).engine.counts().get('read')).toBe(1)
  })
})

describe('an endorsed read', () => {
  it('RL-2 applies what is approved and undecided, names it, and changes nothing', async () => {
    cluster = await Cluster.create({ n: 4, f: 1 })
    await everywhere([set('k', 'old'), add('n', '1')])
    // Node 0 hears the endorsements of all and no ACCEPT: approved there, and undecided.
    const { engine } = nodeAt(0)
    const receive = engine.receive.bind(engine)
    engine.receive = (from, frame) => {
      const message = decodeMessage(frame)
      const accepts = message?.type === 'batch' && message.batch.items.some(({ type }) => type === 'ACCEPT')
      if (!accepts) receive(from, frame)
    }
    const submitted = await cluster.submit(1, [set('k', 'new'), add('n', '2')])
    const id = submitted.ok ? submitted.value : expect.fail('it was not submitted')
    const entry = () => engine.state.policies.get(cluster.policy)?.open.get(id)
    await cluster.until(() => [1, 2, 3].every((node) => cluster.stageOf(node, id) === 'committed'))
    await cluster.until(() => (entry()?.endorsed ?? 0).toString(2).replaceAll('0', '').length >= 3)
    expect(await read(0, 'k', 'committed')).toMatchObject({ value: { text: 'old' } })
    expect(await read(0, 'k', 'endorsed')).toMatchObject({
      value: { text: 'new' },
      tentative: [id],
      version: { x: 2 },
    })
    expect(await read(0, 'n', 'endorsed')).toMatchObject({ value: { number: '3' }, tentative: [id] })
    expect(await read(0, 'other', 'endorsed')).toMatchObject({ value: undefined, tentative: [] })
    expect(await read(0, 'k', 'committed')).toMatchObject({ value: { text: 'old' } })
    expect((await read(0, 'k', 'committed')).tentative).toBeUndefined()
  })

  it('RL-1 refuses other levels', async () => {
    cluster = await Cluster.create({ n: 1, f: 0 })
    expect((await refusal(read(0, 'k', 'sure' as never))).where).toBe('level')
    expect((await refusal(read(0, '', 'certified'))).where).toBe('key')
  })
})
