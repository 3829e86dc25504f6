// A key as people meet it everywhere: picture, name, and what is said about it underneath.

import type { ReactNode } from 'react'
import type { PublicKeyHex } from '../../worker/rpc/contract.ts'
import { Identicon } from './identicon.tsx'
import classes from './person.module.css'

export interface PersonProps {
  readonly of: PublicKeyHex
  readonly name: string
  readonly note?: ReactNode
  readonly size?: number
  readonly children?: ReactNode
}

export function Person({ of, name, note, size = 36, children }: PersonProps) {
  return (
    <div className={classes['person']}>
      <Identicon of={of} size={size} />
      <div className={classes['words']}>
        <span className={classes['name']}>{name}</span>
        {note !== undefined && <span className={classes['note']}>{note}</span>}
      </div>
      {children}
    </div>
  )
}
