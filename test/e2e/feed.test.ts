// The change feed of real nodes in real pages, through a reload; and reads that several nodes vouch for.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PolicyId } from '../../worker/rpc/contract.ts'
import type {} from '../../src/engine/program-types.ts'
import { pair, World } from './harness.ts'
import { add, sadd, set, type TestNode } from './test-node.ts'
import { until } from './until.ts'

let world: World
let alice: TestNode
let bob: TestNode
let policy: PolicyId

beforeAll(async () => {
  world = await World.open()
  ;({ alice, bob, policy } = await pair(world))
})
afterAll(() => world?.close())

interface Told {
  readonly cursor: string
  readonly texts: readonly string[]
}

/** As a program does that keeps its cursor in the page's storage, together with what it made of the change. */
function follow(from: string): void {
  sporedb.subscribe(
    { policy: 'shared', prefix: 'feed/', from: localStorage.getItem('cursor') ?? from },
    (change) => {
      const texts = change.effects.map(({ key, element, value, present }) => {
        const shown =
          value?.type === 'string' ? value.text : value?.type === 'number' ? value.number : value?.type
        return `${key}${element?.type === 'string' ? `[${element.text}]` : ''} ${present ? (shown ?? 'is there') : 'gone'}`
      })
      const told = JSON.parse(localStorage.getItem('told') ?? '[]') as Told[]
      localStorage.setItem('told', JSON.stringify([...told, { cursor: change.cursor, texts }]))
      localStorage.setItem('cursor', change.cursor)
    },
  )
}

const told = (): Promise<readonly Told[]> =>
  alice.page.evaluate(() => JSON.parse(localStorage.getItem('told') ?? '[]') as Told[])

async function toldTexts(count: number): Promise<readonly string[]> {
  await until(`${count} changes are told`, async () => (await told()).length >= count, { explain: told })
  return (await told()).flatMap(({ texts }) => texts)
}

describe('the change feed', () => {
  test('FE-3 tells what others write, and goes on after a reload without a gap or a repeat', async () => {
    await alice.page.evaluate(follow, 'oldest')
    await bob.write(policy, set('feed/a', 'one'), add('elsewhere', 1), add('feed/n', 5))
    await bob.write(policy, set('other', 'not asked for'))
    await alice.write(policy, sadd('feed/s', 'x'))
    const first = ['feed/a one', 'feed/n 5', 'feed/s set', 'feed/s[x] is there']
    expect(await toldTexts(2)).toEqual(first)
    await alice.page.reload()
    await alice.running()
    // It is locked, and bob's write waits for it: both must agree.
    const gone = bob.write(policy, { op: 'DELETE', key: 'feed/a' })
    await alice.unlock()
    await alice.linkedTo([bob])
    await gone
    await alice.page.evaluate(follow, 'now')
    await bob.write(policy, set('feed/a', 'three'))
    expect(await toldTexts(4)).toEqual([...first, 'feed/a gone', 'feed/a three'])
    const cursors = (await told()).map(({ cursor }) => cursor)
    expect(new Set(cursors).size).toBe(cursors.length)
  })

  test('FE-5 refuses a cursor of another node', async () => {
    const cursor = (await told())[0]?.cursor ?? ''
    const code = await bob.page.evaluate(
      (from) =>
        sporedb
          .subscribe({ policy: 'shared', from }, () => undefined)
          .ended.then(
            () => 'fine',
            (error: unknown) => (error as { readonly code: string }).code,
          ),
      cursor,
    )
    expect(code).toBe('unknown')
  })

  test('RL-4 certified reads, counts and existence, as a program asks', async () => {
    const seen = await alice.page.evaluate(async () => ({
      certified: await sporedb.read('shared', 'feed/a', 'certified'),
      endorsed: await sporedb.read('shared', 'feed/a', 'endorsed'),
      count: await sporedb.count('shared', { prefix: 'feed/' }),
      all: await sporedb.count('shared'),
      exists: [await sporedb.exists('shared', 'feed/n'), await sporedb.exists('shared', 'feed/none')],
    }))
    expect(seen.certified.certified?.map(({ said }) => said)).toContain('same')
    expect(seen).toMatchObject({
      certified: { value: { text: 'three' } },
      endorsed: { value: { text: 'three' }, tentative: [] },
      count: 3,
      all: 5,
      exists: [true, false],
    })
  })
})
