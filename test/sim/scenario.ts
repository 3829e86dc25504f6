// Directed scenarios: a few devices, every step chosen by hand, and a trace that tells the story. What a scenario
// claims is checked twice: by its own words, and by all the invariants that random runs are checked by.

import type { Intended, IntendedRequirement } from '../../worker/core/input.ts'
import type { Item } from '../../worker/core/model/batch.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { Message } from '../../worker/core/model/message.ts'
import { slotOf } from '../../worker/core/model/slot.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import { contentsOf } from '../host/inspect.ts'
import { Adversary } from './byzantine.ts'
import { checkers } from './checkers/all.ts'
import { Liar, type Said } from './liar.ts'
import { CALM } from './network.ts'
import type { CrashPoint, SimNode } from './sim-node.ts'
import { Trace } from './trace.ts'
import { World } from './world.ts'

export interface Cast {
  /** Endorsers; 4 of which 1 may be faulty where nothing is said. */
  readonly n?: number
  readonly f?: number
  readonly quorum?: number
  readonly fast?: boolean
  /** Endorsers played by the scenario. */
  readonly liars?: readonly number[]
  readonly replicas?: number
  readonly submitters?: number
  /** Keys whose clients the scenario plays. */
  readonly rogues?: number
  readonly linkMs?: number
  readonly maxTimeoutMs?: number
}

export interface Scenario {
  /** As in section 1 and 14 of the protocol: S1, L3, V12. */
  readonly name: string
  readonly title: string
  readonly cast: Cast
  readonly play: (stage: Stage) => Promise<void>
}

export const scenario = (
  name: string,
  title: string,
  cast: Cast,
  play: (stage: Stage) => Promise<void>,
): Scenario => ({ name, title, cast, play })

type Fits = (from: number, to: number, message: Message | undefined) => boolean

export class Stage {
  readonly world: World
  readonly trace = new Trace()
  readonly #liars = new Map<number, Liar>()
  readonly #spores = new Map<SporeId, Spore>()
  #holds: Fits[] = []
  #failure: string | undefined

  private constructor(world: World) {
    this.world = world
  }

  static async open(cast: Cast): Promise<Stage> {
    const { n = 4, f = 1, replicas = 0, submitters = 0, rogues = 0, liars = [] } = cast
    const world = await World.create({
      seed: 1,
      n,
      f,
      replicas,
      submitters,
      rogues,
      maxTimeoutMs: cast.maxTimeoutMs ?? 60_000,
      weather: { ...CALM, leastMs: cast.linkMs ?? 10 },
      devices: [],
      liars: new Set(liars),
      ...(cast.quorum === undefined ? {} : { quorum: cast.quorum }),
      ...(cast.fast === undefined ? {} : { fast: cast.fast }),
    })
    const stage = new Stage(world)
    world.on((event) => {
      stage.trace.on(event, world)
      if (event.type === 'submitted') stage.#spores.set(event.spore.id, event.spore)
    })
    for (const checker of checkers()) world.on((event) => checker.on(event, world))
    for (const index of liars) stage.#liars.set(index, new Liar(world, index))
    world.network.rule = (from, to, bytes) =>
      stage.#holds.some((fits) => fits(from, to, world.decoded(bytes))) ? 'hold' : 'deliver'
    await world.start()
    return stage
  }

  /** A line of the story. */
  tell(words: string): void {
    this.trace.note(this.world.now, `— ${words}`)
  }

  node(index: number): SimNode {
    const node = this.world.nodes[index]
    if (!node) throw new Error(`${index} is played, not run`)
    return node
  }

  liar(index: number): Liar {
    const liar = this.#liars.get(index)
    if (!liar) throw new Error(`${index} is no liar of this scenario`)
    return liar
  }

  /** A liar signs this and shows it to these. */
  says(index: number, items: readonly Item[], to: readonly number[]): Said {
    this.tell(`liar ${index} shows the following to ${to.length > 0 ? to.join(', ') : 'nobody yet'}`)
    return this.liar(index).say(items, to)
  }

  /** It goes on without its script: as a liar with these habits in random runs. */
  release(index: number, habits: ConstructorParameters<typeof Adversary>[1][number]['habits']): void {
    new Adversary(this.world, [{ index, as: 'liar', habits }])
  }

  /** A client of this node writes; the spore once it is durable there. Undefined when it was refused or lost. */
  async submit(
    index: number,
    operations: readonly Intended[],
    options: { readonly requirements?: readonly IntendedRequirement[]; readonly timeoutMs?: number } = {},
  ): Promise<Spore> {
    const node = this.node(index)
    const { requirements = [], timeoutMs = 5_000 } = options
    const deadline = node.clock.now() + timeoutMs
    const result = await node.engine.submit({
      policy: this.world.policy,
      operations,
      requirements,
      deadline,
    })
    if (!result.ok) throw new Error(`refused: ${result.reason.message}`)
    await this.until(() => this.#spores.has(result.value), 1_000)
    const spore = this.#spores.get(result.value)
    if (!spore) throw new Error('the spore was not stored')
    return spore
  }

  nameOf = ({ id }: Pick<Spore, 'id'>): string => this.trace.nameOf(id)

  async advance(ms: number): Promise<void> {
    await this.world.runUntil(this.world.now + ms)
  }

  /** Until it is so, at most this long. */
  async until(isSo: () => boolean, mostMs = 30_000): Promise<void> {
    await this.world.runUntil(this.world.now + mostMs, isSo)
    await this.world.settle()
  }

  /** Frames like this wait on their way until they are let go. */
  hold(words: string, fits: Fits): { letGo: () => void } {
    this.tell(`held: ${words}`)
    this.#holds.push(fits)
    return {
      letGo: () => {
        this.tell(`let go: ${words}`)
        this.#holds = this.#holds.filter((each) => each !== fits)
        this.world.network.release((from, to, bytes) => fits(from, to, this.world.decoded(bytes)))
      },
    }
  }

  /** Nothing passes between these two groups; both notice when `told`. */
  part(one: readonly number[], other: readonly number[], told = false): { heal: () => void } {
    this.tell(`${one.join(', ')} and ${other.join(', ')} are cut off from each other`)
    const { network } = this.world
    const pairs = one.flatMap((a) => other.map((b) => [a, b] as const))
    const undo = pairs.flatMap(([a, b]) => [network.cut(a, b), network.cut(b, a)])
    if (told) for (const [a, b] of pairs) network.close(a, b)
    return {
      heal: () => {
        this.tell(`${one.join(', ')} and ${other.join(', ')} reach each other again`)
        for (const each of undo) each()
        for (const [a, b] of pairs) network.connect(a, b)
      },
    }
  }

  /** At the next such point; back after `downMs`. */
  crash(index: number, point: CrashPoint, downMs: number, sends = 0): void {
    if (point !== 'now') this.tell(`endorser ${index} will crash ${point}`)
    this.node(index).arm({ point, downMs, sends })
  }

  stageOf(index: number, { id }: Pick<Spore, 'id'>): string {
    const { open, decided } = this.node(index).policy
    return decided.get(id)?.stage ?? open.get(id)?.stage ?? 'unknown'
  }

  everywhere(spore: Pick<Spore, 'id'>, stage: string): boolean {
    return this.world.running.every(({ index }) => this.stageOf(index, spore) === stage)
  }

  /** Value and version of a key, or of an element of a set, at a node. */
  async read(index: number, key: string, element?: string): Promise<string> {
    const slot = slotOf(key, element === undefined ? null : { type: 'string', text: element })
    const node = this.node(index)
    return contentsOf(node.store, node.policy, [slot])
  }

  /** What a scenario claims; the first claim that is wrong ends it. */
  claim(words: string, isTrue: boolean): void {
    this.trace.note(this.world.now, `${isTrue ? '✓' : '✗'} ${words}`)
    if (!isTrue) this.#failure ??= words
  }

  /** Everything works again: all must come to rest. */
  async rest(): Promise<void> {
    this.#holds = []
    this.world.network.release()
    this.world.network.heal()
    for (const node of this.world.nodes) {
      node?.recover()
      if (node && !node.isUp) this.world.restart(node)
    }
    await this.advance(5)
    this.world.network.connectAll()
    this.world.emit({ type: 'healed', at: this.world.now })
    await this.until(() => this.world.running.every(({ policy }) => policy.open.size === 0), 60_000)
    await this.advance(3_000)
    this.world.emit({ type: 'quiet', at: this.world.now })
  }

  get failure(): string | undefined {
    return this.world.violation?.message ?? this.#failure
  }
}

export interface Played {
  readonly lines: readonly string[]
  readonly failure: string | undefined
}

export async function playScenario({ name, title, cast, play }: Scenario): Promise<Played> {
  const stage = await Stage.open(cast)
  stage.trace.lines.unshift(`${name}: ${title}`)
  try {
    await play(stage)
    if (stage.failure === undefined) await stage.rest()
  } catch (error) {
    if (stage.failure === undefined)
      stage.claim(error instanceof Error ? error.message : String(error), false)
  } finally {
    stage.world.end()
  }
  if (stage.failure !== undefined) stage.trace.note(stage.world.now, `FAILED: ${stage.failure}`)
  return { lines: stage.trace.lines, failure: stage.failure }
}
