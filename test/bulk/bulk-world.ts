// Imports on a real node of a small mycelium in one process, and what they told.
import { BulkCalls } from '../../worker/rpc/bulk-calls.ts'
import type { BulkJobView, BulkMapping, BulkStart } from '../../worker/rpc/contract.ts'
import { DataCalls } from '../../worker/rpc/data-calls.ts'
import { Cluster } from '../host/cluster.ts'

export const MAPPING: BulkMapping = {
  into: 'value',
  key: '{k}',
  value: 'v',
  fields: [],
  read: 'auto',
  keep: false,
}

export class BulkWorld {
  readonly cluster: Cluster
  readonly told: BulkJobView[] = []
  readonly stops: string[] = []
  bulk: BulkCalls
  readonly #waiting = new Set<() => void>()

  private constructor(cluster: Cluster) {
    this.cluster = cluster
    this.bulk = this.#calls()
  }

  static async create(): Promise<BulkWorld> {
    const world = new BulkWorld(await Cluster.create({ n: 4, f: 1 }))
    await world.bulk.open()
    return world
  }

  data(node: number): DataCalls {
    const { engine, store } = this.cluster.nodes[node]!
    return new DataCalls(engine, store)
  }

  callsOf(node: number): BulkCalls {
    const { engine, store } = this.cluster.nodes[node]!
    return new BulkCalls(engine, store, this.cluster.clock, this.data(node), (event) => {
      if (event.type === 'bulk') this.told.push(event.job)
      if (event.type === 'stopped') this.stops.push(event.report)
      for (const wake of [...this.#waiting]) wake()
    })
  }

  #calls(): BulkCalls {
    return this.callsOf(0)
  }

  start(
    text: string,
    mapping: Partial<BulkMapping> = {},
    over: Partial<BulkStart> = {},
  ): Promise<BulkJobView> {
    return this.bulk.begin({
      policy: this.cluster.policy,
      source: new Blob([text]),
      name: 'file.csv',
      format: 'csv',
      mapping: { ...MAPPING, ...mapping },
      ...over,
    })
  }

  /** The last thing told of it that is so. */
  until(id: string, is: (job: BulkJobView) => boolean): Promise<BulkJobView> {
    return new Promise((resolve) => {
      const check = (): void => {
        const job = this.told.findLast((each) => each.id === id)
        if (job === undefined || !is(job)) return
        this.#waiting.delete(check)
        resolve(job)
      }
      this.#waiting.add(check)
      check()
    })
  }

  ended = (id: string): Promise<BulkJobView> =>
    this.until(id, ({ state }) => state === 'done' || state === 'failed')

  /** The process dies in the middle of what it does, and begins anew on its disk. */
  async crash(): Promise<void> {
    this.bulk.stop()
    this.cluster.crash(0)
    await this.cluster.restart(0)
    this.bulk = this.#calls()
    await this.bulk.open()
  }

  async number(node: number, key: string): Promise<string | undefined> {
    const { value } = await this.data(node).get({ policy: this.cluster.policy, key })
    return value?.type === 'number' ? value.number : undefined
  }

  async exported(node: number, format: 'csv' | 'json' | 'jsonl', prefix?: string): Promise<string> {
    const calls = this.callsOf(node)
    let text = ''
    for (let from: Awaited<ReturnType<BulkCalls['export']>>['next'] | undefined; ;) {
      const part = await calls.export({
        policy: this.cluster.policy,
        format,
        ...(prefix === undefined ? {} : { prefix }),
        ...(from === undefined ? {} : { from }),
      })
      text += new TextDecoder().decode(part.bytes)
      from = part.next
      if (from === undefined) return text
    }
  }

  /** Every node has executed what this one has. */
  async settled(keys: readonly string[]): Promise<void> {
    const versions = async (node: number): Promise<string> => {
      const reads = keys.map((key) => this.data(node).get({ policy: this.cluster.policy, key }))
      return (await Promise.all(reads)).map(({ version }) => version.text).join()
    }
    const wanted = await versions(0)
    for (const node of [1, 2, 3]) while ((await versions(node)) !== wanted) await this.cluster.nextChange()
  }
}
