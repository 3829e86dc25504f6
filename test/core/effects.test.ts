// What executing a spore changed, kept for the screens with recent spores and with nothing else.
import { beforeAll, describe, expect, it } from 'vitest'
import { loadHash } from '../../worker/core/codec/hash.ts'
import { packEffects } from '../../worker/core/handle/snapshot-effects.ts'
import { encode } from '../../worker/core/codec/cbor.ts'
import { EFFECT_BYTES_KEPT, MAX_EFFECT_UNITS } from '../../worker/core/limits.ts'
import type { OperationInput, SporeDetails } from '../../worker/rpc/contract.ts'
import type { SporeId } from '../../worker/core/model/ids.ts'
import type { SporeEntry } from '../../worker/core/state.ts'
import { SporeCalls } from '../../worker/rpc/spore-calls.ts'
import type { Page } from '../host/page.ts'
import { num, pages, str } from '../host/page.ts'
import { idOf } from './builders.ts'

beforeAll(loadHash)

/** Enough for what is unwritten to be written back. */
const IDLE_MS = 10_000
const long = `${'x'.repeat(MAX_EFFECT_UNITS - 1)}😀${'x'.repeat(MAX_EFFECT_UNITS)}`

const detailsAt = ({ net, node }: Page, id: SporeId): SporeDetails =>
  new SporeCalls(net.node(node).engine).details({ id })

async function written(page: Page, ...operations: readonly OperationInput[]): Promise<SporeId> {
  const { committed } = await page.write(operations)
  if (committed === undefined) throw new Error('it did not commit')
  await page.net.run(100)
  return committed
}

describe('before and after', () => {
  it('is known at every node that executed the spore, cut where it is long', async () => {
    const all = await pages()
    const [a] = all as readonly [Page]
    await written(a, { op: 'SET', key: 'k', value: str('first') })
    const operations = [
      { op: 'SET', key: 'k', value: str(long) },
      { op: 'SADD', key: 's', value: str('a') },
    ] as const
    const id = await written(a, ...operations)
    for (const page of all) {
      const { effects, bytes } = detailsAt(page, id)
      expect(effects).toEqual([
        {
          key: 'k',
          before: { type: 'string', text: 'first' },
          // Not with half of what the cut would split.
          after: { type: 'string', text: 'x'.repeat(MAX_EFFECT_UNITS - 1), sizeBytes: long.length },
        },
        { key: 's', after: { type: 'set', size: 1 } },
        { key: 's', element: { type: 'string', text: 'a' }, after: { type: 'string', text: '' } },
      ])
      expect(bytes.length).toBeGreaterThan(long.length)
    }
  })

  it('SN-2 is known again after a restart, of every type, whether it was written back or not', async () => {
    const [a] = (await pages()) as readonly [Page]
    const ids = [
      await written(a, { op: 'SET', key: 'k', value: str(long) }),
      await written(a, { op: 'COUNTER', key: 'n', value: num('5'), min: '0' }),
      await written(a, { op: 'ADD', key: 'n', value: num('-2') }, { op: 'DELETE', key: 'k' }),
      await written(a, { op: 'RPUSH', key: 'l', value: num('1') }, { op: 'QADD', key: 'q', value: num('1') }),
      await written(a, {
        op: 'HSET',
        key: 'm',
        field: num('1'),
        value: { type: 'bytes', bytes: Uint8Array.of(1) },
      }),
    ]
    const before = ids.map((id) => detailsAt(a, id).effects)
    expect(before.every((effects) => effects !== undefined)).toBe(true)
    for (const wait of [0, IDLE_MS]) {
      await a.net.run(wait)
      await a.net.boot(0, a.net.crash(0))
      await a.net.run(100)
      expect(ids.map((id) => detailsAt(a, id).effects)).toEqual(before)
    }
  })

  it('is kept of the newest that fit, so that a snapshot stays small', () => {
    const entry = (name: string, chars: number): SporeEntry =>
      ({
        spore: { id: idOf(name) },
        effects: [
          {
            key: 'k',
            element: null,
            before: undefined,
            after: { value: { type: 'string', text: 'x'.repeat(chars) } },
          },
        ],
      }) as unknown as SporeEntry
    const kept = packEffects([
      entry('oldest', 10),
      ...Array.from({ length: 100 }, (_, i) => entry(`${i}`, 1_000)),
      entry('too large', EFFECT_BYTES_KEPT),
      entry('newest', 10),
    ]) as readonly unknown[]
    expect(kept.length).toBeGreaterThan(50)
    expect(kept.length).toBeLessThan(70)
    expect(encode(kept).length).toBeLessThan(EFFECT_BYTES_KEPT + 10)
  })
})
