// Takes an invite that was sent as text. It is read once here, so that a broken one is named before anything else opens.

import { Button, Group, Modal, Stack, Textarea } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useAction, useEngine } from '../../engine/context.ts'
import { FailureNote } from '../../ui/note.tsx'
import rows from '../../ui/rows.module.css'
import { openInvite } from '../meet/pending-invite.ts'
import type { DialogProps } from './invite-someone.tsx'
import { PASTE_DIALOG } from './strings.ts'

export function PasteInvite({ opened, onClose }: DialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={PASTE_DIALOG.title}>
      <Pasting onClose={onClose} />
    </Modal>
  )
}

function Pasting({ onClose }: { readonly onClose: () => void }) {
  const engine = useEngine()
  const [text, setText] = useState('')
  const read = useAction(() => engine.call('invite.read', { text }))
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (!(await read.run())) return
    onClose()
    openInvite(text)
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <p className={rows['small']}>{PASTE_DIALOG.intro}</p>
        <Textarea
          label={PASTE_DIALOG.field}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          rows={4}
          classNames={{ input: rows['code'] ?? '' }}
          spellCheck={false}
          data-autofocus
        />
        <FailureNote failure={read.failure} />
        <Group justify="flex-end">
          <Button type="submit" loading={read.busy} disabled={text.trim() === ''}>
            {PASTE_DIALOG.open}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
