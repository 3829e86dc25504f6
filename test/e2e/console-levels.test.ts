// Reads at each level, at the console of a real mycelium: what is committed, what endorsed spores would make of it, and what
// enough endorsers vouch for, also when too few of them can be asked.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CONSOLE } from '../../src/features/console/strings.ts'
import { mycelium, SCREENS_PAGE, World } from './harness.ts'
import { Person } from './person.ts'
import type { TestNode } from './test-node.ts'

let world: World
let nodes: readonly TestNode[]
let alice: Person

beforeAll(async () => {
  world = await World.open()
  ;({ nodes } = await mycelium(world, ['alice', 'bob', 'carol', 'dave'], { page: SCREENS_PAGE }))
  alice = new Person('alice', nodes[0]!.page)
  await alice.write('SET plan "dig the pond"')
})
afterAll(() => world?.close())

describe('LEVEL', () => {
  test('committed says no more than what it is', async () => {
    const card = await alice.run('GET plan')
    await card.getByText('"dig the pond"').waitFor()
    expect(await card.innerText()).not.toContain(CONSOLE.atLevel.certified)
  })

  test('certified is what f+1 endorsers hold, and says so', async () => {
    await alice.run('LEVEL certified')
    const card = await alice.run('GET plan')
    await card.getByText('"dig the pond"').waitFor()
    await card.getByText(CONSOLE.atLevel.certified).waitFor()
    const none = await alice.run('GET nothing-here')
    await none.getByText('no value').waitFor()
  })

  test('endorsed shows nothing of a spore that too few have endorsed, and says what it is', async () => {
    // Two of four are away, and three must endorse.
    for (const node of nodes.slice(2)) await node.page.close()
    await alice.run('LEVEL endorsed')
    const write = await alice.run('SET plan "fill the pond"')
    await write.getByText('carol').first().waitFor()
    const card = await alice.run('GET plan')
    await card.getByText('"dig the pond"').waitFor()
    await card.getByText(CONSOLE.atLevel.endorsed).waitFor()
  })

  test('certified is refused in words when nobody else can be asked', async () => {
    await nodes[1]!.page.close()
    await alice.run('LEVEL certified')
    const card = await alice.run('GET plan')
    const alert = card.getByRole('alert')
    await alert.waitFor()
    expect(await alert.innerText()).toMatch(/endorsers/u)
    expect(world.complaints).toEqual([])
  })
})
