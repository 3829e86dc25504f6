// A table that scrolls inside its box, by the keyboard too, so that a wide or long one never widens the page.

import type { ReactNode } from 'react'

interface ScrollTableProps {
  /** What is in it, for those who cannot see it. */
  readonly label: string
  readonly columns: readonly string[]
  readonly boxClass: string | undefined
  readonly tableClass?: string | undefined
  /** Set in text, and not as data. */
  readonly prose?: string | undefined
  /** Its rows. */
  readonly children: ReactNode
}

export const ScrollTable = ({ label, columns, boxClass, tableClass, prose, children }: ScrollTableProps) => (
  <div className={boxClass} tabIndex={0} role="group" aria-label={label}>
    <table className={tableClass} data-prose={prose}>
      <thead>
        <tr>
          {columns.map((column, i) => (
            // Columns of a file may be called anything, twice too.
            <th key={i} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
)
