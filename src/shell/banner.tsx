// A line above the content that says what is the matter and what can be done.

import type { ReactNode } from 'react'
import classes from './shell.module.css'

export function Banner({
  children,
  actions,
  tone = 'plain',
}: {
  readonly children: ReactNode
  readonly actions?: ReactNode
  readonly tone?: 'plain' | 'bad'
}) {
  return (
    <div role="status" className={classes['banner']} data-tone={tone}>
      <span className={classes['bannerText']}>{children}</span>
      {actions !== undefined && <div className={classes['bannerActions']}>{actions}</div>}
    </div>
  )
}
