// The bounds of a number: those of a counter are set anew together with the number, and a number without gets some. As in the
// console, they are not changed while others add: it begins the counter anew, and is refused when the key has changed.

import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ValueView } from '../../../worker/rpc/contract.ts'
import { Line } from './edit-line.tsx'
import type { EditorProps } from './editors.tsx'
import classes from './page.module.css'
import { EDIT } from './strings.ts'
import { counterOperation, isCounter } from './view-model.ts'

interface Typed {
  readonly value: string
  readonly min: string
  readonly max: string
}

const LABEL = { value: EDIT.newNumber, min: EDIT.min, max: EDIT.max } as const

interface BoundsProps extends EditorProps {
  readonly shown: ValueView & { readonly type: 'number' }
}

export function BoundsEditor({ record, busy, onWrite, shown }: BoundsProps) {
  const [typed, setTyped] = useState<Typed | undefined>(undefined)
  const text = typed ?? { value: shown.number, min: shown.min ?? '', max: shown.max ?? '' }
  const made = counterOperation({ key: record.key, ...text })
  const submit = (): void => {
    if (!made.ok) return
    onWrite(made.value, true)
    setTyped(undefined)
  }
  return (
    <Line
      onSubmit={submit}
      busy={busy}
      label={isCounter(shown) ? EDIT.rebase : EDIT.bound}
      isWrong={typed === undefined || !made.ok}
    >
      {(['value', 'min', 'max'] as const).map((field) => (
        <TextInput
          key={field}
          label={LABEL[field]}
          inputMode="decimal"
          className={classes['bound'] ?? ''}
          value={text[field]}
          error={typed !== undefined && !made.ok && made.reason.field === field && made.reason.message}
          onChange={(event) => setTyped({ ...text, [field]: event.currentTarget.value })}
        />
      ))}
    </Line>
  )
}
