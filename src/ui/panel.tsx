// A titled part of a screen: a region that a screen reader can jump to.

import { useId, type ReactNode } from 'react'
import classes from './panel.module.css'

export interface PanelProps {
  readonly title: string
  readonly aside?: ReactNode
  /** `attention` is for what waits for the person, `bad` for what went wrong for good. */
  readonly tone?: 'plain' | 'attention' | 'bad'
  readonly children: ReactNode
}

export function Panel({ title, aside, tone = 'plain', children }: PanelProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={classes['panel']} data-tone={tone}>
      <div className={classes['head']}>
        <h2 id={id} className={classes['title']}>
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  )
}
