// `globalThis.sporedb` on a page with a running node: what a program may do, and that nothing leads to a secret.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PolicyId } from '../../worker/rpc/contract.ts'
import type {} from '../../src/engine/program-types.ts'
import { mycelium, World } from './harness.ts'
import { set, type TestNode } from './test-node.ts'

let world: World
let alice: TestNode
let bob: TestNode
let policy: PolicyId

beforeAll(async () => {
  world = await World.open()
  const made = await mycelium(world, ['alice', 'bob'], { f: 0 })
  ;[alice, bob] = made.nodes as [TestNode, TestNode]
  policy = made.policy
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
