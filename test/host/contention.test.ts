// Hot keys (protocol 3.7, L1): many clients, one key, links of a millisecond, virtual time.

import { describe, expect, it } from 'vitest'
import type { Intended } from '../../worker/core/input.ts'
import { EventWorld } from './event-world.ts'
import { add, set } from './cluster.ts'

interface Result {
  readonly perSecond: number
  /** Commits of each client. */
  readonly byClient: readonly number[]
}

const CLIENTS = 16

/** Each client writes, waits for the outcome, and writes again. Four endorsers and four more nodes carry two or three each. */
async function contend(
  operation: (client: number, turn: number) => Intended,
  seconds: number,
): Promise<Result> {
  const world = await EventWorld.create({ n: 4, f: 1, submitters: 2 })
  const byClient = new Array<number>(CLIENTS).fill(0)
  const clientOf = new Map<string, number>()
  const begin = (client: number): void => {
    const request = { operations: [operation(client, byClient[client]!)], patienceMs: 60_000 }
    clientOf.set(world.write(client % 6, request).id, client)
  }
  world.onWrite = (_node, { id, state }) => {
    const client = clientOf.get(id)
    if (client === undefined) return
    if (state === 'refused' || state === 'given-up') throw new Error('a blind write ends with a commit')
    if (state !== 'committed') return
    byClient[client]!++
    world.at(world.now, () => {
      begin(client)
    })
  }
  for (let client = 0; client < CLIENTS; client++)
    world.at(world.now, () => {
      begin(client)
    })
  const before = world.now
  await world.run(seconds * 1_000)
  const total = byClient.reduce((sum, each) => sum + each, 0)
  return { perSecond: (total * 1_000) / (world.now - before), byClient }
}

describe('sixteen clients, links of 1 ms, n = 4', () => {
  it('TU-9 SET of one key: at least 30 commits a second, and nobody starves', async () => {
    const { perSecond, byClient } = await contend((client, turn) => set('k', `${client} ${turn}`), 1)
    console.log(`SET of one key: ${perSecond.toFixed(0)} commits/s, by client ${byClient.join(' ')}`)
    expect(perSecond).toBeGreaterThanOrEqual(30)
    expect(Math.min(...byClient)).toBeGreaterThan(0)
  }, 60_000)

  it('TU-9 ADD on one key is within a fifth of ADD on distinct keys', async () => {
    const one = await contend(() => add('n', '1'), 0.15)
    const distinct = await contend((client) => add(`n${client}`, '1'), 0.15)
    console.log(
      `ADD on one key: ${one.perSecond.toFixed(0)}/s, on distinct ones: ${distinct.perSecond.toFixed(0)}/s`,
    )
    expect(one.perSecond).toBeGreaterThanOrEqual(0.8 * distinct.perSecond)
  }, 60_000)
})
