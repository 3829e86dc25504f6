// One's own key: what others compare, and one's name for others.

import { Button, Group, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useAction, useEngine, useEngineState } from '../../engine/context.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Fingerprint } from '../../ui/fingerprint.tsx'
import { ColourBand } from '../../ui/identicon.tsx'
import { FailureNote, Loading } from '../../ui/note.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Person } from '../../ui/person.tsx'
import rows from '../../ui/rows.module.css'
import { MAX_NAME } from '../onboarding/view-model.ts'
import { KEYRING } from './strings.ts'

export function OwnKey() {
  const identity = useEngineState((state) => state.identity)
  const [renaming, setRenaming] = useState(false)
  if (identity?.key === undefined) return <Loading what="your key" />
  const name = identity.name ?? ''
  return (
    <Panel title={KEYRING.own}>
      <Person
        of={identity.key}
        name={name}
        size={52}
        note={<Fingerprint text={identity.fingerprint ?? ''} of={name} />}
      >
        {!renaming && (
          <Button variant="subtle" size="xs" onClick={() => setRenaming(true)}>
            {KEYRING.rename}
          </Button>
        )}
      </Person>
      <ColourBand of={identity.key} />
      {renaming && <Rename name={name} onDone={() => setRenaming(false)} />}
      <div className={rows['actions']}>
        <CopyButton text={identity.fingerprint ?? ''} label="Copy fingerprint" />
        <CopyButton text={identity.key} label={KEYRING.copyKey} />
      </div>
    </Panel>
  )
}

function Rename({ name, onDone }: { readonly name: string; readonly onDone: () => void }) {
  const engine = useEngine()
  const [typed, setTyped] = useState(name)
  const rename = useAction(() => engine.call('identity.rename', { name: typed.trim() }))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    void rename.run().then((worked) => worked && onDone())
  }
  return (
    <form onSubmit={submit} className={rows['form']}>
      <TextInput
        label="Your name"
        value={typed}
        maxLength={MAX_NAME}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoFocus
      />
      <FailureNote failure={rename.failure} />
      <Group gap="sm">
        <Button type="submit" size="xs" loading={rename.busy} disabled={typed.trim() === ''}>
          Save
        </Button>
        <Button variant="default" size="xs" onClick={onDone}>
          Cancel
        </Button>
      </Group>
    </form>
  )
}
