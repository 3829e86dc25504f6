// A new key of any type, refused if somebody has made it first.

import { Button, Modal, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { OperationInput } from '../../../worker/rpc/contract.ts'
import { ScalarInput } from './scalar-input.tsx'
import { EDIT, RECORD } from './strings.ts'
import { createOperation, type NewKey, NEW_TYPES, type NewType, type ScalarType } from './view-model.ts'

const isPlain = (type: NewType): type is ScalarType =>
  type === 'string' || type === 'number' || type === 'bytes'

interface CreateKeyProps {
  readonly start: string
  readonly onClose: () => void
  readonly onCreate: (operation: OperationInput) => void
}

export function CreateKey({ start, onClose, onCreate }: CreateKeyProps) {
  const [form, setForm] = useState<NewKey>({
    key: start,
    type: 'string',
    as: 'string',
    value: '',
    field: '',
    min: '0',
    max: '',
  })
  const [tried, setTried] = useState(false)
  const made = createOperation(form)
  const errorOf = (field: keyof NewKey): string | undefined =>
    tried && !made.ok && made.reason.field === field ? made.reason.message : undefined
  const change = (next: Partial<NewKey>): void => setForm((before) => ({ ...before, ...next }))
  const { type } = form
  const valueLabel = isPlain(type) || type === 'counter' ? RECORD.value : EDIT.first[type]
  return (
    <Modal opened onClose={onClose} title={EDIT.create}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (made.ok) onCreate(made.value)
        }}
      >
        <Stack gap="md">
          <TextInput
            label={EDIT.key}
            description={EDIT.keyHint}
            data-autofocus
            value={form.key}
            error={errorOf('key')}
            onChange={(event) => change({ key: event.currentTarget.value })}
          />
          <NativeSelect
            label={EDIT.type}
            data={NEW_TYPES.map((each) => ({ value: each, label: RECORD.typeName[each] }))}
            value={type}
            onChange={(event) => change({ type: event.currentTarget.value as NewType })}
          />
          {type === 'map' && (
            <TextInput
              label={EDIT.field}
              value={form.field}
              onChange={(event) => change({ field: event.currentTarget.value })}
            />
          )}
          <ScalarInput
            label={valueLabel}
            value={{ type: isPlain(type) ? type : type === 'counter' ? 'number' : form.as, text: form.value }}
            types={isPlain(type) ? [type] : type === 'counter' ? ['number'] : ['string', 'number', 'bytes']}
            onChange={(next) => change({ as: next.type, value: next.text })}
            error={errorOf('value')}
            isLong
          />
          {type === 'counter' &&
            (['min', 'max'] as const).map((bound) => (
              <TextInput
                key={bound}
                label={EDIT[bound]}
                description={bound === 'min' ? EDIT.boundHint : undefined}
                inputMode="decimal"
                value={form[bound]}
                error={errorOf(bound)}
                onChange={(event) => change({ [bound]: event.currentTarget.value })}
              />
            ))}
          <Button type="submit">{EDIT.create}</Button>
        </Stack>
      </form>
    </Modal>
  )
}
