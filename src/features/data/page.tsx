// The data of a policy: prefixes, keys and what is under one. On a phone one of them at a time.

import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { Link } from 'wouter'
import type { OperationInput, PolicyView } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine } from '../../engine/context.ts'
import { ROUTE } from '../../routes.ts'
import { FailureNote } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { useDataAddress, useDataPolicy } from './address.ts'
import { Branches } from './branches.tsx'
import { CreateKey } from './create-key.tsx'
import { KeyList } from './key-list.tsx'
import classes from './page.module.css'
import { PolicyChoice, PolicyGate } from './policy-gate.tsx'
import { RecordPanel } from './record-panel.tsx'
import { DATA } from './strings.ts'
import { crumbs } from './view-model.ts'
import { WatchList } from './watch-list.tsx'

const TYPING_MS = 250

export function DataPage() {
  const { policy } = useDataPolicy()
  const [creating, setCreating] = useState<string | undefined>(undefined)
  return (
    <Page
      title={DATA.title}
      intro={DATA.intro}
      actions={
        policy !== undefined && (
          <>
            <Button variant="default" component={Link} href={`${ROUTE.bulk}?policy=${policy.id}`}>
              {DATA.bulk}
            </Button>
            <Button onClick={() => setCreating('')}>{DATA.create}</Button>
          </>
        )
      }
    >
      <PolicyGate>
        {(each) => <PolicyData key={each.id} policy={each} creating={creating} onCreating={setCreating} />}
      </PolicyGate>
    </Page>
  )
}

interface PolicyDataProps {
  readonly policy: PolicyView
  readonly creating: string | undefined
  readonly onCreating: (start: string | undefined) => void
}

function PolicyData({ policy, creating, onCreating }: PolicyDataProps) {
  const engine = useEngine()
  const [{ prefix, filter, key }, go] = useDataAddress()
  const [typed, setTyped] = useState(filter)
  const [searched] = useDebouncedValue(typed, TYPING_MS)
  const [write, setWrite] = useState<{ readonly key: string; readonly id: string } | undefined>(undefined)
  const create = useAction(async (operation: OperationInput) => {
    const requirements = [{ key: operation.key, mode: 'absent' as const }]
    const begun = await engine.call('data.write', {
      policy: policy.id,
      operations: [operation],
      requirements,
    })
    setWrite({ key: operation.key, id: begun.id })
    onCreating(undefined)
    go({ key: operation.key })
  })
  const clear = (): void => {
    setTyped('')
    go({ prefix: undefined, filter: undefined })
  }
  return (
    <>
      <div className={classes['bar']}>
        <PolicyChoice />
        <TextInput
          className={classes['grow'] ?? ''}
          type="search"
          label={DATA.filter}
          placeholder={DATA.filterHint}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            go({ filter: event.currentTarget.value })
          }}
        />
      </div>
      <WatchList />
      <div className={classes['split']} data-shows={key === undefined ? 'list' : 'key'}>
        <div className={classes['side']}>
          <nav aria-label={DATA.branches}>
            <Crumbs prefix={prefix} onChoose={(next) => go({ prefix: next })} />
            <details className={classes['tree']} open={prefix !== ''}>
              <summary>{DATA.branches}</summary>
              <Branches
                policy={policy.id}
                prefix=""
                chosen={prefix}
                onChoose={(next) => go({ prefix: next })}
              />
            </details>
          </nav>
          <KeyList
            policy={policy.id}
            prefix={prefix}
            filter={searched}
            chosen={key}
            onChoose={(next) => go({ key: next })}
            onClear={clear}
            onCreate={() => onCreating(prefix)}
          />
        </div>
        <div className={classes['record']}>
          {key === undefined ? (
            <Panel title={DATA.keys}>
              <span className={rows['small']}>{DATA.choose}</span>
            </Panel>
          ) : (
            <>
              <Button
                className={classes['back'] ?? ''}
                variant="default"
                size="xs"
                onClick={() => go({ key: undefined })}
              >
                {DATA.back}
              </Button>
              <RecordPanel
                key={key}
                policy={policy.id}
                keyName={key}
                write={write?.key === key ? write.id : undefined}
                onWritten={(id) => setWrite({ key, id })}
                onCreate={() => onCreating(key)}
              />
            </>
          )}
        </div>
      </div>
      <FailureNote failure={create.failure} />
      {creating !== undefined && (
        <CreateKey
          start={creating}
          onClose={() => onCreating(undefined)}
          onCreate={(operation) => void create.run(operation)}
        />
      )}
    </>
  )
}

function Crumbs({
  prefix,
  onChoose,
}: {
  readonly prefix: string
  readonly onChoose: (prefix: string | undefined) => void
}) {
  if (prefix === '') return null
  return (
    <div className={classes['crumbs']}>
      <Button size="compact-sm" variant="subtle" onClick={() => onChoose(undefined)}>
        {DATA.allKeys}
      </Button>
      {crumbs(prefix).map((crumb) => (
        <Button
          key={crumb.prefix}
          size="compact-sm"
          variant="subtle"
          aria-current={crumb.prefix === prefix ? 'true' : undefined}
          onClick={() => onChoose(crumb.prefix)}
        >
          {crumb.label}
        </Button>
      ))}
    </div>
  )
}
