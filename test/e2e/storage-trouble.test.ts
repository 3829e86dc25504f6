// The disk fails under a running node: full, or cleared by the browser. The node stops and says so; nothing that was told to
// be committed is lost, and nothing more is claimed.

import { randomBytes } from 'node:crypto'
import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PolicyId, StorageView } from '../../worker/rpc/contract.ts'
import { NODE_PAGE, World } from './harness.ts'
import { set, TestNode } from './test-node.ts'
import { until } from './until.ts'

let world: World
beforeAll(async () => {
  world = await World.open()
})
afterAll(() => world?.close())

interface Solo {
  readonly context: BrowserContext
  readonly node: TestNode
  readonly policy: PolicyId
}

/** A node that decides alone, in a browser context whose storage can be spoiled. */
async function solo(name: string, quotaBytes?: number): Promise<Solo> {
  const context = await world.browser.newContext()
  if (quotaBytes !== undefined) await setQuota(context, quotaBytes)
  const node = new TestNode(name, await world.openPage(name, NODE_PAGE, context))
  await node.running()
  await node.create()
  const { id } = await node.call('policy.create', {
    draft: { name: 'solo', comment: '', endorsers: [{ key: node.key, name }], f: 0, submitters: [] },
  })
  return { context, node, policy: id }
}

/**
 * Before the first write: Chromium goes on for a while with the room that it saw last. The page stays open, because the
 * override ends with the session that asked for it.
 */
async function setQuota(context: BrowserContext, quotaSize?: number): Promise<void> {
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Storage.overrideQuotaForOrigin', {
    origin: world.relay.url,
    ...(quotaSize === undefined ? {} : { quotaSize }),
  })
}

const failed = (node: TestNode): Promise<NonNullable<StorageView['failure']>> =>
  until(
    'the node says that its storage failed',
    async () =>
      node.page.evaluate(() => {
        const told = globalThis.node
          .events()
          .find((event) => event.type === 'storage' && event.storage.failure)
        return told?.type === 'storage' ? told.storage.failure : undefined
      }),
    { explain: () => node.page.evaluate(() => globalThis.node.boot()) },
  )

/** Writes noise until a write is refused; returns how many were committed. */
async function writeUntilRefused({ node, policy }: Solo, characters: number): Promise<number> {
  for (let committed = 0; ; committed++) {
    const id = await node
      .submit(policy, [set(`value ${committed}`, noise(characters))])
      .catch(() => undefined)
    const spore = id && (await node.committed(id, 3_000).catch(() => undefined))
    if (spore === undefined) return committed
  }
}

const noise = (characters: number): string => randomBytes(characters / 2).toString('hex')

describe('storage in trouble', () => {
  test('a full disk: the node stops, says what to do, and has every committed value after room was made', async () => {
    const it = await solo('full', 1_000_000)
    const { context, node, policy } = it
    for (let i = 0; i < 3; i++) await node.write(policy, set(`before ${i}`, 'committed'))
    const committed = await writeUntilRefused(it, 60_000)
    expect(await failed(node)).toMatchObject({
      code: 'full',
      message: expect.stringContaining('full') as string,
      action: expect.stringContaining('reload') as string,
    })
    await expect(node.submit(policy, [set('more', 'refused')])).rejects.toThrow(/stopped|storage/)
    expect((await node.call('storage.get', {})).failure).toMatchObject({ code: 'full' })

    await setQuota(context)
    await node.page.reload()
    await node.running()
    await node.unlock()
    for (let i = 0; i < 3; i++) expect(await node.value(policy, `before ${i}`)).toBeDefined()
    for (let i = 0; i < committed; i++) expect(await node.value(policy, `value ${i}`)).toBeDefined()
    await node.write(policy, set('after', 'room was made'))
    await context.close()
  })

  test('site data cleared under the app: the node stops and says so, and starts anew after a reload', async () => {
    const { context, node, policy } = await solo('cleared')
    await node.write(policy, set('first', 'committed'))
    const devtools = await context.newCDPSession(node.page)
    await devtools.send('Storage.clearDataForOrigin', { origin: world.relay.url, storageTypes: 'indexeddb' })
    expect(await failed(node)).toMatchObject({
      code: 'deleted',
      message: expect.stringContaining('deleted') as string,
    })
    await expect(node.submit(policy, [set('second', 'refused')])).rejects.toThrow(/stopped|storage/)

    await node.page.reload()
    await node.running()
    expect((await node.call('identity.get', {})).phase).toBe('none')
    await context.close()
  })

  test('a database of a newer version is left alone, and the page says so', async () => {
    const { context, node } = await solo('newer')
    const name = await node.page.evaluate(async () => (await indexedDB.databases())[0]?.name ?? '')
    await node.page.goto(`${world.relay.url}/health`)
    await node.page.evaluate(
      (database) =>
        new Promise<void>((resolve, reject) => {
          const request = indexedDB.open(database, 1_000)
          request.onsuccess = () => {
            request.result.close()
            resolve()
          }
          request.onerror = () => reject(request.error ?? new Error('no answer'))
        }),
      name,
    )
    await node.page.goto(world.url('newer'))
    await until('the page says that it stopped', async () =>
      node.page.evaluate(() => 'node' in globalThis && globalThis.node.boot().phase === 'stopped'),
    )
    expect(await node.page.evaluate(() => globalThis.node.boot())).toMatchObject({
      message: expect.stringContaining('newer version') as string,
    })
    await context.close()
  })
})
