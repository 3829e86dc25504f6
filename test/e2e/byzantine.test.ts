// Four pages of a real Chromium, and one of them lies with its real key: two histories, both votes on one spore, endorsements
// that exclude each other, silence, and late words. The other three agree on every value and commit throughout; once the
// lies come together they show the evidence, with both signed messages, to anybody who looks.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EVIDENCE } from '../../src/features/evidence/strings.ts'
import type { EvidenceView, PolicyId } from '../../worker/rpc/contract.ts'
import type { Behaviour } from '../browser/node-api.ts'
import { agreed, FAULTY_NODE_PAGE, meet, SCREENS_PAGE, sharePolicy, World } from './harness.ts'
import { isDecided } from './outcome.ts'
import { set, type TestNode } from './test-node.ts'
import { until } from './until.ts'

let world: World
let honest: readonly TestNode[]
let dave: TestNode
let policy: PolicyId

beforeAll(async () => {
  world = await World.open()
  honest = await world.newNodes(['alice', 'bob', 'carol'], SCREENS_PAGE)
  dave = await world.newNode('dave', FAULTY_NODE_PAGE)
  const nodes = [...honest, dave]
  for (const other of nodes.slice(1)) await meet(nodes[0]!, other)
  policy = await sharePolicy(nodes, 1)
})
afterAll(() => world?.close())

let writes = 0

/** One write each that nobody disputes, and one key that all three want at once. */
async function write(during: Behaviour): Promise<void> {
  const round = `${++writes}, ${during}`
  const free = await Promise.all(
    honest.map((node) => node.submit(policy, [set(`${round}: of ${node.name}`, node.name)])),
  )
  const contested = await Promise.all(
    honest.map((node) => node.submit(policy, [set(`${round}: of all`, node.name)])),
  )
  await Promise.all(honest.flatMap((node) => free.map((id) => node.committed(id))))
  const ends = await until(
    `the contested writes end alike everywhere in round ${round}`,
    async () => {
      const seen = await Promise.all(
        honest.map((node) => Promise.all(contested.map((id) => node.spore(id).catch(() => undefined)))),
      )
      return seen.flat().every((spore) => spore !== undefined && isDecided(spore)) && seen
    },
    { explain: () => Promise.all(honest.map((node) => node.report(policy))) },
  )
  const winners = ends.map((spores) => spores.findIndex((spore) => spore?.stage === 'committed'))
  expect(new Set(winners).size).toBe(1)
  await agreed(honest, policy)
}

const evidenceOf = (node: TestNode): Promise<readonly EvidenceView[]> =>
  node.call('evidence.list', { policy })

async function provenTo(code: EvidenceView['code']): Promise<void> {
  for (const node of honest)
    await until(
      `${node.name} has evidence ${code}`,
      async () =>
        (await evidenceOf(node)).some((each) => each.code === code && each.accused.key === dave.key),
      { explain: () => evidenceOf(node) },
    )
}

test('the others agree and commit while one endorser lies, keeps silent and tells late', async () => {
  for (const behaviour of ['honest', 'withhold', 'two-histories', 'both-votes', 'conflicting'] as const) {
    await dave.fault('behave', behaviour)
    await write(behaviour)
    if (behaviour === 'withhold') expect(await dave.fault('reveal')).toBeGreaterThan(0)
    if (behaviour === 'two-histories') {
      await dave.fault('reveal')
      await provenTo('P1')
    }
    if (behaviour === 'both-votes') {
      // The second vote stands in its next message.
      await dave.call('data.submit', { policy, operations: [set('more', 'of dave')] })
      await provenTo('P2')
    }
  }
  // Which rivals meet is up to chance.
  await until('dave endorsed two that exclude each other', async () => {
    await write('conflicting')
    return (await evidenceOf(honest[0]!)).some(({ code }) => code === 'P3')
  })
  await provenTo('P3')
  for (const node of honest)
    for (const { accused, countsAsFaulty } of await evidenceOf(node))
      expect({ accused: accused.key, countsAsFaulty }).toEqual({ accused: dave.key, countsAsFaulty: true })
})

test('their screens show it: who, both signed messages, and every check once more', async () => {
  for (const { page, name } of honest) await looksAtEvidence(page, name)
  expect(world.complaints.filter((each) => !each.startsWith('dave'))).toEqual([])
})

async function looksAtEvidence(page: Page, name: string): Promise<void> {
  const banner = page.getByRole('status').filter({ hasText: 'dave is proven faulty' })
  await banner.getByRole('link', { name: EVIDENCE.see }).click()
  await page.getByRole('link', { name: 'Two histories' }).click()
  await page.getByRole('heading', { level: 1, name: 'Two histories' }).waitFor()
  const messages = page.getByRole('article')
  expect(await messages.count(), name).toBe(2)
  for (const message of await messages.all()) expect(await message.textContent()).toContain('dave')
  const signatures = await messages.locator('dd').allTextContents()
  expect(signatures.filter((each) => /^[0-9a-f]{128}$/u.test(each))).toHaveLength(2)
  expect(await messages.getByText(EVIDENCE.differs, { exact: true }).count()).toBeGreaterThanOrEqual(2)

  await page.getByRole('button', { name: EVIDENCE.verify, exact: true }).press('Enter')
  await page.getByText(EVIDENCE.valid).waitFor()
  const checks = page.getByRole('list', { name: EVIDENCE.checks }).getByRole('listitem')
  expect(await checks.count()).toBeGreaterThan(2)
  expect(await checks.locator(`[aria-label="${EVIDENCE.failed}"]`).count()).toBe(0)
}
