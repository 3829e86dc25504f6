// A real relay that serves the built pages with its real headers, and nodes in pages of real browsers that meet by invite and
// share a policy. Everything goes through the contract; tests of screens share the relay and the browser only.

import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { createRelay, type Relay } from '../../relay/create-relay.ts'
import type { PolicyId } from '../../worker/rpc/contract.ts'
import { launchBrowser } from './browser.ts'
import { TestNode } from './test-node.ts'
import { until } from './until.ts'

const ROOT = join(import.meta.dirname, '../..')
/** Pages of the app, and pages that exist for tests only. */
export const APP_FOLDER = join(ROOT, 'dist')
export const TEST_PAGES_FOLDER = join(ROOT, 'dist-test')

export const NODE_PAGE = '/test/browser/node.html'
export const SCREENS_PAGE = '/test/browser/node-screens.html'
export const FAULTY_NODE_PAGE = '/test/browser/node-faults.html'

const INVITE_TTL_MS = 600_000

export class World {
  relay: Relay
  readonly browser: Browser
  readonly context: BrowserContext
  /** Errors that pages reported to the console: a test ends with none. */
  readonly complaints: string[] = []
  readonly #appFolder: string

  private constructor(relay: Relay, browser: Browser, context: BrowserContext, appFolder: string) {
    this.relay = relay
    this.browser = browser
    this.context = context
    this.#appFolder = appFolder
  }

  static async open(appFolder = TEST_PAGES_FOLDER): Promise<World> {
    const relay = await createRelay({ port: 0, appFolder })
    const browser = await launchBrowser()
    return new World(relay, browser, await browser.newContext(), appFolder)
  }

  async close(): Promise<void> {
    await this.browser.close()
    await this.relay.close()
  }

  stopRelay(): Promise<void> {
    return this.relay.close()
  }

  /** On the same port, which is where the pages know it. Its identity is a new one. */
  async startRelay(): Promise<void> {
    this.relay = await createRelay({ port: this.relay.port, appFolder: this.#appFolder })
  }

  url(profile: string, page = NODE_PAGE): string {
    return `${this.relay.url}${page}?profile=${profile}`
  }

  /** A page in which the node of that profile runs; locked or empty, as it was left. */
  async openPage(name: string, page = NODE_PAGE, context = this.context): Promise<Page> {
    const opened = await context.newPage()
    opened.on('pageerror', (error) => this.complaints.push(`${name}: ${error.message}`))
    opened.on('console', (message) => {
      // No test page has an icon, and the browser asks for one when it likes.
      const isIcon = message.location().url.endsWith('favicon.ico')
      if (message.type() === 'error' && !isIcon) this.complaints.push(`${name}: ${message.text()}`)
    })
    await opened.goto(this.url(name, page))
    return opened
  }

  /** A new node: identity made, online. */
  async newNode(name: string, page = NODE_PAGE, context = this.context): Promise<TestNode> {
    const node = new TestNode(name, await this.openPage(name, page, context))
    await node.running()
    await node.create()
    await node.goOnline()
    return node
  }

  newNodes(names: readonly string[], page = NODE_PAGE): Promise<readonly TestNode[]> {
    return Promise.all(names.map((name) => this.newNode(name, page)))
  }

  /** Opens the page of a node that was closed, or killed, and unlocks it. */
  async reopen(node: TestNode, page = NODE_PAGE, context = this.context): Promise<void> {
    node.page = await this.openPage(node.name, page, context)
    await node.running()
    await node.unlock()
  }
}

/** By an invite that the guest opens and the inviter confirms: afterwards each has the other in the keyring. */
export async function meet(inviter: TestNode, guest: TestNode): Promise<void> {
  const { fragment } = await inviter.call('invite.create', { ttlMs: INVITE_TTL_MS })
  await guest.call('invite.accept', { text: fragment })
  const meeting = await until(
    `${inviter.name} sees that ${guest.name} came`,
    async () =>
      (await inviter.call('meeting.list', {})).find(
        ({ key, state }) => key === guest.key && state === 'waiting-for-me',
      ),
    { explain: () => guest.call('meeting.list', {}) },
  )
  await inviter.call('meeting.answer', { id: meeting.id, accept: true })
  await until(
    `${guest.name} met ${inviter.name}`,
    async () => (await guest.call('keyring.list', {})).some(({ key }) => key === inviter.key),
    { explain: () => guest.call('meeting.list', {}) },
  )
}

/** The first node makes the policy and offers it; all others accept. Resolves when every pair has a direct link. */
export async function sharePolicy(nodes: readonly TestNode[], f: number, quorum?: number): Promise<PolicyId> {
  const [author, ...others] = nodes as [TestNode, ...TestNode[]]
  const { id } = await author.call('policy.create', {
    draft: {
      name: 'shared',
      comment: '',
      endorsers: nodes.map(({ key, name }) => ({ key, name })),
      f,
      submitters: [],
      ...(quorum === undefined ? {} : { quorum }),
    },
  })
  for (const node of others) {
    await until(
      `${node.name} is offered the policy`,
      async () => (await node.call('policy.list', {})).some((policy) => policy.id === id),
      { explain: () => node.call('network.get', {}) },
    )
    await node.call('policy.accept', { id })
  }
  await allLinked(nodes)
  return id
}

export async function allLinked(nodes: readonly TestNode[]): Promise<void> {
  for (const node of nodes) await node.linkedTo(nodes)
}

/** Nodes that met, and the policy they share. */
export async function mycelium(
  world: World,
  names: readonly string[],
  { f = 1, page = NODE_PAGE }: { f?: number; page?: string } = {},
): Promise<{ readonly nodes: readonly TestNode[]; readonly policy: PolicyId }> {
  const nodes = await world.newNodes(names, page)
  const [first, ...others] = nodes as [TestNode, ...TestNode[]]
  for (const other of others) await meet(first, other)
  return { nodes, policy: await sharePolicy(nodes, f) }
}

/** Two of them, who must both agree to each write. */
export async function pair(
  world: World,
  page = NODE_PAGE,
): Promise<{ readonly alice: TestNode; readonly bob: TestNode; readonly policy: PolicyId }> {
  const { nodes, policy } = await mycelium(world, ['alice', 'bob'], { f: 0, page })
  const [alice, bob] = nodes as [TestNode, TestNode]
  return { alice, bob, policy }
}

/** The same contents on every node, once they have it. */
export async function agreed(nodes: readonly TestNode[], policy: PolicyId): Promise<Record<string, unknown>> {
  return until(
    'all nodes hold the same',
    async () => {
      const all = await Promise.all(nodes.map((node) => node.contents(policy)))
      return new Set(all.map((each) => JSON.stringify(each))).size === 1 && all[0]
    },
    { explain: () => Promise.all(nodes.map((node) => node.report(policy))) },
  )
}
