// The list itself: only what can be seen is drawn. While somebody reads further down, rows change in place and keep their
// order; what is new waits above until they want it.

import { Button } from '@mantine/core'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import type { SporeId, SporeView } from '../../../worker/rpc/contract.ts'
import { useEngineState } from '../../engine/context.ts'
import { useNames } from '../../engine/names.ts'
import { ROUTE } from '../../routes.ts'
import { policyName, sporeWords } from '../../ui/spore-words.ts'
import { StageShape } from '../../ui/stage-shape.tsx'
import { When } from '../../ui/when.tsx'
import classes from './page.module.css'
import { hold } from './selection.ts'
import { SPORES } from './strings.ts'
import { summary } from './view-model.ts'

const ROW_PX = 64

export function SporeList({ listed }: { readonly listed: readonly SporeView[] }) {
  const list = useRef<HTMLUListElement>(null)
  const [top, setTop] = useState(0)
  const [order, setOrder] = useState<readonly SporeId[] | undefined>(undefined)
  const { rows, news } = hold(listed, order)
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), [])
  const keyAt = useCallback((index: number) => rows[index]?.id ?? index, [rows])
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_PX,
    overscan: 8,
    scrollMargin: top,
    getItemKey: keyAt,
    onChange: ({ scrollOffset }) => {
      const isReading = (scrollOffset ?? 0) > top
      setOrder((held) => (isReading ? (held ?? listed.map(({ id }) => id)) : undefined))
    },
  })
  return (
    <>
      {news > 0 && (
        <div className={classes['news']} role="status">
          <Button
            size="xs"
            onClick={() => {
              setOrder(undefined)
              window.scrollTo({ top: 0 })
            }}
          >
            {SPORES.newOnes(news)}
          </Button>
        </div>
      )}
      <ul
        ref={list}
        className={classes['list']}
        aria-label={SPORES.list}
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const spore = rows[index]
          return (
            spore !== undefined && (
              <li
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                data-stage={spore.stage}
                aria-posinset={index + 1}
                aria-setsize={rows.length}
                className={classes['row']}
                style={{ transform: `translateY(${start - top}px)` }}
              >
                <SporeRow spore={spore} />
              </li>
            )
          )
        })}
      </ul>
    </>
  )
}

function SporeRow({ spore }: { readonly spore: SporeView }) {
  const nameOf = useNames()
  const policies = useEngineState((state) => state.policies)
  const words = sporeWords(spore, nameOf)
  return (
    <Link href={ROUTE.spore(spore.id)} className={classes['link']}>
      <StageShape stage={spore.stage} endorsed={words.endorsed} quorum={spore.quorum} />
      <span className={classes['what']}>
        <code className={classes['operations']}>{summary(spore)}</code>
        <span className={classes['meta']}>
          <strong>{words.stage}</strong>
          {words.undecided && words.progress !== '' && `, ${words.progress}`}
          {words.explanation !== '' && `. ${words.explanation}`}
        </span>
      </span>
      <span className={classes['aside']}>
        <span>{`${policyName(policies, spore.policy)} · ${SPORES.by(spore.mine ? SPORES.you : nameOf(spore.emitter))}`}</span>
        <When at={spore.receivedAt} />
      </span>
    </Link>
  )
}
