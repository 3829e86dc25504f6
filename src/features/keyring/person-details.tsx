// What is known and thought of one person: fingerprint to compare, the two separate questions, the name, the way out.

import { Button, Group, Radio, Stack, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import type { IntroducerLevel, KeyringEntry } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine, useEngineState } from '../../engine/context.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Fingerprint } from '../../ui/fingerprint.tsx'
import { ColourBand } from '../../ui/identicon.tsx'
import { FailureNote } from '../../ui/note.tsx'
import rows from '../../ui/rows.module.css'
import { When } from '../../ui/when.tsx'
import { MAX_NAME } from '../onboarding/view-model.ts'
import { INTRODUCER, KEYRING } from './strings.ts'
import { removalConsequences } from './view-model.ts'

const LEVELS: readonly IntroducerLevel[] = ['none', 'marginal', 'full']

export function PersonDetails({ entry }: { readonly entry: KeyringEntry }) {
  const engine = useEngine()
  const judge = useAction((change: { readonly verified?: boolean; readonly introducer?: IntroducerLevel }) =>
    engine.call('keyring.update', { key: entry.key, ...change }),
  )
  return (
    <Stack gap="lg" py="sm">
      <div className={rows['stack']}>
        <ColourBand of={entry.key} />
        <Fingerprint text={entry.fingerprint} of={entry.name} copy />
      </div>
      <Radio.Group
        label={KEYRING.verifyQuestion(entry.name)}
        description={KEYRING.verifyHint(entry.name)}
        value={entry.verified ? 'yes' : 'no'}
        onChange={(value) => void judge.run({ verified: value === 'yes' })}
      >
        <Group gap="lg" mt="xs">
          <Radio value="yes" label={KEYRING.verifyYes} />
          <Radio value="no" label={KEYRING.verifyNo} />
        </Group>
      </Radio.Group>
      <Radio.Group
        label={KEYRING.introducerQuestion(entry.name)}
        description={KEYRING.introducerHint}
        value={entry.introducer}
        onChange={(value) => void judge.run({ introducer: value })}
      >
        <Stack gap="xs" mt="xs">
          {LEVELS.map((level) => (
            <Radio
              key={level}
              value={level}
              label={INTRODUCER[level].label}
              description={INTRODUCER[level].means}
            />
          ))}
        </Stack>
      </Radio.Group>
      <FailureNote failure={judge.failure} />
      <dl className={rows['facts']}>
        <dt>{KEYRING.added}</dt>
        <dd>
          <When at={entry.addedAt} />
        </dd>
        <dt>{KEYRING.reachedThrough}</dt>
        <dd>{entry.relays.length === 0 ? KEYRING.noRelays : entry.relays.join(', ')}</dd>
      </dl>
      <Rename entry={entry} />
      <Group gap="sm">
        <CopyButton text={entry.key} label={KEYRING.copyKey} />
        <Remove entry={entry} />
      </Group>
    </Stack>
  )
}

function Rename({ entry }: { readonly entry: KeyringEntry }) {
  const engine = useEngine()
  const [typed, setTyped] = useState(entry.name)
  const rename = useAction(() => engine.call('keyring.update', { key: entry.key, name: typed.trim() }))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    void rename.run()
  }
  return (
    <form onSubmit={submit}>
      <Group gap="sm" align="flex-end">
        <TextInput
          label={KEYRING.newName}
          value={typed}
          maxLength={MAX_NAME}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          loading={rename.busy}
          disabled={typed.trim() === '' || typed.trim() === entry.name}
        >
          {KEYRING.save}
        </Button>
      </Group>
      <FailureNote failure={rename.failure} />
    </form>
  )
}

function Remove({ entry }: { readonly entry: KeyringEntry }) {
  const engine = useEngine()
  const policies = useEngineState((state) => state.policies)
  const [asking, setAsking] = useState(false)
  const remove = useAction(() => engine.call('keyring.remove', { key: entry.key }))
  return (
    <>
      <Button variant="outline" color="red" size="xs" onClick={() => setAsking(true)}>
        {KEYRING.remove}
      </Button>
      <Confirm
        opened={asking}
        title={KEYRING.removeTitle(entry.name)}
        doIt={KEYRING.removeDo}
        busy={remove.busy}
        failure={remove.failure}
        onConfirm={() => void remove.run().then((worked) => worked && setAsking(false))}
        onClose={() => setAsking(false)}
      >
        <p>{KEYRING.removeWhat(entry.name)}</p>
        {removalConsequences(entry, policies ?? []).map((consequence) => (
          <p key={consequence}>{consequence}</p>
        ))}
        <p>{KEYRING.removeKeeps}</p>
      </Confirm>
    </>
  )
}
