// Proofs of membership: every item of every small tree, and nothing else.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadHash } from '../../worker/core/codec/hash.ts'
import {
  merkleClimb,
  merklePath,
  merkleRoot,
  merkleSides,
  merkleVerify,
} from '../../worker/core/codec/merkle.ts'

await loadHash()

const itemsOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => new Uint8Array([i, 7]))

describe('merkle paths', () => {
  it('CO-2 prove every item of every tree of up to 70 items', () => {
    for (let count = 1; count <= 70; count++) {
      const items = itemsOf(count)
      const root = merkleRoot(items)
      for (const [index, item] of items.entries()) {
        const path = merklePath(items, index)
        expect(merkleVerify(root, item, { index, count, path })).toBe(true)
        expect(path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(Math.max(2, count))))
      }
    }
  })

  it('CO-2 prove nothing under another index, count, item or root', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(), fc.nat(), (count, one, two) => {
        const items = itemsOf(count)
        const [index, other] = [one % count, two % count]
        const root = merkleRoot(items)
        const path = merklePath(items, index)
        const item = items[index]!
        if (other !== index) {
          expect(merkleVerify(root, items[other]!, { index, count, path })).toBe(false)
          expect(merkleVerify(root, item, { index: other, count, path })).toBe(false)
        }
        expect(merkleVerify(root, item, { index, count, path: path.slice(1) })).toBe(false)
        expect(merkleVerify(root, item, { index, count, path: [...path, root] })).toBe(false)
        expect(merkleVerify(merkleRoot(items.slice(1)), item, { index, count, path })).toBe(false)
        const bent = path.map((each, i) =>
          i === 0 ? each.map((byte, k) => (k === 3 ? byte ^ 1 : byte)) : each,
        )
        expect(merkleVerify(root, item, { index, count, path: bent })).toBe(false)
      }),
    )
  })

  it('CO-2 takes an inner node for no item', () => {
    const items = itemsOf(4)
    const root = merkleRoot(items)
    const [left, right] = [merkleRoot(items.slice(0, 2)), merkleRoot(items.slice(2))]
    const node = new Uint8Array([1, ...left, ...right])
    for (const item of [node, node.slice(1), left]) {
      expect(merkleVerify(root, item, { index: 0, count: 1, path: [] })).toBe(false)
      expect(merkleVerify(root, item, { index: 0, count: 2, path: [right] })).toBe(false)
    }
  })

  it('CO-2 answers nonsense with no', () => {
    const root = merkleRoot(itemsOf(3))
    for (const index of [-1, 3, 0.5, NaN, Infinity, 2 ** 60])
      expect(merkleVerify(root, itemsOf(3)[0]!, { index, count: 3, path: [] })).toBe(false)
    expect(merkleVerify(root, itemsOf(3)[0]!, { index: 0, count: 2, path: [new Uint8Array(31)] })).toBe(false)
    expect(merkleVerify(root, itemsOf(3)[0]!, { index: 0, count: 0, path: [] })).toBe(false)
  })

  it('CO-2 lead from every item of every tree of up to 70 items to its root, by the sides that they describe', () => {
    for (let count = 1; count <= 70; count++) {
      const items = itemsOf(count)
      const root = merkleRoot(items)
      for (const [index, item] of items.entries()) {
        const path = merklePath(items, index)
        const sides = merkleSides(index, count)
        expect(sides).toBeLessThan(2 ** path.length)
        expect(merkleClimb(item, sides, path)).toEqual(root)
        for (let step = 0; step < path.length; step++)
          expect(merkleClimb(item, sides ^ (1 << step), path)).not.toEqual(root)
      }
    }
  })
})
