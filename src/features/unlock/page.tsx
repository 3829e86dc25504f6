// Asks for the passphrase. A wrong one costs nothing but the time to derive a key; what was typed is kept for correction.

import { Button, Checkbox, PasswordInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useAction, useEngine, useEngineState } from '../../engine/context.ts'
import { Fingerprint } from '../../ui/fingerprint.tsx'
import { FailureNote, InfoNote } from '../../ui/note.tsx'
import { Person } from '../../ui/person.tsx'
import rows from '../../ui/rows.module.css'
import { Frame } from '../boot/boot-screens.tsx'
import { usePendingInvite } from '../meet/pending-invite.ts'
import { UNLOCK } from './strings.ts'

export function UnlockPage() {
  const engine = useEngine()
  const identity = useEngineState((state) => state.identity)
  const invite = usePendingInvite()
  const [passphrase, setPassphrase] = useState('')
  const [stayUnlocked, setStay] = useState(false)
  const unlock = useAction(() => engine.call('identity.unlock', { passphrase, stayUnlocked }))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    void unlock.run()
  }
  return (
    <Frame title={UNLOCK.title(identity?.name)}>
      {identity?.key !== undefined && (
        <Person
          of={identity.key}
          name={identity.name ?? ''}
          note={<Fingerprint text={identity.fingerprint ?? ''} of={identity.name ?? 'you'} />}
          size={44}
        />
      )}
      <p className={rows['small']}>{UNLOCK.intro}</p>
      {invite !== undefined && <InfoNote tone="wait">{UNLOCK.invited}</InfoNote>}
      <form onSubmit={submit} className={rows['form']} noValidate>
        <PasswordInput
          label={UNLOCK.passphrase}
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          autoComplete="current-password"
          autoFocus
        />
        <Checkbox
          label={UNLOCK.stay}
          description={UNLOCK.stayHint}
          checked={stayUnlocked}
          onChange={(event) => setStay(event.currentTarget.checked)}
        />
        <FailureNote failure={unlock.failure} />
        <Button type="submit" loading={unlock.busy} disabled={passphrase === ''}>
          {UNLOCK.unlock}
        </Button>
      </form>
    </Frame>
  )
}
