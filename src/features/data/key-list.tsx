// The list of keys: only what can be seen is drawn, whatever their number. One stop of the keyboard, with arrows inside.

import { Button } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useMemo, useRef, useState, useSyncExternalStore, type KeyboardEvent } from 'react'
import type { PolicyId } from '../../../worker/rpc/contract.ts'
import { useEngine } from '../../engine/context.ts'
import { Empty, FailureNote, Loading } from '../../ui/note.tsx'
import { KeyFeed } from './key-feed.ts'
import classes from './page.module.css'
import { DATA } from './strings.ts'

const ROW_PX = 36
const PAGE_ROWS = 10

export interface KeyListProps {
  readonly policy: PolicyId
  readonly prefix: string
  readonly filter: string
  readonly chosen: string | undefined
  readonly onChoose: (key: string) => void
  readonly onClear: () => void
  readonly onCreate: () => void
}

export function KeyList({ policy, prefix, filter, chosen, onChoose, onClear, onCreate }: KeyListProps) {
  const engine = useEngine()
  const feed = useMemo(() => new KeyFeed(engine, policy, prefix, filter), [engine, policy, prefix, filter])
  const { keys, searched, more, busy, failure, stale } = useSyncExternalStore(feed.subscribe, feed.snapshot)
  const isFiltered = prefix !== '' || filter !== ''
  return (
    <>
      <div className={classes['count']} role="status">
        {busy && filter !== '' ? DATA.searching(searched) : DATA.count(keys.length, more)}
        {stale && (
          <>
            {' · '}
            {DATA.changed}{' '}
            <Button size="compact-xs" variant="default" onClick={feed.refresh}>
              {DATA.refresh}
            </Button>
          </>
        )}
      </div>
      <FailureNote failure={failure}>
        <Button size="compact-sm" variant="default" onClick={feed.retry}>
          {DATA.refresh}
        </Button>
      </FailureNote>
      {keys.length > 0 ? (
        <VirtualKeys keys={keys} prefix={prefix} chosen={chosen} onChoose={onChoose} onReach={feed.reach} />
      ) : busy ? (
        <Loading what="keys" />
      ) : (
        failure === undefined && (
          <Empty title={isFiltered ? DATA.noneTitle : DATA.emptyTitle}>
            <span>{isFiltered ? DATA.noneNext : DATA.emptyNext}</span>
            <Button size="xs" variant="light" onClick={isFiltered ? onClear : onCreate}>
              {isFiltered ? DATA.clear : DATA.create}
            </Button>
          </Empty>
        )
      )}
    </>
  )
}

interface VirtualKeysProps {
  readonly keys: readonly string[]
  readonly prefix: string
  readonly chosen: string | undefined
  readonly onChoose: (key: string) => void
  readonly onReach: (index: number) => void
}

function VirtualKeys({ keys, prefix, chosen, onChoose, onReach }: VirtualKeysProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const base = useId()
  const [active, setActive] = useState(0)
  const virtual = useVirtualizer({
    count: keys.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  })
  const rows = virtual.getVirtualItems()
  const lastShown = rows.at(-1)?.index ?? 0
  useEffect(() => onReach(lastShown), [onReach, lastShown])
  const move = (to: number): void => {
    const index = Math.max(0, Math.min(keys.length - 1, to))
    setActive(index)
    virtual.scrollToIndex(index)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key]
    if (step !== undefined) move(step === Infinity || step === -Infinity ? step : active + step)
    else if (event.key === 'Enter' || event.key === ' ') onChoose(keys[active] ?? '')
    else return
    event.preventDefault()
  }
  const isActiveDrawn = rows.some(({ index }) => index === active)
  return (
    <div
      ref={scroller}
      className={classes['scroller']}
      role="listbox"
      tabIndex={0}
      aria-label={DATA.keys}
      aria-activedescendant={isActiveDrawn ? `${base}-${active}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className={classes['canvas']} style={{ height: virtual.getTotalSize() }}>
        {rows.map(({ index, start }) => {
          const key = keys[index] ?? ''
          return (
            // The list has the focus and the keys; a row only takes the pointer.
            <div
              key={index}
              id={`${base}-${index}`}
              role="option"
              aria-selected={key === chosen}
              aria-posinset={index + 1}
              aria-setsize={keys.length}
              data-active={index === active}
              className={classes['key']}
              style={{ transform: `translateY(${start}px)` }}
              title={key}
              onClick={() => {
                setActive(index)
                onChoose(key)
              }}
            >
              <span className={classes['dim']}>{prefix}</span>
              {key.slice(prefix.length)}
            </div>
          )
        })}
      </div>
    </div>
  )
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE_ROWS,
  PageUp: -PAGE_ROWS,
  Home: -Infinity,
  End: Infinity,
}
