// One honest device of the simulation, through all its lives: the production engine and memory store on a virtual disk,
// clock and network. A crash ends a life at a chosen point of rule W; the disk goes on to the next.

import type { PublicKeyHex, SporeId } from '../../worker/core/model/ids.ts'
import type { CoreState, PolicyState, Stage } from '../../worker/core/state.ts'
import { Engine } from '../../worker/host/engine.ts'
import type { Signing } from '../../worker/host/ports.ts'
import type { WriteBackLimits } from '../../worker/host/write-back.ts'
import { MemoryDisk } from '../../worker/store/memory.ts'
import type { Store } from '../../worker/store/port.ts'
import { StoreError } from '../../worker/store/failure.ts'
import { DeviceClock } from './clock.ts'
import { SimDisk } from './disk.ts'
import type { SimEvent } from './events.ts'
import type { DevicePlan } from './plan.ts'
import { type Random, streamOf } from './random.ts'
import { FeedReader } from './feed-reader.ts'
import type { World } from './world.ts'

export type CrashPoint = 'now' | 'before persist' | 'after persist' | 'between sends'

interface ArmedCrash {
  readonly point: CrashPoint
  readonly downMs: number
  /** Sends that still happen. */
  sends: number
}

/** One life of the process. */
interface Life {
  readonly engine: Engine
  readonly store: Store
  isAlive: boolean
}

export class SimNode {
  readonly index: number
  readonly key: PublicKeyHex
  readonly clock: DeviceClock
  readonly disk = new SimDisk()
  readonly #world: World
  readonly #signing: Signing
  readonly #random: Random
  readonly #writeBack: WriteBackLimits | undefined
  #life: Life | undefined
  #armed: ArmedCrash | undefined
  #diskFreeAt = 0
  /** Stages that were reported, so that each is once. */
  readonly #reported = new Map<SporeId, string>()
  #durableRound = 0
  #notDurable: { readonly id: SporeId; readonly stage: string; readonly round: number }[] = []
  /** Old images that a rollback may bring back. */
  readonly images: MemoryDisk[] = []
  /** A program that follows its feed. */
  readonly #reader = new FeedReader()
  #readFeed = (): void => undefined
  /** How often it was started. */
  lives = 0
  frozenUntil = 0
  syncMs: number
  readonly usualSyncMs: number
  /** Timers come up to so late. */
  lateMs = 0
  fetchFailures = 0
  /** The store refused to go on: as a page that shows an error until it is loaded anew. */
  stopped: unknown

  constructor(
    world: World,
    index: number,
    key: PublicKeyHex,
    signing: Signing,
    device: DevicePlan,
    writeBack: WriteBackLimits | undefined,
  ) {
    this.#world = world
    this.index = index
    this.key = key
    this.#signing = signing
    this.#writeBack = writeBack
    this.syncMs = device.syncMs
    this.usualSyncMs = device.syncMs
    this.#random = streamOf(world.seed, 'node', index)
    this.clock = new DeviceClock(
      {
        now: () => world.now,
        plan: (at, run) => world.planFor(this, at, run),
        lateness: () => (this.lateMs > 0 ? this.#random.below(this.lateMs) : 0),
      },
      device.offsetMs,
      device.rate,
    )
  }

  get isUp(): boolean {
    return this.#life?.isAlive === true
  }

  /** It has read its disk. */
  get isReady(): boolean {
    return this.isUp && this.state.policies.has(this.#world.policy)
  }

  get engine(): Engine {
    if (!this.#life) throw new Error(`node ${this.index} was never started`)
    return this.#life.engine
  }

  get store(): Store {
    if (!this.#life) throw new Error(`node ${this.index} was never started`)
    return this.#life.store
  }

  get state(): CoreState {
    return this.engine.state
  }

  get policy(): PolicyState {
    const policy = this.state.policies.get(this.#world.policy)
    if (!policy) throw new Error(`node ${this.index} has no policy`)
    return policy
  }

  /** Starts on the disk as it is. Connections follow by the world. */
  boot(): void {
    const world = this.#world
    const life = { isAlive: true } as { isAlive: boolean; engine: Engine; store: Store }
    const isAlive = (): boolean => life.isAlive
    this.lives++
    this.stopped = undefined
    this.#notDurable = []
    this.#durableRound = 0
    this.#diskFreeAt = world.now
    const store = this.disk.open({
      isAlive,
      schedule: (write) => {
        const delay = this.syncMs === 0 ? 0 : this.#random.below(this.syncMs + 1)
        this.#diskFreeAt = Math.max(this.#diskFreeAt, world.now) + delay
        world.planFor(this, this.#diskFreeAt, write)
      },
      beforePersist: () => this.#reach('before persist'),
      afterPersist: (round) => {
        world.stored(this.index, round)
        if (isAlive()) this.#reach('after persist')
      },
      told: (round) => this.#durable(round),
      failsToFetch: () => this.fetchFailures > 0 && this.#random.chance(this.fetchFailures),
    })
    const told = (event: () => SimEvent): void => {
      if (isAlive()) world.emit(event())
    }
    life.store = store
    life.engine = new Engine({
      store,
      clock: this.clock.portFor(isAlive),
      signing: this.#signing,
      network: {
        send: (to, bytes) => isAlive() && this.#send(world.indexOf(to), bytes),
        publish: (_policy, bytes) => {
          if (isAlive()) world.publish(this.index, bytes)
        },
      },
      listener: {
        onSpore: (_policy, id) => {
          if (isAlive()) this.#heard(id)
        },
        onChanged: () => undefined,
        onFeed: () => {
          if (isAlive()) this.#readFeed()
        },
        onSilenced: () =>
          told(() => ({ type: 'alarm', at: world.now, node: this.index, message: 'silenced' })),
        onAlarm: (_policy, message) =>
          told(() => ({ type: 'alarm', at: world.now, node: this.index, message })),
        onEvidence: (_policy, id) => {
          const held = [...this.policy.evidence.held.values()].find((each) => each.id === id)
          if (held) told(() => ({ type: 'evidence', at: world.now, node: this.index, ...pick(held) }))
        },
        onStopped: (error) => {
          if (isAlive()) this.#stoppedBy(error)
        },
      },
      decode: (frame) => world.decoded(frame),
      ...(this.#writeBack ? { writeBack: this.#writeBack } : {}),
    })
    this.#life = life
    const follow = (): void => {
      this.#readFeed = this.#reader.begin(store, life.engine.journal, {
        policy: world.policy,
        isAlive,
        nonce: () => this.#signing.nonce(),
        told: (change, again) =>
          told(() => ({ type: 'told', at: world.now, node: this.index, change, again })),
        failed: (why) => {
          if (!world.byzantine.has(this.index))
            world.fails('I19', `node ${this.index} cannot follow its feed: ${why}`)
        },
      })
    }
    life.engine.start([{ id: world.policy, record: world.record }]).then(follow, (error: unknown) => {
      if (isAlive()) this.#stoppedBy(error)
    })
  }

  /**
   * A spore changed, and what the engine tells of is durable. Its state may be further by now, by messages of the round that
   * is being collected: what they decided is reported when that round is durable, too.
   */
  #heard(id: SporeId): void {
    const stage = this.#stageOf(id)
    if (stage === undefined) return
    const round = this.state.roundOpen ? this.state.round : this.state.round - 1
    if (round <= this.#durableRound) this.#report(id, stage)
    else this.#notDurable.push({ id, stage, round })
  }

  #durable(round: number): void {
    this.#durableRound = round
    const due = this.#notDurable.filter((each) => each.round <= round)
    this.#notDurable = this.#notDurable.filter((each) => each.round > round)
    for (const { id, stage } of due) this.#report(id, stage)
  }

  /** With `!` when it is finished: a committed spore may wait for its execution. */
  #stageOf(id: SporeId): string | undefined {
    const { decided, open } = this.policy
    const entry = open.get(id)
    if (entry) return entry.stage === 'open' ? undefined : entry.stage
    const stage = decided.get(id)?.stage
    return stage && `${stage}!`
  }

  /** Each stage once. */
  #report(id: SporeId, now: string): void {
    const before = this.#reported.get(id)
    if (before === now || before === `${now}!`) return
    this.#reported.set(id, now)
    const stage = now.replace('!', '') as Exclude<Stage, 'open'>
    const { now: at } = this.#world
    if (before?.startsWith(stage) !== true)
      this.#world.emit({ type: 'decided', at, node: this.index, spore: id, stage })
    if (now === 'committed!') this.#world.emit({ type: 'executed', at, node: this.index, spore: id })
  }

  /** Decisions that replaying a log brought, of which nobody is told. Going live makes some that are in a round yet to come. */
  reportAll(): void {
    this.#durableRound = Math.max(this.#durableRound, this.disk.lastRound)
    for (const id of [...[...this.policy.decided].map(([each]) => each), ...this.policy.open.keys()])
      this.#heard(id)
  }

  /** Everything that it executed is durable, and told. */
  get isTold(): boolean {
    const { newest } = this.engine.journal.bounds(this.#world.policy)
    const isDurable = !this.state.roundOpen && this.#durableRound >= this.state.round - 1
    return isDurable && this.#reader.seen === newest
  }

  isFinished(id: SporeId): boolean {
    return this.#reported.has(id)
  }

  receive(from: number, bytes: Uint8Array): void {
    if (!this.isUp) return
    const key = this.#world.keys[from] as PublicKeyHex
    if (bytes[1] === 2) {
      const message = this.#world.decoded(bytes)
      if (message?.type === 'certificate') return void this.engine.receiveCertificate(key, message)
    }
    this.engine.receive(key, bytes)
  }

  #send(to: number, bytes: Uint8Array): boolean {
    const armed = this.#armed
    if (armed?.point === 'between sends' && armed.sends-- <= 0) {
      this.#reach('between sends')
      return false
    }
    return this.#world.send(this.index, to, bytes)
  }

  /** The process will end when it reaches this point. */
  arm(crash: { readonly point: CrashPoint; readonly downMs: number; readonly sends: number }): void {
    this.#armed = { ...crash }
    this.#reach('now')
  }

  #reach(point: CrashPoint): void {
    const armed = this.#armed
    if (armed?.point !== point || !this.isUp) return
    this.crash()
    this.#world.plan(this.#world.now + armed.downMs, () => this.#world.restart(this))
  }

  #stoppedBy(error: unknown): void {
    this.stopped = error
    if (!(error instanceof StoreError)) this.#world.fails('stopped', `node ${this.index}: ${describe(error)}`)
    this.crash()
    this.#world.plan(this.#world.now + 500, () => this.#world.restart(this))
  }

  /** The process is gone at this very point. What the network has is under way; what it has not is lost. */
  crash(): void {
    const life = this.#life
    if (!life?.isAlive) return
    life.isAlive = false
    this.#armed = undefined
    life.engine.stop()
    life.store.close()
    if (this.#random.chance(0.5)) this.disk.forgetUnsynced()
    this.#world.emit({ type: 'crashed', at: this.#world.now, node: this.index })
    this.#world.down(this.index)
  }

  /** While it is down: another image of its disk, or none. */
  goBackTo(image: MemoryDisk | undefined): void {
    this.disk.replaceWith(image?.clone() ?? new MemoryDisk())
    this.#reported.clear()
    this.#reader.forget()
  }

  /** Keeps a copy of the disk as it is now. */
  keepImage(): void {
    this.images.push(this.disk.disk.clone())
  }

  /** Faults are over for this device. */
  recover(): void {
    this.#armed = undefined
    this.frozenUntil = 0
    this.syncMs = this.usualSyncMs
    this.lateMs = 0
    this.fetchFailures = 0
    this.disk.disk.capacityBytes = Infinity
  }

  /** Without a trace: the end of the run. */
  end(): void {
    const life = this.#life
    if (!life?.isAlive) return
    life.isAlive = false
    life.engine.stop()
    life.store.close()
  }
}

const pick = ({ code, accused }: { code: string; accused: number }): { code: string; accused: number } => ({
  code,
  accused,
})

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)
