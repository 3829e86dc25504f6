// Short messages in place: what failed and what to do, what is still empty, what is loading. Never colour alone: each has
// an icon and words.

import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import { Skeleton, VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import type { CallFailure } from '../../worker/rpc/contract.ts'
import classes from './note.module.css'

export function FailureNote({
  failure,
  children,
}: {
  readonly failure: CallFailure | undefined
  readonly children?: ReactNode
}) {
  if (failure === undefined) return null
  return (
    <div role="alert" className={classes['note']} data-tone="bad">
      <IconAlertTriangle size={20} aria-hidden="true" />
      <div>
        <strong>{failure.message}</strong>
        {failure.action !== undefined && <div>{failure.action}</div>}
        {children}
      </div>
    </div>
  )
}

export function InfoNote({
  tone = 'plain',
  children,
}: {
  readonly tone?: 'plain' | 'wait'
  readonly children: ReactNode
}) {
  return (
    <div className={classes['note']} data-tone={tone}>
      <IconInfoCircle size={20} aria-hidden="true" />
      <div>{children}</div>
    </div>
  )
}

/** Says what is missing and what to do next; the next action goes into `children`. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className={classes['empty']}>
      <strong>{title}</strong>
      {children}
    </div>
  )
}

export function Loading({ what }: { readonly what: string }) {
  return (
    <div aria-busy="true" className={classes['loading']}>
      <VisuallyHidden>{`Loading ${what}…`}</VisuallyHidden>
      <Skeleton height={18} width="40%" />
      <Skeleton height={44} />
      <Skeleton height={44} />
    </div>
  )
}
