// Makes an invite link and shows it as text and as a QR code. The link is not kept: closing the dialogue forgets it.

import { Button, Group, Modal, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import { useAction, useEngine, useEngineState } from '../../engine/context.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { FailureNote, InfoNote } from '../../ui/note.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import rows from '../../ui/rows.module.css'
import { inviteLink } from '../meet/pending-invite.ts'
import { INVITE_DIALOG, LIFETIMES } from './strings.ts'

export interface DialogProps {
  readonly opened: boolean
  readonly onClose: () => void
}

export function InviteSomeone({ opened, onClose }: DialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={INVITE_DIALOG.title}>
      <Making onClose={onClose} />
    </Modal>
  )
}

function Making({ onClose }: { readonly onClose: () => void }) {
  const engine = useEngine()
  const online = useEngineState((state) => state.network?.online ?? false)
  const [ttlMs, setTtl] = useState<string>(LIFETIMES[1].value)
  const [link, setLink] = useState<string | undefined>(undefined)
  const labelId = useId()
  const create = useAction(async () => {
    const { fragment } = await engine.call('invite.create', { ttlMs: Number(ttlMs) })
    setLink(inviteLink(location.origin, import.meta.env.BASE_URL, fragment))
  })
  if (link !== undefined) return <Made link={link} onClose={onClose} />
  return (
    <Stack gap="md">
      <p className={rows['small']}>{INVITE_DIALOG.intro}</p>
      {!online && <InfoNote tone="wait">{INVITE_DIALOG.offline}</InfoNote>}
      <div>
        <div id={labelId}>{INVITE_DIALOG.works}</div>
        <SegmentedControl
          aria-labelledby={labelId}
          fullWidth
          value={ttlMs}
          onChange={setTtl}
          data={[...LIFETIMES]}
        />
      </div>
      <FailureNote failure={create.failure} />
      <Group justify="flex-end">
        <Button onClick={() => void create.run()} loading={create.busy} data-autofocus>
          {INVITE_DIALOG.create}
        </Button>
      </Group>
    </Stack>
  )
}

export function Made({ link, onClose }: { readonly link: string; readonly onClose: () => void }) {
  return (
    <Stack gap="md">
      <TextInput
        label={INVITE_DIALOG.link}
        value={link}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
        classNames={{ input: rows['code'] ?? '' }}
        data-autofocus
      />
      <CopyButton text={link} label={INVITE_DIALOG.copy} variant="filled" />
      <Group justify="center">
        <QrCode text={link} label={INVITE_DIALOG.qr} />
      </Group>
      <p className={rows['small']}>{INVITE_DIALOG.keepOpen}</p>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {INVITE_DIALOG.done}
        </Button>
      </Group>
    </Stack>
  )
}
