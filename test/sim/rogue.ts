// A byzantine client: its key may write, and it builds spores as it pleases. Double spends, spores shown to too few, locks
// on everything, one intent or nonce twice, bases that were never or are no more, deadlines that are games, garbage.

import { bundleDigest, makeBundle, makeSpore } from '../../worker/core/codec/spore-codec.ts'
import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import type { Base, Operation } from '../../worker/core/model/operation.ts'
import type { Spore } from '../../worker/core/model/spore.ts'
import type { Scalar } from '../../worker/core/model/value.ts'
import { exactPart, recordAt } from '../../worker/core/rules/version.ts'
import type { Knowledge } from './knowledge.ts'
import type { RogueAct, RogueClientPlan } from './plan.ts'
import { type Random, streamOf } from './random.ts'
import { simSignature } from './signing.ts'
import { number, text } from './workload.ts'
import type { World } from './world.ts'

interface Changes {
  readonly nonce?: string
  readonly intent?: string
  readonly deadline?: number
}

export class Rogue {
  readonly #world: World
  readonly #plan: RogueClientPlan
  readonly #key: PublicKeyHex
  readonly #random: Random
  readonly #knowledge: Knowledge
  #nonces = 0

  constructor(world: World, plan: RogueClientPlan, knowledge: Knowledge) {
    this.#world = world
    this.#plan = plan
    this.#key = world.keys[plan.node] as PublicKeyHex
    this.#random = streamOf(world.seed, 'rogue acts', plan.id)
    this.#knowledge = knowledge
  }

  start(): void {
    for (const act of this.#plan.acts) this.#world.plan(this.#world.now + act.atMs, () => this.#act(act))
  }

  #act(act: RogueAct): void {
    const { name, keys, to } = act
    const world = this.#world
    const detail = `rogue client ${this.#plan.node}: ${name}, shown to ${to.join(',')}`
    world.emit({ type: 'fault', at: world.now, name: `client: ${name}`, detail })
    const half = this.#random.some(to, 0.5)
    const rest = to.filter((i) => !half.includes(i))
    const key = keys[0] ?? 'text-cold0'
    const one = (changes: Changes = {}, base = this.#base(key)): Spore =>
      this.#spore([this.#set(key, base)], changes)
    switch (name) {
      case 'double-spend':
        this.#show([one()], half)
        return this.#show([one()], rest)
      case 'overspend': {
        // As much as there is, three times, each shown to others: every two of them together are too much.
        const held = this.#balance(keys)
        const debits = [0, 1, 2].map(() =>
          this.#spore([{ ...this.#set(held.key, held.base), op: 'ADD', argument: held.debit }]),
        )
        for (const [i, debit] of debits.entries())
          this.#show(
            [debit],
            to.filter((_, at) => at % 3 !== i),
          )
        return
      }
      case 'partial-dissemination':
        return this.#show([one()], to.slice(0, 1))
      case 'lock-spam':
        for (let i = 0; i < 5; i++)
          this.#show([this.#spore(keys.map((each) => this.#set(each, this.#base(each))))], to)
        return
      case 'huge-footprint': {
        const names = Array.from({ length: act.chance < 0.5 ? 64 : 63 }, (_, i) => `text-huge${i}`)
        return this.#show(
          [this.#spore([key, ...names].slice(0, 64).map((each) => this.#set(each, this.#base(each))))],
          to,
        )
      }
      case 'same-intent': {
        const intent = 'ab'.repeat(16)
        return this.#show(
          [one({ intent }), this.#spore([this.#set(keys[1] ?? key, this.#base(keys[1] ?? key))], { intent })],
          to,
        )
      }
      case 'same-nonce': {
        const nonce = 'cd'.repeat(16)
        this.#show([one({ nonce })], half)
        return this.#show([one({ nonce })], rest)
      }
      case 'stale-base':
        return this.#show([one({}, plain(Math.max(0, (this.#base(key).path[0] ?? 0) - 1)))], to)
      case 'future-base':
        return this.#show([one({}, plain((this.#base(key).path[0] ?? 0) + this.#random.between(1, 3)))], to)
      case 'deadline-past':
        return this.#show([one({ deadline: world.now - this.#random.below(5_000) })], to)
      case 'deadline-far':
        return this.#show(
          [one({ deadline: world.now + world.record.maxTimeoutMs + this.#random.below(30_000) })],
          to,
        )
      case 'wrong-types':
        return this.#show(
          [this.#spore([{ ...this.#set(key, this.#base(key)), op: 'ADD', argument: text('no number') }])],
          to,
        )
      case 'garbage': {
        const bytes = Uint8Array.from({ length: 60 }, () => this.#random.below(256))
        for (const each of to) world.network.send(this.#plan.node, each, bytes)
        return
      }
      case 'replay': {
        const all = [...this.#knowledge.bundles.values()]
        for (const each of to)
          if (all.length > 0) world.network.send(this.#plan.node, each, this.#random.pick(all).wire)
        return
      }
    }
  }

  /** The key as the most advanced node has it; exact half the time. */
  #base(key: string): Base {
    const records = this.#world.running[0]?.policy.records
    if (!records || records.missing([key]).length > 0) return plain(0)
    const record = recordAt(records, key)
    if (this.#random.chance(0.5)) return plain(record.x)
    return { path: [record.x], w: record.w, ...exactPart(record) }
  }

  /** A bounded counter among these keys, if there is one, and half of what it holds. */
  #balance(keys: readonly string[]): { readonly key: string; readonly base: Base; readonly debit: Scalar } {
    const records = this.#world.running[0]?.policy.records
    for (const key of keys) {
      if (!records || records.missing([key]).length > 0) continue
      const { value, x } = recordAt(records, key)
      if (value?.type !== 'counter') continue
      const half = (value.number.m + 1n) / 2n
      return { key, base: plain(x), debit: { type: 'number', number: { m: -half, s: value.number.s } } }
    }
    const key = keys[0] ?? 'bound-cold0'
    return { key, base: plain(this.#base(key).path[0] ?? 0), debit: number('-5') }
  }

  #set(key: string, base: Base): Operation {
    const value = key.startsWith('count')
      ? number(String(this.#random.below(100)))
      : text(`rogue ${this.#random.below(100)}`)
    return { op: 'SET', key, sub: null, argument: value, base }
  }

  #spore(operations: readonly Operation[], changes: Changes = {}): Spore {
    const nonce = (++this.#nonces).toString(16).padStart(30, '0')
    return makeSpore({
      policy: this.#world.policy,
      era: 0,
      emitter: this.#key,
      nonce: `${(this.#plan.id + 240).toString(16)}${nonce}`,
      intent: null,
      deadline: this.#world.now + this.#random.between(500, 6_000),
      requirements: [],
      operations,
      ...changes,
    })
  }

  #show(spores: readonly Spore[], to: readonly number[]): void {
    if (to.length === 0) return
    const digest = bundleDigest(
      this.#key,
      spores.map(({ id }) => id),
    )
    const bundle = makeBundle(spores, simSignature(this.#key, digest))
    if (!bundle) return
    for (const each of to) this.#world.network.send(this.#plan.node, each, bundle.wire)
    for (const liar of this.#world.liars) this.#world.network.send(this.#plan.node, liar, bundle.wire)
  }
}

const plain = (...path: number[]): Base => ({ path, w: null, c: null, h: null })
