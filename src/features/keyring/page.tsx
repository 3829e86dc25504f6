// The keyring: one's own key on top, what waits for an answer, then the people. "Is it really theirs?" and "do you rely on
// them?" are two questions and stay two questions.

import { Button } from '@mantine/core'
import { useState } from 'react'
import { useEngineState } from '../../engine/context.ts'
import { Empty, FailureNote, Loading } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { InviteSomeone } from './invite-someone.tsx'
import { Invites } from './invites.tsx'
import { Meetings } from './meetings.tsx'
import { OwnKey } from './own-key.tsx'
import { PasteInvite } from './paste-invite.tsx'
import { PersonRow } from './person-row.tsx'
import { KEYRING } from './strings.ts'
import { byName } from './view-model.ts'

export function KeyringPage() {
  const [dialog, setDialog] = useState<'invite' | 'paste' | undefined>(undefined)
  const close = (): void => setDialog(undefined)
  return (
    <Page
      title={KEYRING.title}
      intro={KEYRING.intro}
      actions={
        <>
          <Button onClick={() => setDialog('invite')}>{KEYRING.invite}</Button>
          <Button variant="default" onClick={() => setDialog('paste')}>
            {KEYRING.paste}
          </Button>
        </>
      }
    >
      <Meetings />
      <OwnKey />
      <People onInvite={() => setDialog('invite')} />
      <Invites />
      <InviteSomeone opened={dialog === 'invite'} onClose={close} />
      <PasteInvite opened={dialog === 'paste'} onClose={close} />
    </Page>
  )
}

function People({ onInvite }: { readonly onInvite: () => void }) {
  const entries = useEngineState((state) => state.keyring)
  const failure = useEngineState((state) => state.failures.keyring)
  return (
    <Panel title={KEYRING.people}>
      <FailureNote failure={failure} />
      {entries === undefined && failure === undefined && <Loading what="your keyring" />}
      {entries?.length === 0 && (
        <Empty title={KEYRING.emptyTitle}>
          <span>{KEYRING.emptyNext}</span>
          <Button size="xs" variant="light" onClick={onInvite}>
            {KEYRING.invite}
          </Button>
        </Empty>
      )}
      {entries !== undefined && entries.length > 0 && (
        <ul className={rows['rows']}>
          {[...entries].sort(byName).map((entry) => (
            <PersonRow key={entry.key} entry={entry} />
          ))}
        </ul>
      )}
    </Panel>
  )
}
