// Shows whom one is about to meet before anything is sent, and asks. The preview is read from the link alone; nothing is
// dialled until the answer.

import { Button, Group, Modal, Stack } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type { CallFailure, InvitePreview } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine, useEngineState } from '../../engine/context.ts'
import { failureOf } from '../../engine/engine-error.ts'
import { ROUTE } from '../../routes.ts'
import { Fingerprint } from '../../ui/fingerprint.tsx'
import { FailureNote, InfoNote, Loading } from '../../ui/note.tsx'
import { Person } from '../../ui/person.tsx'
import rows from '../../ui/rows.module.css'
import { exactTime } from '../../ui/time.ts'
import { forgetInvite, usePendingInvite } from './pending-invite.ts'
import { MEET } from './strings.ts'

type Reading =
  | { readonly type: 'reading' }
  | { readonly type: 'read'; readonly preview: InvitePreview }
  | { readonly type: 'failed'; readonly failure: CallFailure }

export function InviteDialog() {
  const text = usePendingInvite()
  return (
    <Modal opened={text !== undefined} onClose={forgetInvite} title={MEET.title} size="md">
      {text !== undefined && <InviteOpening key={text} text={text} />}
    </Modal>
  )
}

function InviteOpening({ text }: { readonly text: string }) {
  const engine = useEngine()
  const [reading, setReading] = useState<Reading>({ type: 'reading' })
  useEffect(() => {
    let current = true
    engine.call('invite.read', { text }).then(
      (preview) => current && setReading({ type: 'read', preview }),
      (thrown: unknown) => current && setReading({ type: 'failed', failure: failureOf(thrown) }),
    )
    return () => {
      current = false
    }
  }, [engine, text])

  switch (reading.type) {
    case 'reading':
      return <Loading what="the invite" />
    case 'failed':
      return (
        <Stack gap="md">
          <FailureNote failure={reading.failure} />
          <Group justify="flex-end">
            <Button variant="default" onClick={forgetInvite}>
              {MEET.notNow}
            </Button>
          </Group>
        </Stack>
      )
    case 'read':
      return <Invited text={text} preview={reading.preview} />
  }
}

export function Invited({ text, preview }: { readonly text: string; readonly preview: InvitePreview }) {
  const engine = useEngine()
  const online = useEngineState((state) => state.network?.online ?? false)
  const own = useEngineState((state) => state.identity?.key === preview.inviter)
  const [, navigate] = useLocation()
  const meet = useAction(async () => {
    if (!online) await engine.call('network.setOnline', { online: true })
    await engine.call('invite.accept', { text })
  })
  const onMeet = async (): Promise<void> => {
    if (!(await meet.run())) return
    forgetInvite()
    navigate(ROUTE.keyring)
  }
  return (
    <Stack gap="md">
      <Person
        of={preview.inviter}
        name={preview.inviterName}
        size={52}
        note={<Fingerprint text={preview.fingerprint} of={preview.inviterName} />}
      />
      {own ? (
        <InfoNote tone="wait">{MEET.self}</InfoNote>
      ) : (
        <p className={rows['small']}>{MEET.what(preview.inviterName)}</p>
      )}
      {!own && <p className={rows['small']}>{MEET.compare}</p>}
      {preview.known && <InfoNote>{MEET.known(preview.inviterName)}</InfoNote>}
      <dl className={rows['facts']}>
        <dt>{MEET.relays}</dt>
        <dd>{preview.relays.join(', ')}</dd>
        <dt>{MEET.expires}</dt>
        <dd>{exactTime(preview.expiresAt)}</dd>
      </dl>
      {!online && !own && <InfoNote tone="wait">{MEET.offline(preview.relays.join(', '))}</InfoNote>}
      <FailureNote failure={meet.failure} />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={forgetInvite}>
          {MEET.notNow}
        </Button>
        <Button onClick={() => void onMeet()} loading={meet.busy} disabled={own} data-autofocus>
          {online ? MEET.meet : MEET.goOnlineAndMeet}
        </Button>
      </Group>
    </Stack>
  )
}
