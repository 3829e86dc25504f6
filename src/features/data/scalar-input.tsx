// A field for one scalar: its type and its text. What is wrong with it is said at the field.

import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import classes from './page.module.css'
import { EDIT } from './strings.ts'
import { SCALAR_TYPES, type ScalarType } from './view-model.ts'

export interface TypedText {
  readonly type: ScalarType
  readonly text: string
}

interface ScalarInputProps {
  readonly label: string
  readonly value: TypedText
  readonly onChange: (value: TypedText) => void
  readonly error?: string | undefined
  /** Text with line breaks. */
  readonly isLong?: boolean
  readonly types?: readonly ScalarType[]
}

export function ScalarInput({
  label,
  value,
  onChange,
  error,
  isLong = false,
  types = SCALAR_TYPES,
}: ScalarInputProps) {
  const field = {
    label,
    value: value.text,
    error,
    className: classes['grow'] ?? '',
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange({ ...value, text: event.currentTarget.value }),
  }
  return (
    <div className={classes['typed']}>
      {types.length > 1 && (
        <NativeSelect
          label={EDIT.as}
          aria-label={`${label}: ${EDIT.as}`}
          data={[...types]}
          value={value.type}
          onChange={(event) => onChange({ ...value, type: event.currentTarget.value as ScalarType })}
        />
      )}
      {isLong && value.type === 'string' ? (
        <Textarea {...field} autosize minRows={2} maxRows={12} />
      ) : (
        <TextInput {...field} />
      )}
    </div>
  )
}
