// Asks once more before something that cannot be undone, naming what will happen. The safe choice has the focus.

import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { CallFailure } from '../../worker/rpc/contract.ts'
import { FailureNote } from './note.tsx'

export interface ConfirmProps {
  readonly opened: boolean
  readonly title: string
  readonly children: ReactNode
  /** The button that does it, named by what it does. */
  readonly doIt: string
  /** A word that must be typed first. */
  readonly word?: string
  readonly busy: boolean
  readonly failure: CallFailure | undefined
  readonly onConfirm: (typed: string) => void
  readonly onClose: () => void
}

export function Confirm({
  opened,
  title,
  children,
  doIt,
  word,
  busy,
  failure,
  onConfirm,
  onClose,
}: ConfirmProps) {
  const [typed, setTyped] = useState('')
  const close = (): void => {
    setTyped('')
    onClose()
  }
  return (
    <Modal opened={opened} onClose={close} title={title}>
      <Stack gap="md">
        <div>{children}</div>
        {word !== undefined && (
          <TextInput
            label={`Type ${word} to confirm`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
          />
        )}
        <FailureNote failure={failure} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close} data-autofocus={word === undefined ? true : undefined}>
            Cancel
          </Button>
          <Button
            color="red"
            loading={busy}
            disabled={word !== undefined && typed !== word}
            onClick={() => onConfirm(typed)}
          >
            {doIt}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
