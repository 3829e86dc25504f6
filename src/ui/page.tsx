// The frame of every screen: one h1, the tab's title, and the focus on it after a change of screen, so that a keyboard and a
// screen reader start where the eye does.

import { useEffect, useRef, type ReactNode } from 'react'
import { useEngineState } from '../engine/context.ts'
import classes from './page.module.css'

export interface PageProps {
  readonly title: string
  readonly intro?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** The first screen of a visit doesn't take the focus: nothing was chosen yet. */
let visited = false

export function Page({ title, intro, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const profile = useEngineState((state) => state.profile)
  useEffect(() => {
    document.title = profile === '' ? `${title} · SporeDB` : `${title} · SporeDB (${profile})`
  }, [title, profile])
  useEffect(() => {
    if (visited) heading.current?.focus()
    visited = true
  }, [])
  return (
    <div className={classes['page']}>
      <header className={classes['header']}>
        <h1 ref={heading} tabIndex={-1} className={classes['title']}>
          {title}
        </h1>
        {actions !== undefined && <div className={classes['actions']}>{actions}</div>}
      </header>
      {intro !== undefined && <p className={classes['intro']}>{intro}</p>}
      {children}
    </div>
  )
}
