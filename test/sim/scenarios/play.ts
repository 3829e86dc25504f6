// What the scenarios of this folder say to the stage they are played on: frames held or lost by rule, a client whose key the
// scenario holds, byzantine endorsers that say what they are told, and questions about what is so at every node.

import { bundleDigest, makeBundle, makeSpore } from '../../../worker/core/codec/spore-codec.ts'
import type { IntendedRequirement } from '../../../worker/core/input.ts'
import type { Item } from '../../../worker/core/model/batch.ts'
import type { PublicKeyHex, SporeId } from '../../../worker/core/model/ids.ts'
import type { Message } from '../../../worker/core/model/message.ts'
import type { Operation } from '../../../worker/core/model/operation.ts'
import type { SlotRecord } from '../../../worker/core/model/slot-record.ts'
import type { Spore } from '../../../worker/core/model/spore.ts'
import { recordAt } from '../../../worker/core/rules/version.ts'
import type { PolicyState } from '../../../worker/core/state.ts'
import { heldAt, shownValue } from '../checkers/records.ts'
import type { SimEvent } from '../events.ts'
import type { Said } from '../liar.ts'
import type { Stage } from '../scenario.ts'
import { simSignature } from '../signing.ts'
import type { CrashPoint, SimNode } from '../sim-node.ts'
import type { World } from '../world.ts'

type Fate = 'deliver' | 'hold' | 'drop'
type SporeChanges = Partial<Pick<Spore, 'nonce' | 'intent' | 'requirements'>> & {
  readonly timeoutMs?: number
}

export class Play {
  readonly world: World
  readonly #stage: Stage
  readonly #said: { readonly node: number; readonly item: Item }[] = []
  readonly #rogue: number
  #nonces = 0

  constructor(stage: Stage) {
    this.#stage = stage
    this.world = stage.world
    this.#rogue = stage.world.keys.length - 1
    stage.world.on((event) => this.#hear(event))
  }

  note(words: string): void {
    this.#stage.tell(words)
  }

  #hear(event: SimEvent): void {
    if (event.type === 'stored')
      for (const { header, items } of event.batches)
        if (header.endorser === event.node)
          for (const item of items) this.#said.push({ node: event.node, item })
  }

  /** Virtual time goes by. */
  async passes(milliseconds: number): Promise<void> {
    const until = this.world.now + milliseconds
    await this.world.runUntil(until)
    this.world.now = Math.max(this.world.now, until)
    this.verdict()
  }

  /** Until something is so, or too long. */
  async waits(what: string, isSo: () => boolean, atMost = 30_000): Promise<void> {
    const until = this.world.now + atMost
    await this.world.runUntil(until, isSo)
    this.verdict()
    this.expect(what, isSo())
  }

  expect(what: string, isSo: boolean): void {
    this.#stage.claim(what, isSo)
    if (!isSo) throw new Error(`it is not so that ${what}`)
  }

  /** Throws what a checker found. */
  verdict(): void {
    if (this.world.violation) throw this.world.violation
  }

  // ---- what clients do ----------------------------------------------------------------------------------------------

  /** A spore of the stage's own client, nobody has it yet. */
  build(operations: readonly Operation[], changes: SporeChanges = {}): Spore {
    const { timeoutMs = 2_000, ...rest } = changes
    return makeSpore({
      policy: this.world.policy,
      era: 0,
      emitter: this.world.keys[this.#rogue] as PublicKeyHex,
      nonce: (++this.#nonces).toString(16).padStart(32, 'c'),
      intent: null,
      deadline: this.world.now + timeoutMs,
      requirements: [],
      operations,
      ...rest,
    })
  }

  /** The client shows it to these. */
  show(spore: Spore, to: readonly number[]): void {
    const emitter = this.world.keys[this.#rogue] as PublicKeyHex
    const bundle = makeBundle([spore], simSignature(emitter, bundleDigest(emitter, [spore.id])))
    if (!bundle) throw new Error('one spore is a bundle')
    this.world.submitted(this.#rogue, spore)
    for (const node of to) this.world.send(this.#rogue, node, bundle.wire)
  }

  /** Through an honest node, on what that node knows. */
  async write(
    node: number,
    operations: readonly Pick<Operation, 'op' | 'key' | 'sub' | 'argument' | 'more'>[],
    {
      requirements = [],
      timeoutMs = 5_000,
    }: { requirements?: readonly IntendedRequirement[]; timeoutMs?: number } = {},
  ): Promise<SporeId> {
    const { engine, clock } = this.node(node)
    const intended = operations.map(({ op, key, sub, argument, more }) => ({
      op,
      key,
      sub,
      argument,
      ...(more && { more }),
    }))
    const submission = { policy: this.world.policy, operations: intended, requirements }
    const answer = engine.submit({ ...submission, deadline: clock.now() + timeoutMs })
    await this.world.settle()
    const result = await answer
    if (!result.ok) throw new Error(result.reason.message)
    return result.value
  }

  // ---- what goes wrong ----------------------------------------------------------------------------------------------

  /** From now on this decides about every frame; `message` is undefined for garbage. */
  frames(fate: (from: number, to: number, message: Message | undefined) => Fate): void {
    this.world.network.rule = (from, to, bytes) => fate(from, to, this.world.decoded(bytes))
  }

  /** Held frames arrive, and no rule is left. */
  release(): void {
    this.world.network.rule = undefined
    this.world.network.release()
  }

  /** These and the others no longer hear each other. Returns how it ends. */
  part(...side: readonly number[]): () => void {
    const { network, keys } = this.world
    const others = [...keys.keys()].filter((index) => !side.includes(index))
    const cuts = side.flatMap((a) => others.flatMap((b) => [network.cut(a, b), network.cut(b, a)]))
    for (const a of side) for (const b of others) network.close(a, b)
    return () => {
      for (const mend of cuts) mend()
      network.connectAll()
    }
  }

  crash(node: number, point: CrashPoint = 'now', downMs = 500): void {
    this.node(node).arm({ point, downMs, sends: 0 })
  }

  /** The byzantine endorser signs this and shows it to these. */
  says(liar: number, items: readonly Item[], to: readonly number[]): Said {
    return this.#stage.says(liar, items, to)
  }

  /** What it signed before is shown to others, too. */
  reveals(liar: number, said: Said, to: readonly number[]): void {
    this.#stage.liar(liar).show(said, to)
  }

  /** Two batches under one number, each shown to some. */
  forks(
    liar: number,
    first: readonly Item[],
    second: readonly Item[],
    to: readonly [readonly number[], readonly number[]],
  ): void {
    this.#stage.liar(liar).fork(first, second, to, false)
  }

  // ---- what is so ---------------------------------------------------------------------------------------------------

  node(index: number): SimNode {
    return this.#stage.node(index)
  }

  policy(index: number): PolicyState {
    return this.node(index).policy
  }

  get honest(): readonly number[] {
    return this.world.honest.map(({ index }) => index)
  }

  /** 'unknown' to a node that has no body. */
  stage(node: number, id: SporeId): string {
    const { decided, open } = this.policy(node)
    return decided.get(id)?.stage ?? open.get(id)?.stage ?? 'unknown'
  }

  isEverywhere(id: SporeId, ...stages: readonly string[]): boolean {
    return this.honest.every((node) => stages.includes(this.stage(node, id)))
  }

  /** What an honest endorser said of a spore, in order. */
  saidOf(node: number, id: SporeId): readonly Item['type'][] {
    return this.#said
      .filter(({ node: who, item }) => who === node && item.spore === id)
      .map(({ item }) => item.type)
  }

  recordOf(node: number, slot: string): SlotRecord {
    return recordAt(this.policy(node).records, slot)
  }

  value(node: number, slot: string): string {
    const held = heldAt(this.policy(node), slot)
    return held === undefined || held === 'unloaded' ? 'nothing' : shownValue(held.record.value)
  }

  version(node: number, slot: string): string {
    const held = heldAt(this.policy(node), slot)
    if (held === undefined || held === 'unloaded') return 'none'
    return `${held.path.join('.')} ${held.record.cs.toArray().sort().join()}`
  }
}
