// Fields in a row with the button that sends them, also by Enter.

import { Button } from '@mantine/core'
import classes from './page.module.css'

interface LineProps {
  readonly label: string
  readonly busy: boolean
  readonly isWrong: boolean
  readonly onSubmit: () => void
  readonly children: React.ReactNode
}

export function Line({ label, busy, isWrong, onSubmit, children }: LineProps) {
  return (
    <form
      className={classes['line']}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isWrong) onSubmit()
      }}
    >
      {children}
      <Button type="submit" variant="light" loading={busy} disabled={isWrong}>
        {label}
      </Button>
    </form>
  )
}
