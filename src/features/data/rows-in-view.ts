// Which rows of a long list can be seen, when all are equally tall. It costs the same for a hundred rows and for a million:
// a virtualizer that measures would look at every row again each time the list grows, which is while somebody scrolls.

import { useMergedRef, useResizeObserver } from '@mantine/hooks'
import { useEffect, useRef, useState, type RefCallback } from 'react'
import { flushSync } from 'react-dom'

/** Chromium draws no element taller than 2^25 px, Firefox not even two thirds of that: beyond, the scroll bar is scaled. */
export const MOST_PX = 16_000_000
/** Drawn above and below, so that a wheel's turn finds them there. */
const OVERSCAN = 12

export interface ListShape {
  readonly count: number
  readonly rowPx: number
  readonly viewPx: number
}

/** How tall the canvas is, and how far the rows move for each pixel that it scrolls. */
export function canvasOf({ count, rowPx, viewPx }: ListShape): {
  readonly heightPx: number
  readonly scale: number
} {
  const wholePx = count * rowPx
  if (wholePx <= MOST_PX) return { heightPx: wholePx, scale: 1 }
  return { heightPx: MOST_PX, scale: (wholePx - viewPx) / (MOST_PX - viewPx) }
}

export interface RowsInView {
  readonly first: number
  /** Behind the last. */
  readonly end: number
  /** Where row 0 would stand on the canvas. */
  readonly originPx: number
}

export function rowsInView(shape: ListShape, scrollTop: number): RowsInView {
  const { count, rowPx, viewPx } = shape
  const top = scrollTop * canvasOf(shape).scale
  return {
    first: Math.max(0, Math.min(count, Math.floor(top / rowPx) - OVERSCAN)),
    end: Math.min(count, Math.ceil((top + viewPx) / rowPx) + OVERSCAN),
    originPx: Math.round(scrollTop - top),
  }
}

/** How far to scroll so that the whole row can be seen, and no further. */
export function scrollTopFor(shape: ListShape, index: number, scrollTop: number): number {
  const { scale } = canvasOf(shape)
  const top = scrollTop * scale
  const least = (index + 1) * shape.rowPx - shape.viewPx
  return Math.max(0, Math.min(index * shape.rowPx, Math.max(least, top))) / scale
}

interface DrawnRows extends RowsInView {
  readonly heightPx: number
  readonly show: (index: number) => void
}

export function useRowsInView(
  count: number,
  rowPx: number,
): readonly [ref: RefCallback<HTMLElement>, rows: DrawnRows] {
  const scroller = useRef<HTMLElement>(null)
  const [observe, { height: viewPx }] = useResizeObserver<HTMLElement>()
  const [scrollTop, setScrollTop] = useState(0)
  const shape: ListShape = { count, rowPx, viewPx }
  const { heightPx, scale } = canvasOf(shape)
  useEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    const onScroll = (): void => {
      const { scrollTop: top } = element
      // Within a row nothing else is to be drawn, unless rows move by themselves.
      const next = scale === 1 ? top - (top % rowPx) : top
      // Drawn before the frame that scrolls is shown: later, rows would be missing from it.
      flushSync(() => setScrollTop(next))
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => element.removeEventListener('scroll', onScroll)
  }, [scale, rowPx])
  const show = (index: number): void => {
    const element = scroller.current
    if (element) element.scrollTop = scrollTopFor(shape, index, element.scrollTop)
  }
  return [useMergedRef(scroller, observe), { ...rowsInView(shape, scrollTop), heightPx, show }]
}
