// Builds `globalThis.sporedb` over the engine. It must never reach anything that unlocks, reveals, invites or wipes: the
// methods it calls are spelled out below and there is no way to name another.

import type { MethodName, Params, PolicyId, RecordView, Returns } from '../../worker/rpc/contract.ts'
import type { Engine } from './engine.ts'
import { EngineError } from './engine-error.ts'
import { MAX_PROGRAM_CALLS, MAX_WATCHES } from './limits.ts'
import { createOutcomes } from './outcome.ts'
import {
  cursorArgument,
  keyArgument,
  levelArgument,
  limitArgument,
  operationsArgument,
  policyArgument,
  prefixArgument,
  proofArgument,
  sporeArgument,
  valueArgument,
} from './program-arguments.ts'
import { createProgramFiles, type FileMethod } from './program-files.ts'
import type { ProgramStatus, SporeDb, SubmitOptions } from './program-types.ts'
import type { Boot, EngineStore } from './store.ts'
import { createSubscriptions } from './subscriptions.ts'

type DataMethod = Extract<MethodName, `data.${string}` | `proof.${string}`> | FileMethod

interface Watch {
  readonly policy: PolicyId
  readonly key: string
  readonly callback: (record: RecordView) => void
  /** A read is under way; `again` when the key changed meanwhile. */
  reading: boolean
  again: boolean
}

export function createProgramApi(engine: Engine, store: EngineStore, build: string): SporeDb {
  const outcomes = createOutcomes(engine)
  const subscribe = createSubscriptions(engine, store)
  const watches = new Set<Watch>()
  let underWay = 0

  const policyOf = (policy: unknown): PolicyId => policyArgument(policy, store.getState().policies)

  async function ask<Name extends DataMethod>(
    method: Name,
    params: () => Params<Name>,
  ): Promise<Returns<Name>> {
    if (underWay >= MAX_PROGRAM_CALLS)
      throw new EngineError({ code: 'busy', message: `At most ${MAX_PROGRAM_CALLS} calls at a time` })
    underWay++
    try {
      return await engine.call(method, params())
    } finally {
      underWay--
    }
  }

  async function refresh(watch: Watch): Promise<void> {
    if (watch.reading) {
      watch.again = true
      return
    }
    watch.reading = true
    try {
      const record = await engine
        .call('data.get', { policy: watch.policy, key: watch.key })
        .catch(() => undefined)
      if (record !== undefined && watches.has(watch)) tell(watch, record)
    } finally {
      watch.reading = false
    }
    if (takeAgain(watch)) await refresh(watch)
  }

  engine.subscribe((event) => {
    if (event.type !== 'changed') return
    for (const watch of watches)
      if (watch.policy === event.policy && (event.more || event.keys.includes(watch.key))) void refresh(watch)
  })

  store.subscribe(({ boot }, { boot: before }) => {
    if (boot.phase === before.phase) return
    if (boot.phase === 'stopped' || boot.phase === 'moved') outcomes.abandon()
    if (boot.phase === 'running') for (const watch of watches) void refresh(watch)
  })

  return Object.freeze<SporeDb>({
    ...createProgramFiles(ask, store, policyOf),
    async submit(policy, operations, options = {}) {
      if (outcomes.isFull)
        throw new EngineError({ code: 'busy', message: 'Too many spores are still undecided' })
      const { id } = await ask('data.submit', () => ({
        policy: policyOf(policy),
        operations: operationsArgument(operations),
        ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
        ...conditionsOf(options),
      }))
      return { id, committed: outcomes.ofSpore(id) }
    },
    async write(policy, operations, options = {}) {
      if (outcomes.isFull)
        throw new EngineError({ code: 'busy', message: 'Too many writes are still undecided' })
      const { id } = await ask('data.write', () => ({
        policy: policyOf(policy),
        operations: operationsArgument(operations),
        ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }),
        ...(options.retryChanged === undefined ? {} : { retryChanged: options.retryChanged }),
        ...conditionsOf(options),
      }))
      return { id, committed: outcomes.ofWrite(id) }
    },
    async get(policy, key) {
      return (await ask('data.get', () => ({ policy: policyOf(policy), key: keyArgument(key) }))).value
    },
    read(policy, key, level = 'committed') {
      return ask('data.get', () => ({
        policy: policyOf(policy),
        key: keyArgument(key),
        level: levelArgument(level),
      }))
    },
    async version(policy, key) {
      return (await ask('data.get', () => ({ policy: policyOf(policy), key: keyArgument(key) }))).version
    },
    members(policy, key, page = {}) {
      return ask('data.members', () => ({
        policy: policyOf(policy),
        key: keyArgument(key),
        limit: limitArgument(page.limit),
        ...(page.after === undefined ? {} : { after: valueArgument(page.after, 'after') }),
      }))
    },
    contains(policy, key, value) {
      return ask('data.contains', () => ({
        policy: policyOf(policy),
        key: keyArgument(key),
        value: valueArgument(value),
      }))
    },
    fields(policy, key, page = {}) {
      return ask('data.fields', () => ({
        policy: policyOf(policy),
        key: keyArgument(key),
        limit: limitArgument(page.limit),
        ...(page.after === undefined ? {} : { after: valueArgument(page.after, 'after') }),
      }))
    },
    async field(policy, key, field) {
      const asked = () => ({
        policy: policyOf(policy),
        key: keyArgument(key),
        field: valueArgument(field, 'field'),
      })
      return (await ask('data.field', asked)).value
    },
    range(policy, key, from, to) {
      return ask('data.range', () => ({ policy: policyOf(policy), key: keyArgument(key), from, to }))
    },
    queue(policy, key, page = {}) {
      return ask('data.queue', () => ({
        policy: policyOf(policy),
        key: keyArgument(key),
        limit: limitArgument(page.limit),
        ...(page.after === undefined ? {} : { after: cursorArgument(page.after, 'after') }),
      }))
    },
    slice(policy, key, from, to) {
      return ask('data.slice', () => ({ policy: policyOf(policy), key: keyArgument(key), from, to }))
    },
    keys(policy, page = {}) {
      return ask('data.keys', () => ({
        policy: policyOf(policy),
        limit: limitArgument(page.limit),
        ...(page.prefix === undefined ? {} : { prefix: page.prefix }),
        ...(page.after === undefined ? {} : { after: page.after }),
      }))
    },
    async count(policy, page = {}) {
      const { count } = await ask('data.count', () => ({
        policy: policyOf(policy),
        ...(page.prefix === undefined ? {} : { prefix: prefixArgument(page.prefix) }),
      }))
      return count
    },
    async exists(policy, key) {
      const { value } = await ask('data.get', () => ({ policy: policyOf(policy), key: keyArgument(key) }))
      return value !== undefined
    },
    watch(policy, key, callback) {
      if (watches.size >= MAX_WATCHES)
        throw new EngineError({ code: 'busy', message: `At most ${MAX_WATCHES} keys are watched at a time` })
      const watch: Watch = {
        policy: policyOf(policy),
        key: keyArgument(key),
        callback,
        reading: false,
        again: false,
      }
      watches.add(watch)
      void refresh(watch)
      return () => void watches.delete(watch)
    },
    subscribe({ policy, prefix, from }, onChange) {
      return subscribe(
        {
          policy: policyOf(policy),
          ...(prefix === undefined ? {} : { prefix: prefixArgument(prefix) }),
          ...(from === undefined ? {} : { from: cursorArgument(from, 'from') }),
        },
        onChange,
      )
    },
    async prove(id) {
      return (await ask('proof.make', () => ({ id: sporeArgument(id) }))).proof
    },
    verifyProof(proof, policy) {
      return ask('proof.verify', () => ({
        proof: proofArgument(proof),
        ...(policy === undefined ? {} : { policy: policyOf(policy) }),
      }))
    },
    status() {
      const { boot, identity, profile, network } = store.getState()
      return {
        phase: PHASE[boot.phase],
        identity: identity?.phase ?? 'none',
        name: identity?.name,
        key: identity?.key,
        profile,
        build,
        online: network?.online ?? false,
      }
    },
    policies: () => store.getState().policies ?? [],
    peers: () => store.getState().network?.peers ?? [],
  })
}

const conditionsOf = ({
  requirements,
  intent,
}: SubmitOptions): Pick<Params<'data.submit'>, 'requirements' | 'intent'> => ({
  ...(requirements === undefined
    ? {}
    : {
        requirements: requirements.map(({ key, mode, version }) => ({
          key: keyArgument(key),
          mode,
          ...(version === undefined ? {} : { version }),
        })),
      }),
  ...(intent === undefined ? {} : { intent }),
})

const PHASE: Readonly<Record<Boot['phase'], ProgramStatus['phase']>> = {
  starting: 'starting',
  running: 'running',
  elsewhere: 'elsewhere',
  moved: 'elsewhere',
  unsupported: 'stopped',
  'bad-profile': 'stopped',
  stopped: 'stopped',
}

/** True when the key changed while it was being read, so that the value told may be old already. */
function takeAgain(watch: Watch): boolean {
  const { again } = watch
  watch.again = false
  return again
}

/** An error of the program's own is its own: it surfaces as one, and the other watches go on. */
function tell(watch: Watch, record: RecordView): void {
  try {
    watch.callback(record)
  } catch (error) {
    reportError(error)
  }
}
