// `globalThis.sporedb` on a page with a running node: what a program may do, and that nothing leads to a secret.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PolicyId } from '../../worker/rpc/contract.ts'
import type {} from '../../src/engine/program-types.ts'
import { pair, World } from './harness.ts'
import { set, type TestNode } from './test-node.ts'

let world: World
let alice: TestNode
let bob: TestNode
let policy: PolicyId

beforeAll(async () => {
  world = await World.open()
  ;({ alice, bob, policy } = await pair(world))
})
afterAll(() => world?.close())

describe('globalThis.sporedb', () => {
  test('submits, tells the outcome, and reads values, versions, members and keys', async () => {
    const seen = await alice.page.evaluate(async () => {
      const done = async (...operations: Parameters<typeof sporedb.submit>[1]) =>
        (await (await sporedb.submit('shared', operations)).committed).stage
      const stages = [
        await done(
          { op: 'SET', key: 'text', value: 'hello' },
          { op: 'ADD', key: 'number', value: 2n ** 70n },
        ),
        await done({ op: 'ADD', key: 'number', value: { number: '0.5' } }),
        await done(
          { op: 'SADD', key: 'set', value: 'b' },
          { op: 'SADD', key: 'set', value: 1 },
          { op: 'SADD', key: 'set', value: 'a' },
        ),
        await done({ op: 'SET', key: 'bytes', value: Uint8Array.of(1, 2, 255) }),
        await done({ op: 'CONCAT', key: 'text', value: ' world' }),
      ]
      const bytes = await sporedb.get('shared', 'bytes')
      return {
        stages,
        text: await sporedb.get('shared', 'text'),
        number: await sporedb.get('shared', 'number'),
        bytes: bytes?.type === 'bytes' ? [...bytes.bytes] : bytes,
        nothing: (await sporedb.get('shared', 'nothing')) === undefined,
        version: await sporedb.version('shared', 'number'),
        members: await sporedb.members('shared', 'set'),
        firstMember: await sporedb.members('shared', 'set', { limit: 1 }),
        contains: [
          await sporedb.contains('shared', 'set', 'a'),
          await sporedb.contains('shared', 'set', 'c'),
        ],
        keys: await sporedb.keys('shared'),
        page: await sporedb.keys('shared', { prefix: 'n', limit: 1 }),
      }
    })
    expect(seen).toMatchObject({
      stages: Array.from({ length: 5 }, () => 'committed'),
      text: { type: 'string', text: 'hello world' },
      number: { type: 'number', number: '1180591620717411303424.5' },
      bytes: [1, 2, 255],
      nothing: true,
      version: { x: 0, c: 2 },
      firstMember: { more: true },
      contains: [true, false],
      keys: { keys: ['bytes', 'number', 'set', 'text'], more: false },
      page: { keys: ['number'], more: false },
    })
    expect(seen.members.members).toHaveLength(3)
    const version = await bob.page.evaluate(() => sporedb.version('shared', 'number'))
    expect(version).toEqual(seen.version)
  })

  test('WR-1 sees writes through that race with others, and tells why one comes to nothing', async () => {
    const append = (node: TestNode, times: number): Promise<readonly string[]> =>
      node.page.evaluate(
        async ([who, count]) => {
          const all = Array.from({ length: count }, async (_, i) => {
            const operations = [{ op: 'CONCAT', key: 'raced', value: `${who}${i} ` }] as const
            const { committed } = await sporedb.write('shared', operations, { patienceMs: 60_000 })
            return (await committed).state
          })
          return Promise.all(all)
        },
        [node.name, times] as const,
      )
    const states = await Promise.all([append(alice, 4), append(bob, 4)])
    expect(states.flat()).toEqual(Array.from({ length: 8 }, () => 'committed'))
    const raced = await alice.page.evaluate(() => sporedb.get('shared', 'raced'))
    const words = raced?.type === 'string' ? raced.text.trim().split(' ').sort() : []
    expect(words).toEqual(['alice', 'bob'].flatMap((who) => [0, 1, 2, 3].map((i) => `${who}${i}`)))
    const refused = await alice.page.evaluate(async () => {
      const seats = { op: 'COUNTER', key: 'seats', value: 2, min: 0 } as const
      await (
        await sporedb.write('shared', [seats])
      ).committed
      const { committed } = await sporedb.write('shared', [{ op: 'ADD', key: 'seats', value: -3 }])
      return committed.catch((error: unknown) => {
        const { code, message } = error as { readonly code: string; readonly message: string }
        return { code, message }
      })
    })
    expect(refused).toMatchObject({ code: 'refused', message: expect.stringContaining('bound') as string })
  })

  test('imports a file, reports what was refused, and exports equal bytes on every node', async () => {
    const seen = await alice.page.evaluate(async () => {
      const file = new File(['id,name,age\n1,ann,30\n2,"b,en",4.50\n,nobody,1\n'], 'people.csv')
      const job = await sporedb.import('shared', file, {
        into: 'map',
        key: 'people/{id}',
        fields: ['name', 'age'],
      })
      const { rowsDone, rowsRefused } = await job.done
      const refused: string[] = []
      for await (const { row, code } of job.refused()) refused.push(`${row} ${code}`)
      const names = sporedb.imports().map((each) => each.job?.name)
      const items = Array.from({ length: 1_100 }, (_, i) => `${i % 3}\n`).join('')
      const queue = await sporedb.import('shared', `v\n${items}`, { into: 'queue', key: 'work', value: 'v' })
      await queue.done
      const page = await sporedb.queue('shared', 'work')
      const rest = await sporedb.queue('shared', 'work', { after: page.next ?? '' })
      return {
        counts: [rowsDone, rowsRefused],
        refused,
        names,
        queue: [page.items.length, rest.items.length, rest.next, page.size],
      }
    })
    expect(seen).toEqual({
      counts: [2, 1],
      refused: ['3 BAD-ROW'],
      names: ['people.csv'],
      queue: [1_000, 100, undefined, 1_100],
    })
    const exported = ({ page }: TestNode): Promise<string> =>
      page.evaluate(async () => {
        const parts: Uint8Array<ArrayBuffer>[] = []
        for (const prefix of ['people/', 'work'])
          for await (const part of sporedb.export('shared', { prefix })) parts.push(part)
        return new Blob(parts).text()
      })
    const [mine, others] = [await exported(alice), await exported(bob)]
    expect(mine).toContain('people/2,map,string,name,string,"b,en",,\n')
    expect(mine.match(/^work,queue,/gmu)).toHaveLength(1_100)
    expect(others).toBe(mine)
    await alice.page.evaluate(() => Promise.all(sporedb.imports().map((each) => each.remove())))
    expect(await alice.page.evaluate(() => sporedb.imports().length)).toBe(0)
  })

  test('watches a key across nodes', async () => {
    await alice.page.evaluate(() => {
      const told: string[] = []
      const stop = sporedb.watch('shared', 'watched', ({ value }) =>
        told.push(value?.type === 'string' ? value.text : 'nothing'),
      )
      Object.assign(globalThis, { told, stop })
    })
    const told = (): Promise<readonly string[]> =>
      alice.page.evaluate(() => (globalThis as unknown as { told: string[] }).told)
    await bob.write(policy, set('watched', 'one'))
    await bob.write(policy, set('watched', 'two'))
    await expect.poll(told).toEqual(expect.arrayContaining(['nothing', 'two']))
    await alice.page.evaluate(() => (globalThis as unknown as { stop: () => void }).stop())
    const before = await told()
    await alice.write(policy, set('watched', 'three'))
    expect(await told()).toEqual(before)
  })

  test('refuses what is wrong with a code and a place', async () => {
    const codes = await alice.page.evaluate(async () => {
      const code = (call: () => Promise<unknown>): Promise<string> =>
        call().then(
          () => 'worked',
          (error: unknown) => String((error as { readonly code?: unknown }).code),
        )
      return {
        policy: await code(() => sporedb.get('no such policy', 'x')),
        key: await code(() => sporedb.get('shared', '')),
        float: await code(() => sporedb.submit('shared', [{ op: 'ADD', key: 'number', value: 0.1 }])),
        operation: await code(() =>
          sporedb.submit('shared', [{ op: 'NONE' as 'SET', key: 'x', value: 'y' }]),
        ),
        large: await code(() =>
          sporedb.submit('shared', [{ op: 'SET', key: 'x', value: 'y'.repeat(2_000_000) }]),
        ),
        type: await code(() => sporedb.submit('shared', [{ op: 'ADD', key: 'text', value: 1 }])),
        timeout: await code(() =>
          sporedb.submit('shared', [{ op: 'SET', key: 'x', value: 'y' }], { timeoutMs: 1 }),
        ),
        flood: (
          await Promise.all(Array.from({ length: 300 }, () => code(() => sporedb.get('shared', 'text'))))
        ).filter((each) => each === 'busy').length,
      }
    })
    expect(codes).toMatchObject({
      policy: 'unknown',
      key: 'bad-input',
      float: 'bad-input',
      operation: 'bad-input',
      large: 'too-large',
      type: 'refused',
      timeout: 'bad-input',
    })
    expect(codes.flood).toBe(300 - 256)
  })

  test('tells status, policies and peers, and nothing reachable from it unlocks, reveals, invites or wipes', async () => {
    const seen = await alice.page.evaluate(() => ({
      status: sporedb.status(),
      policies: sporedb.policies().map(({ record }) => record.name),
      peers: sporedb.peers().map(({ name, link }) => [name, link]),
      names: Reflect.ownKeys(sporedb).map(String).sort(),
      parents: [Object.getPrototypeOf(sporedb) === Object.prototype, Object.isFrozen(sporedb)],
    }))
    expect(seen.status).toMatchObject({
      phase: 'running',
      identity: 'unlocked',
      name: 'alice',
      key: alice.key,
      online: true,
    })
    expect(seen.policies).toEqual(['shared'])
    expect(seen.peers).toEqual([['bob', 'direct']])
    expect(seen.names).toEqual(
      [
        'submit',
        'get',
        'version',
        'members',
        'contains',
        'keys',
        'watch',
        'status',
        'policies',
        'peers',
        'prove',
        'read',
        'count',
        'exists',
        'subscribe',
        'field',
        'fields',
        'queue',
        'range',
        'slice',
        'verifyProof',
        'write',
        'import',
        'imports',
        'export',
      ].sort(),
    )
    expect(seen.parents).toEqual([true, true])
    await alice.call('identity.lock', {})
    const locked = await alice.page.evaluate(async () => ({
      identity: sporedb.status().identity,
      code: await sporedb
        .get('shared', 'text')
        .catch((error: unknown) => (error as { readonly code: string }).code),
    }))
    expect(locked.identity).toBe('locked')
    expect(['locked', 'unknown']).toContain(locked.code)
    await alice.unlock()
  })
})
