// One worker for an identity, whatever number of tabs; and what a person is told who types something wrong or whose browser
// lacks something.

import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Boot } from '../../src/engine/store.ts'
import type { CallFailure } from '../../worker/rpc/contract.ts'
import { NODE_PAGE, World } from './harness.ts'
import { PASSPHRASE, set, TestNode } from './test-node.ts'
import { until } from './until.ts'

let world: World
beforeAll(async () => {
  world = await World.open()
})
afterAll(() => world?.close())

const bootOf = (page: Page): Promise<Boot> => page.evaluate(() => globalThis.node.boot())
const bootIs = (page: Page, phase: Boot['phase']): Promise<Boot> =>
  until(`the tab is ${phase}`, async () => {
    const boot = await bootOf(page)
    return boot.phase === phase && boot
  })

/** The failure of a call that is expected to fail. */
async function failureOf(
  node: TestNode,
  ...[method, params]: Parameters<TestNode['call']>
): Promise<CallFailure> {
  const outcome = await node.page.evaluate(([name, given]) => globalThis.node.call(name, given as never), [
    method,
    params,
  ] as const)
  if (outcome.ok) throw new Error(`${method} worked`)
  return outcome.failure
}

async function soloPolicy(node: TestNode): Promise<string> {
  const { id } = await node.call('policy.create', {
    draft: {
      name: 'solo',
      comment: '',
      endorsers: [{ key: node.key, name: node.name }],
      f: 0,
      submitters: [],
    },
  })
  return id
}

describe('one engine for a profile', () => {
  test('a second tab says that it runs elsewhere, takes over when asked, and has all the data', async () => {
    const first = new TestNode('tabs', await world.openPage('tabs'))
    await first.running()
    await first.create(true)
    const policy = (await soloPolicy(first)) as never
    await first.write(policy, set('written by', 'the first tab'))

    const second = new TestNode('tabs', await world.openPage('tabs'))
    expect(await bootIs(second.page, 'elsewhere')).toEqual({
      phase: 'elsewhere',
      asking: false,
      unanswered: false,
    })
    expect(await failureOf(second, 'data.get', { policy, key: 'written by' })).toMatchObject({
      code: 'stopped',
    })
    expect(await bootOf(first.page)).toEqual({ phase: 'running' })

    await second.page.evaluate(() => globalThis.node.takeOver())
    await second.running()
    await bootIs(first.page, 'moved')
    expect(await failureOf(first, 'data.get', { policy, key: 'written by' })).toMatchObject({
      code: 'stopped',
    })
    expect(await second.value(policy, 'written by')).toEqual({ type: 'string', text: 'the first tab' })
    await second.write(policy, set('written by', 'the second tab'))
    const held = await second.page.evaluate(async () => (await navigator.locks.query()).held)
    expect(held?.filter(({ name }) => name === 'sporedb:tabs')).toHaveLength(1)

    await second.page.close()
    await first.page.evaluate(() => globalThis.node.takeOver())
    await first.running()
    expect(await first.value(policy, 'written by')).toEqual({ type: 'string', text: 'the second tab' })
    await first.page.close()
  })

  test('a closed tab lets the one that waits go on', async () => {
    const first = await world.openPage('waiting')
    await bootIs(first, 'running')
    const second = await world.openPage('waiting')
    await bootIs(second, 'elsewhere')
    await first.close()
    await bootIs(second, 'running')
    await second.close()
  })

  test('another profile is another node', async () => {
    const one = new TestNode('profile-one', await world.openPage('profile-one'))
    const two = new TestNode('profile-two', await world.openPage('profile-two'))
    await Promise.all([one.running(), two.running()])
    await one.create()
    expect((await two.call('identity.get', {})).phase).toBe('none')
    await two.create()
    expect(two.key).not.toBe(one.key)
    await Promise.all([one.page.close(), two.page.close()])
  })
})

describe('what is typed wrong', () => {
  let node: TestNode
  beforeAll(async () => {
    node = new TestNode('wrong', await world.openPage('wrong'))
    await node.running()
    await node.create()
  })

  test('a wrong passphrase loses nothing', async () => {
    const policy = (await soloPolicy(node)) as never
    await node.write(policy, set('kept', 'yes'))
    await node.call('identity.lock', {})
    for (const passphrase of ['', 'wrong', `${PASSPHRASE} `]) {
      const failure = await failureOf(node, 'identity.unlock', { passphrase, stayUnlocked: false })
      expect(failure).toMatchObject({
        code: 'wrong-passphrase',
        message: expect.stringContaining('Nothing was lost') as string,
      })
    }
    expect(await failureOf(node, 'data.get', { policy, key: 'kept' })).toMatchObject({ code: 'locked' })
    await node.unlock()
    expect(await node.value(policy, 'kept')).toEqual({ type: 'string', text: 'yes' })
  })

  test('a broken invite gets a sentence that names what is wrong and where', async () => {
    const { fragment } = await node.call('invite.create', { ttlMs: 600_000 })
    const flipped = `${fragment.slice(0, -20)}${fragment.at(-20) === 'A' ? 'B' : 'A'}${fragment.slice(-19)}`
    const cases: readonly (readonly [string, Partial<CallFailure>])[] = [
      ['', { message: expect.stringContaining('not an invite') as string }],
      ['hello', { message: expect.stringContaining('not an invite') as string }],
      [fragment.slice(0, 60), { message: expect.stringContaining('cut short') as string }],
      [
        `${fragment.slice(0, 50)}!${fragment.slice(51)}`,
        { message: expect.stringMatching(/“!” at character \d+/) as string },
      ],
      [flipped, { code: 'bad-input' }],
      ['x'.repeat(100_000), { message: expect.stringContaining('too long') as string }],
      [fragment, { message: expect.stringContaining('your own') as string }],
    ]
    for (const [text, expected] of cases) {
      const failure = await failureOf(node, 'invite.read', { text })
      expect(failure).toMatchObject({
        code: 'bad-input',
        action: expect.any(String) as string,
        where: expect.any(String) as string,
        ...expected,
      })
    }
  })

  test('a broken policy names its faults by place', async () => {
    const draft = { name: '', comment: '', endorsers: [{ key: 'no key', name: 'x' }], f: 3, submitters: [] }
    const { faults } = await node.call('policy.check', { draft })
    expect(faults.map(({ path }) => path)).toEqual(expect.arrayContaining(['name', 'endorsers[0].key']))
    expect(await failureOf(node, 'policy.create', { draft })).toMatchObject({ code: 'bad-input' })
    expect(await failureOf(node, 'policy.import', { json: '{"version":1,' })).toMatchObject({
      code: 'bad-input',
    })
  })
})

describe('a browser that lacks something is told what', () => {
  test.each([
    [
      'Web Locks',
      'Object.defineProperty(Navigator.prototype, "locks", { get: () => undefined }); delete Navigator.prototype.locks',
    ],
    ['IndexedDB', 'delete globalThis.indexedDB; delete Window.prototype.indexedDB'],
    ['WebAssembly', 'delete globalThis.WebAssembly'],
    ['BroadcastChannel', 'delete globalThis.BroadcastChannel'],
  ])('%s', async (name, remove) => {
    const context: BrowserContext = await world.browser.newContext()
    await context.addInitScript(remove)
    const page = await context.newPage()
    await page.goto(world.url('lacking', NODE_PAGE))
    await until('the page loaded', () => page.evaluate(() => 'node' in globalThis))
    const boot = await bootIs(page, 'unsupported')
    expect(boot).toMatchObject({ missing: [expect.stringContaining(name) as string] })
    await context.close()
  })
})
