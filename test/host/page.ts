// What a page asks of a node in the world of `event-world.ts`, and helpers that see its writes through.

import type { OperationInput, Params, ScalarView, WriteView } from '../../worker/rpc/contract.ts'
import { DataCalls } from '../../worker/rpc/data-calls.ts'
import { WriteCalls } from '../../worker/rpc/write-calls.ts'
import { EventWorld } from './event-world.ts'

const world = (seed = 1): Promise<EventWorld> => EventWorld.create({ n: 4, f: 1, seed })
export const num = (number: string): { readonly type: 'number'; readonly number: string } => ({
  type: 'number',
  number,
})
export const str = (text: string): ScalarView => ({ type: 'string', text })

/** A node and what a page may ask of it. */
export class Page {
  readonly net: EventWorld
  readonly node: number
  readonly writes: WriteCalls
  readonly data: DataCalls

  constructor(net: EventWorld, node: number) {
    const { engine, store } = net.node(node)
    this.net = net
    this.node = node
    this.writes = new WriteCalls(engine)
    this.data = new DataCalls(engine, store)
  }

  begin(operations: readonly OperationInput[], over: Partial<Params<'data.write'>> = {}): WriteView {
    return this.writes.write({ policy: this.net.policy, operations, patienceMs: 60_000, ...over })
  }

  state({ id }: WriteView): WriteView {
    return this.writes.get({ id })
  }

  /** Seen through to its end. */
  async write(
    operations: readonly OperationInput[],
    over: Partial<Params<'data.write'>> = {},
  ): Promise<WriteView> {
    const write = this.begin(operations, over)
    for (let i = 0; i < 100 && this.state(write).state === 'waiting'; i++) await this.net.run(50)
    return this.state(write)
  }

  get = (key: string): ReturnType<DataCalls['get']> => this.data.get({ policy: this.net.policy, key })
}

export const pages = async (seed?: number): Promise<readonly Page[]> => {
  const net = await world(seed)
  return [0, 1, 2, 3].map((node) => new Page(net, node))
}

/** Waits for all of these. */
export async function all(
  page: Page,
  writes: readonly (readonly [Page, WriteView])[],
): Promise<readonly WriteView[]> {
  for (let i = 0; i < 400 && writes.some(([at, write]) => at.state(write).state === 'waiting'); i++)
    await page.net.run(50)
  return writes.map(([at, write]) => at.state(write))
}
