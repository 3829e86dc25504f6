// What every Transport must do, as cases that run under vitest in Node (memory, libp2p) and inside a Chromium worker (libp2p over
// the page's WebRTC). Nothing here waits for time to pass: each case waits for what must happen, and what must not happen is
// looked for after something later has happened.
import type { PeerKey, PeerLink, Transport, TransportEvents, Verdict } from '../../worker/network/port.ts'
import { RequestError } from '../../worker/network/port.ts'
import { MAX_FRAME_BYTES, MAX_QUEUE_BYTES, MAX_REQUEST_BYTES } from '../../worker/network/limits.ts'
import { check, rejection, same } from './check.ts'

export interface TransportFixture {
  /** A new transport with a key of its own, not started. */
  make(): Promise<Transport>
  /** Origins of relays that every node of the case uses. */
  readonly relays: readonly string[]
  /** Resolves when `condition` holds; throws naming `what` when it takes too long. */
  until(what: string, condition: () => boolean): Promise<void>
}

interface TestNode {
  readonly transport: Transport
  readonly key: PeerKey
  readonly frames: { readonly from: PeerKey; readonly frame: Uint8Array }[]
  readonly states: string[]
  readonly gossip: string[]
  judge: (text: string) => Verdict
  answer: (from: PeerKey, protocol: string, body: Uint8Array) => Promise<Uint8Array>
  isReachable: boolean
}

export interface TransportCase {
  readonly title: string
  run(world: World): Promise<void>
}

/** The nodes of one case. */
export class World {
  readonly fixture: TransportFixture
  readonly #nodes: TestNode[] = []

  constructor(fixture: TransportFixture) {
    this.fixture = fixture
  }

  async node(): Promise<TestNode> {
    const transport = await this.fixture.make()
    const node: TestNode = {
      transport,
      key: transport.self,
      frames: [],
      states: [],
      gossip: [],
      judge: () => 'accept',
      answer: (_from, _protocol, body) => Promise.resolve(body),
      isReachable: false,
    }
    this.#nodes.push(node)
    transport.setRelays(this.fixture.relays)
    await transport.start(eventsOf(node))
    await this.until('a relay is reserved', () => node.isReachable)
    return node
  }

  until(what: string, condition: () => boolean): Promise<void> {
    return this.fixture.until(what, condition)
  }

  /** Every node wants every other, and all links are direct. */
  async linked(...nodes: readonly TestNode[]): Promise<void> {
    for (const node of nodes) this.want(node, ...nodes)
    await this.until('all links are direct', () =>
      nodes.every((node) =>
        nodes.every((other) => other === node || this.link(node, other)?.state === 'direct'),
      ),
    )
  }

  want(node: TestNode, ...others: readonly TestNode[]): void {
    node.transport.want(others.map(({ key }) => ({ key, relays: this.fixture.relays })))
  }

  link(node: TestNode, other: TestNode): PeerLink | undefined {
    return node.transport.links().find(({ key }) => key === other.key)
  }

  /** A request over whatever connection there is. */
  ask(node: TestNode, other: TestNode, body: Uint8Array, protocol = 'echo'): Promise<Uint8Array> {
    return node.transport.request(other.key, this.fixture.relays, protocol, body)
  }

  async close(): Promise<void> {
    await Promise.all(this.#nodes.map(({ transport }) => transport.stop()))
  }
}

function eventsOf(node: TestNode): TransportEvents {
  return {
    onFrame: (from, frame) => node.frames.push({ from, frame }),
    onPeer: ({ key, state }) => node.states.push(`${key.slice(0, 4)} ${state}`),
    onRequest: (from, protocol, body) => node.answer(from, protocol, body),
    onGossip: (_topic, _from, data) => {
      const text = new TextDecoder().decode(data)
      node.gossip.push(text)
      return Promise.resolve(node.judge(text))
    },
    onStatus: ({ relays }) => (node.isReachable = relays.some(({ state }) => state === 'reserved')),
  }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (data: Uint8Array): string => new TextDecoder().decode(data)
const framesFrom = (node: TestNode, from: TestNode): readonly string[] =>
  node.frames.filter((received) => received.from === from.key).map(({ frame }) => textOf(frame))

const reasonOf = (error: unknown): string => (error instanceof RequestError ? error.failure : String(error))

async function failure(promise: Promise<unknown>): Promise<string> {
  const error = await rejection(promise)
  check(error instanceof RequestError, `expected a RequestError, got ${String(error)}`)
  return error.failure
}

export const TRANSPORT_CASES: readonly TransportCase[] = [
  {
    title: 'links two nodes that want each other, and tells both',
    async run(world) {
      const [a, b] = [await world.node(), await world.node()]
      await world.linked(a, b)
      check(a.states.includes(`${b.key.slice(0, 4)} direct`), 'a was told')
      check(b.states.includes(`${a.key.slice(0, 4)} direct`), 'b was told')
    },
  },
  {
    title: 'does not link to a node that does not want it, and takes no frame for it',
    async run(world) {
      const [a, b] = [await world.node(), await world.node()]
      world.want(a, b)
      await world.until('a tried', () => a.states.some((state) => /gone|relayed/.test(state)))
      same(a.transport.send(b.key, bytes('x')), false, 'frame taken without a link')
      same(b.transport.send(a.key, bytes('x')), false, 'frame taken for a stranger')
      same(b.transport.links().length, 0, 'links of b')
      await world.ask(a, b, bytes('after'))
      same(b.frames.length, 0, 'frames that reached b')
    },
  },
  {
    title: 'links three nodes, each pair directly',
    async run(world) {
      const nodes = [await world.node(), await world.node(), await world.node()]
      await world.linked(...nodes)
      for (const node of nodes)
        for (const other of nodes) if (other !== node) node.transport.send(other.key, bytes(node.key))
      await world.until('every frame came', () => nodes.every(({ frames }) => frames.length === 2))
      for (const node of nodes)
        for (const { from, frame } of node.frames) same(textOf(frame), from, 'the sender named')
    },
  },
  {
    title: 'delivers frames whole and in order, in both directions at once',
    async run(world) {
      const [a, b] = [await world.node(), await world.node()]
      await world.linked(a, b)
      const sent = Array.from({ length: 500 }, (_, n) => `${n}:${'x'.repeat((n * 37) % 3000)}`)
      for (const text of sent) {
        same(a.transport.send(b.key, bytes(text)), true, 'taken by a')
        same(b.transport.send(a.key, bytes(text)), true, 'taken by b')
      }
      await world.until(
        'all frames came',
        () => a.frames.length === sent.length && b.frames.length === sent.length,
      )
      same(framesFrom(b, a), sent, 'what b received')
      same(framesFrom(a, b), sent, 'what a received')
    },
  },
  {
    title: 'carries an empty frame and the largest, and refuses one larger',
    async run(world) {
      const [a, b] = [await world.node(), await world.node()]
      await world.linked(a, b)
      const large = new Uint8Array(MAX_FRAME_BYTES).map((_, n) => n % 251)
      same(a.transport.send(b.key, new Uint8Array(MAX_FRAME_BYTES + 1)), false, 'too large')
      same(a.transport.send(b.key, new Uint8Array()), true, 'empty')
      same(a.transport.send(b.key, large), true, 'largest')
      await world.until('both came', () => b.frames.length === 2)
      same(b.frames[0]?.frame.length, 0, 'length of the empty one')
      const came = b.frames[1]?.frame
      check(
        came?.length === large.length && came.every((byte, n) => byte === n % 251),
        'the largest is whole',
      )
    },
  },
  {
    title: 'refuses frames when its queue for a peer is full, and takes them again later',
    async run(world) {
      const [a, b] = [await world.node(), await world.node()]
      await world.linked(a, b)
      const taken: number[] = []
      const offered = MAX_QUEUE_BYTES / 2 ** 20 + 8
      for (let n = 0; n < offered; n++) {
        const frame = new Uint8Array(2 ** 20)
        frame[0] = n
        if (a.transport.send(b.key, frame)) taken.push(n)
      }
      check(taken.length < offered, 'the queue is bounded')
      check(taken.length > 4, 'the queue holds something')
      await world.until('what was taken came', () => b.frames.length === taken.length)
      same(
        b.frames.map(({ frame }) => frame[0]),
        taken,
        'what came',
      )
      same(a.transport.send(b.key, bytes('again')), true, 'taken again')
      await world.until('it came', () => b.frames.length === taken.length + 1)
    },
  },
  {
    title: 'counts the bytes of a link and measures its round trip',
    async run(world) {
      const [a, b] = [await world.node(), await world.node()]
      await world.linked(a, b)
      a.transport.send(b.key, new Uint8Array(1000))
      await world.until('counted on both sides', () => {
        const [sent, received] = [world.link(a, b)?.bytesOut ?? 0, world.link(b, a)?.bytesIn ?? 0]
        return sent >= 1000 && received >= 1000
      })
      await world.until('measured', () => (world.link(a, b)?.rttMs ?? null) !== null)
    },
  },
  {
    title: 'answers a request from a node that nobody wants',
    async run(world) {
      const [a, b] = [await world.node(), await world.node()]
      b.answer = (from, protocol, body) => Promise.resolve(bytes(`${protocol} ${textOf(body)} ${from}`))
      same(textOf(await world.ask(a, b, bytes('hello'), 'join/1')), `join/1 hello ${a.key}`, 'the answer')
    },
  },
  {
    title: 'answers requests of the largest size over a link, several at once',
    async run(world) {
      const [a, b] = [await world.node(), await world.node()]
      await world.linked(a, b)
      const body = new Uint8Array(MAX_REQUEST_BYTES).map((_, n) => n % 253)
      const answers = await Promise.all([
        world.ask(a, b, body),
        world.ask(b, a, body),
        world.ask(a, b, new Uint8Array()),
      ])
      check(
        answers[0].length === body.length && answers[0].every((byte, n) => byte === n % 253),
        'the answer is whole',
      )
      same(answers[1].length, body.length, 'the other way')
      same(answers[2].length, 0, 'the empty one')
    },
  },
  {
    title: 'says why a request failed',
    async run(world) {
      const [a, b, absent] = [await world.node(), await world.node(), await world.fixture.make()]
      same(
        await failure(a.transport.request(absent.self, world.fixture.relays, 'echo', bytes('x'))),
        'unreachable',
        'absent',
      )
      await absent.stop()
      b.answer = () => Promise.reject(new Error('private reason'))
      same(await failure(world.ask(a, b, bytes('x'))), 'refused', 'refused')
      same(await failure(world.ask(a, b, new Uint8Array(MAX_REQUEST_BYTES + 1))), 'too-large', 'too large')
      same(await failure(world.ask(a, b, bytes('x'), 'No Name')), 'malformed', 'a bad name')
      b.answer = () => new Promise(() => undefined)
      const controller = new AbortController()
      const asked = a.transport.request(b.key, world.fixture.relays, 'echo', bytes('x'), controller.signal)
      controller.abort()
      same(await failure(asked), 'aborted', 'given up')
    },
  },
  {
    title: 'limits how much a stranger may ask',
    async run(world) {
      const [a, b] = [await world.node(), await world.node()]
      const outcomes: string[] = []
      for (let n = 0; n < 40 && !outcomes.includes('busy'); n++)
        outcomes.push(await world.ask(a, b, bytes('x')).then(() => 'answered', reasonOf))
      same(outcomes[0], 'answered', 'the first')
      same(outcomes.at(-1), 'busy', 'the last')
    },
  },
  {
    title: 'says goodbye, so that peers know at once that it stopped',
    async run(world) {
      const [a, b] = [await world.node(), await world.node()]
      await world.linked(a, b)
      await b.transport.stop()
      await world.until('a knows', () => world.link(a, b)?.state !== 'direct')
      same(a.transport.send(b.key, bytes('x')), false, 'frame taken for one that left')
    },
  },
  {
    title: 'ends a link that one side does not want any more, and makes it again when it does',
    async run(world) {
      const [a, b] = [await world.node(), await world.node()]
      await world.linked(a, b)
      world.want(a)
      same(a.transport.links().length, 0, 'links of a')
      await world.until('b knows', () => world.link(b, a)?.state !== 'direct')
      await world.linked(a, b)
      a.transport.send(b.key, bytes('again'))
      await world.until('frames flow again', () => framesFrom(b, a).includes('again'))
    },
  },
  {
    title: 'spreads gossip along links, and only what was accepted',
    async run(world) {
      const [a, b, c] = [await world.node(), await world.node(), await world.node()]
      for (const { transport } of [a, b, c]) transport.subscribe('certificates')
      world.want(a, b)
      world.want(b, a, c)
      world.want(c, b)
      await world.until('a and c are linked to b', () =>
        [a, c].every(
          (node) => world.link(node, b)?.state === 'direct' && world.link(b, node)?.state === 'direct',
        ),
      )
      b.judge = (text) => (text.startsWith('bad') ? 'reject' : text.startsWith('old') ? 'ignore' : 'accept')
      // Subscriptions travel too: the first message goes out until it has arrived.
      for (let n = 0; !c.gossip.some((text) => text.startsWith('hello')); n++) {
        await a.transport.publish('certificates', bytes(`hello ${n}`))
        const seen = n
        await world.until('b heard it', () => b.gossip.includes(`hello ${seen}`) || seen < 50)
        await world.ask(a, b, bytes('a turn later'))
      }
      for (const text of ['bad', 'old', 'good']) await a.transport.publish('certificates', bytes(text))
      await world.until('what is good reached c', () => c.gossip.includes('good'))
      await world.until('b judged all three', () =>
        ['bad', 'old', 'good'].every((text) => b.gossip.includes(text)),
      )
      same(
        c.gossip.filter((text) => text === 'bad' || text === 'old'),
        [],
        'what else reached c',
      )
      check(!a.gossip.includes('good'), 'nothing came back')
    },
  },
  {
    title: 'gossips the same bytes on two topics as two messages',
    async run(world) {
      const [a, b] = [await world.node(), await world.node()]
      for (const { transport } of [a, b]) for (const topic of ['one', 'two']) transport.subscribe(topic)
      await world.linked(a, b)
      for (let n = 0; b.gossip.length === 0; n++) {
        await a.transport.publish('one', bytes(`same ${n}`))
        await a.transport.publish('two', bytes(`same ${n}`))
        await world.ask(a, b, bytes('a turn later'))
      }
      const [text] = b.gossip
      await world.until('it came twice', () => b.gossip.filter((other) => other === text).length === 2)
    },
  },
  {
    title: 'may be stopped twice and before it starts, and does nothing afterwards',
    async run(world) {
      const a = await world.node()
      await a.transport.stop()
      await a.transport.stop()
      same(a.transport.send(a.key, bytes('x')), false, 'frame taken')
      same(await failure(world.ask(a, a, bytes('x'))), 'stopped', 'request')
      const never = await world.fixture.make()
      await never.stop()
    },
  },
]
