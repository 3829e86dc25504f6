// The first screen: a key with a name and a passphrase, and the question whether to go online. Works offline; nothing is
// dialled unless the box is ticked when the button is pressed.

import { Button, Checkbox, PasswordInput, TextInput } from '@mantine/core'
import { useState, type ChangeEvent, type SubmitEvent } from 'react'
import { useAction, useEngine } from '../../engine/context.ts'
import { FailureNote, InfoNote } from '../../ui/note.tsx'
import rows from '../../ui/rows.module.css'
import { Frame } from '../boot/boot-screens.tsx'
import { usePendingInvite } from '../meet/pending-invite.ts'
import { goOnlineThrough } from '../peers/go-online.ts'
import { ONBOARDING, STRENGTH } from './strings.ts'
import { checkForm, strength } from './view-model.ts'
import classes from './page.module.css'

export function OnboardingPage() {
  const engine = useEngine()
  const invite = usePendingInvite()
  const [form, setForm] = useState({ name: '', passphrase: '', repeat: '' })
  const [stayUnlocked, setStay] = useState(false)
  const [goOnline, setOnline] = useState(false)
  const [tried, setTried] = useState(false)
  const faults = tried ? checkForm(form) : {}
  const set = (field: keyof typeof form) => (event: ChangeEvent<HTMLInputElement>) => {
    const { value } = event.currentTarget
    setForm((before) => ({ ...before, [field]: value }))
  }

  const create = useAction(async () => {
    await engine.call('identity.create', {
      name: form.name.trim(),
      passphrase: form.passphrase,
      stayUnlocked,
    })
    if (goOnline) await goOnlineThrough(engine, location.origin)
  })

  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(checkForm(form)).length === 0) void create.run()
  }

  return (
    <Frame title={ONBOARDING.title}>
      <p className={rows['small']}>{ONBOARDING.intro}</p>
      {invite !== undefined && <InfoNote tone="wait">{ONBOARDING.invited}</InfoNote>}
      <form onSubmit={submit} className={rows['form']} noValidate>
        <TextInput
          label={ONBOARDING.name}
          description={ONBOARDING.nameHint}
          value={form.name}
          onChange={set('name')}
          error={faults.name}
          autoComplete="nickname"
          required
          withAsterisk={false}
          data-autofocus
        />
        <div>
          <PasswordInput
            label={ONBOARDING.passphrase}
            description={ONBOARDING.passphraseHint}
            value={form.passphrase}
            onChange={set('passphrase')}
            error={faults.passphrase}
            autoComplete="new-password"
            required
            withAsterisk={false}
          />
          <Strength of={form.passphrase} />
        </div>
        <PasswordInput
          label={ONBOARDING.repeat}
          value={form.repeat}
          onChange={set('repeat')}
          error={faults.repeat}
          autoComplete="new-password"
          required
          withAsterisk={false}
        />
        <Checkbox
          label={ONBOARDING.stay}
          description={ONBOARDING.stayHint}
          checked={stayUnlocked}
          onChange={(event) => setStay(event.currentTarget.checked)}
        />
        <Checkbox
          label={ONBOARDING.online(location.host)}
          description={ONBOARDING.onlineHint}
          checked={goOnline}
          onChange={(event) => setOnline(event.currentTarget.checked)}
        />
        <FailureNote failure={create.failure} />
        <Button type="submit" loading={create.busy} size="md">
          {ONBOARDING.create}
        </Button>
      </form>
    </Frame>
  )
}

function Strength({ of }: { readonly of: string }) {
  const level = strength(of)
  return (
    <div className={classes['strength']}>
      <div className={classes['bars']} aria-hidden="true" data-level={of === '' ? undefined : level}>
        {STRENGTH.slice(1).map((word, index) => (
          <span key={word} data-on={of !== '' && index < Math.max(1, level) ? true : undefined} />
        ))}
      </div>
      <span role="status" className={rows['small']}>
        {of === '' ? '' : STRENGTH[level]}
      </span>
    </div>
  )
}
