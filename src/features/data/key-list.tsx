// The list of keys: only what can be seen is drawn, whatever their number. One stop of the keyboard, with arrows inside.

import { Button } from '@mantine/core'
import {
  memo,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useState,
  useSyncExternalStore,
  type KeyboardEvent,
} from 'react'
import type { PolicyId } from '../../../worker/rpc/contract.ts'
import { useEngine } from '../../engine/context.ts'
import { Empty, FailureNote, Loading } from '../../ui/note.tsx'
import { KeyFeed } from './key-feed.ts'
import classes from './page.module.css'
import { useRowsInView } from './rows-in-view.ts'
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
  const base = useId()
  const [active, setActive] = useState(0)
  const [scroller, { first, end, originPx, heightPx, show }] = useRowsInView(keys.length, ROW_PX)
  useEffect(() => onReach(end), [onReach, end])
  const move = (to: number): void => {
    const index = Math.max(0, Math.min(keys.length - 1, to))
    setActive(index)
    show(index)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key]
    if (step !== undefined) move(step === Infinity || step === -Infinity ? step : active + step)
    else if (event.key === 'Enter' || event.key === ' ') onChoose(keys[active] ?? '')
    else return
    event.preventDefault()
  }
  const choose = useCallback(
    (index: number, key: string) => {
      setActive(index)
      onChoose(key)
    },
    [onChoose],
  )
  return (
    <div
      ref={scroller}
      className={classes['scroller']}
      role="listbox"
      tabIndex={0}
      aria-label={DATA.keys}
      aria-activedescendant={active >= first && active < end ? `${base}-${active}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className={classes['canvas']} style={{ height: heightPx }}>
        {keys.slice(first, end).map((key, row) => (
          <Row
            key={first + row}
            id={`${base}-${first + row}`}
            index={first + row}
            name={key}
            prefix={prefix}
            of={keys.length}
            topPx={originPx + (first + row) * ROW_PX}
            isChosen={key === chosen}
            isActive={first + row === active}
            onChoose={choose}
          />
        ))}
      </div>
    </div>
  )
}

interface RowProps {
  readonly id: string
  readonly index: number
  readonly name: string
  readonly prefix: string
  readonly of: number
  readonly topPx: number
  readonly isChosen: boolean
  readonly isActive: boolean
  readonly onChoose: (index: number, key: string) => void
}

/** The list has the focus and the keys; a row only takes the pointer. Drawn once while it scrolls by. */
const Row = memo(function Row({
  id,
  index,
  name,
  prefix,
  of,
  topPx,
  isChosen,
  isActive,
  onChoose,
}: RowProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      aria-posinset={index + 1}
      aria-setsize={of}
      data-active={isActive}
      className={classes['key']}
      style={{ transform: `translateY(${topPx}px)` }}
      title={name}
      onClick={() => onChoose(index, name)}
    >
      <span className={classes['dim']}>{prefix}</span>
      {name.slice(prefix.length)}
    </div>
  )
})

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE_ROWS,
  PageUp: -PAGE_ROWS,
  Home: -Infinity,
  End: Infinity,
}
