import { describe, expect, it } from 'vitest'
import {
  canvasOf,
  type ListShape,
  MOST_PX,
  rowsInView,
  scrollTopFor,
} from '../../../src/features/data/rows-in-view.ts'

const shapeOf = (count: number): ListShape => ({ count, rowPx: 36, viewPx: 400 })
const SHORT = shapeOf(1_000)
const LONG = shapeOf(3_000_000)

describe('the rows that can be seen', () => {
  it('are those of a list with one pixel for each of its own, with some around', () => {
    expect(canvasOf(SHORT)).toEqual({ heightPx: 36_000, scale: 1 })
    expect(rowsInView(SHORT, 0)).toEqual({ first: 0, end: 24, originPx: 0 })
    expect(rowsInView(SHORT, 3_600)).toEqual({ first: 88, end: 124, originPx: 0 })
    expect(rowsInView(SHORT, 36_000 - 400).end).toBe(1_000)
  })

  it('are none of an empty list, and few before it is known how tall the screen is', () => {
    expect(rowsInView(shapeOf(0), 0)).toEqual({ first: 0, end: 0, originPx: 0 })
    expect(rowsInView({ ...SHORT, viewPx: 0 }, 0).end).toBeLessThan(20)
  })

  it('stay within the list when it became shorter than it is scrolled', () => {
    const { first, end } = rowsInView(SHORT, 1_000_000)
    expect([first, end]).toEqual([1_000, 1_000])
  })

  it('reach to the last of a list that no browser draws whole, each where it is seen', () => {
    const { heightPx } = canvasOf(LONG)
    expect(heightPx).toBe(MOST_PX)
    expect(rowsInView(LONG, 0).first).toBe(0)
    const bottom = heightPx - LONG.viewPx
    const { end, originPx } = rowsInView(LONG, bottom)
    expect(end).toBe(LONG.count)
    expect(originPx + LONG.count * LONG.rowPx).toBe(heightPx)
  })

  it.each([SHORT, LONG])(
    'of $count rows hold whichever is to be shown, moved no further than needed',
    (shape) => {
      for (const index of [0, 1, 500, shape.count - 1]) {
        const top = scrollTopFor(shape, index, 0)
        const { originPx } = rowsInView(shape, top)
        const rowTop = originPx + index * shape.rowPx
        expect(rowTop).toBeGreaterThanOrEqual(Math.floor(top))
        expect(rowTop + shape.rowPx).toBeLessThanOrEqual(Math.ceil(top) + shape.viewPx)
        expect(scrollTopFor(shape, index, top)).toBeCloseTo(top, 3)
      }
    },
  )
})
