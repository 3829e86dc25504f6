// A word about a thing's state, with a shape for its kind: solid for settled, ring for under way, hollow for gone or none.

import type { ReactNode } from 'react'
import classes from './chip.module.css'

export type ChipKind = 'settled' | 'underway' | 'none' | 'bad'

export function Chip({ kind, children }: { readonly kind: ChipKind; readonly children: ReactNode }) {
  return (
    <span className={classes['chip']} data-kind={kind}>
      <span className={classes['dot']} aria-hidden="true" />
      {children}
    </span>
  )
}
