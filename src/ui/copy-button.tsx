// Copies text and says whether it worked. The label stays: a button that renames itself confuses.

import { Button } from '@mantine/core'
import { IconCheck, IconCopy, IconX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import classes from './copy-button.module.css'

const SHOWN_MS = 2_500
const SAID = { idle: '', done: 'Copied', failed: 'Not copied: this browser refused' } as const

export interface CopyButtonProps {
  readonly text: string
  readonly label: string
  readonly variant?: 'default' | 'filled' | 'subtle'
  readonly size?: 'xs' | 'compact-xs'
}

export function CopyButton({ text, label, variant = 'default', size = 'xs' }: CopyButtonProps) {
  const [state, setState] = useState<keyof typeof SAID>('idle')
  useEffect(() => {
    if (state === 'idle') return undefined
    const timer = setTimeout(() => setState('idle'), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [state])
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setState('done'),
      () => setState('failed'),
    )
  }
  const Icon = state === 'done' ? IconCheck : state === 'failed' ? IconX : IconCopy
  return (
    <span className={classes['copy']}>
      <Button
        variant={variant}
        size={size}
        onClick={copy}
        leftSection={<Icon size={16} aria-hidden="true" />}
      >
        {label}
      </Button>
      <span role="status" className={classes['said']}>
        {SAID[state]}
      </span>
    </span>
  )
}
