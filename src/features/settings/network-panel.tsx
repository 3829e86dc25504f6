// The switch that is the person's consent, and the relays that it covers.

import { Button, Group, Switch, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import type { RelayView } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine, useEngineState } from '../../engine/context.ts'
import { FailureNote, Loading } from '../../ui/note.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { RelayState } from '../peers/relay-state.tsx'
import { SETTINGS } from './strings.ts'

export function NetworkPanel() {
  const engine = useEngine()
  const network = useEngineState((state) => state.network)
  const setOnline = useAction((online: boolean) => engine.call('network.setOnline', { online }))
  return (
    <Panel title={SETTINGS.network}>
      {network === undefined ? (
        <Loading what="the network" />
      ) : (
        <>
          <Switch
            label={SETTINGS.online}
            description={SETTINGS.onlineHint}
            checked={network.online}
            disabled={setOnline.busy}
            onChange={(event) => void setOnline.run(event.currentTarget.checked)}
          />
          <FailureNote failure={setOnline.failure} />
          <div className={rows['stack']}>
            <strong>{SETTINGS.relays}</strong>
            <span className={rows['small']}>{SETTINGS.relaysHint}</span>
            {network.relays.length === 0 && <span>{SETTINGS.noRelays}</span>}
            <ul className={rows['rows']}>
              {network.relays.map((relay) => (
                <RelayRow key={relay.url} relay={relay} />
              ))}
            </ul>
            <AddRelay />
          </div>
        </>
      )}
    </Panel>
  )
}

function RelayRow({ relay }: { readonly relay: RelayView }) {
  const engine = useEngine()
  const remove = useAction(() => engine.call('network.removeRelay', { url: relay.url }))
  return (
    <li className={rows['row']}>
      <RelayState relay={relay} />
      <Button
        variant="default"
        size="xs"
        onClick={() => void remove.run()}
        loading={remove.busy}
        aria-label={`${SETTINGS.remove} ${relay.url}`}
      >
        {SETTINGS.remove}
      </Button>
      <FailureNote failure={remove.failure} />
    </li>
  )
}

function AddRelay() {
  const engine = useEngine()
  const [url, setUrl] = useState('')
  const add = useAction(() => engine.call('network.addRelay', { url: url.trim() }))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    void add.run().then((worked) => worked && setUrl(''))
  }
  return (
    <form onSubmit={submit}>
      <Group gap="sm" align="flex-end">
        <TextInput
          label={SETTINGS.addRelay}
          placeholder="https://relay.example"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          inputMode="url"
          autoComplete="off"
          style={{ flex: '1 1 14rem' }}
        />
        <Button type="submit" variant="default" loading={add.busy} disabled={url.trim() === ''}>
          {SETTINGS.add}
        </Button>
      </Group>
      <FailureNote failure={add.failure} />
    </form>
  )
}
