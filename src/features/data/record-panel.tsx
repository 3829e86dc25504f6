// One key: what it holds, its version, which spore wrote it, and ways to change it. A change is a write like any other, and
// its progress stays here until it is decided.

import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { OperationInput, PolicyId, RecordView, ValueView } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine } from '../../engine/context.ts'
import { useNames } from '../../engine/names.ts'
import { useSpore } from '../../engine/use-spore.ts'
import { ROUTE } from '../../routes.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Empty, FailureNote, Loading } from '../../ui/note.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { shortId } from '../../ui/spore-words.ts'
import { When } from '../../ui/when.tsx'
import { versionWords } from '../../../worker/console/words.ts'
import { WriteProgress } from '../writes/write-progress.tsx'
import { Editor } from './editors.tsx'
import type { Element } from './elements.ts'
import classes from './page.module.css'
import { EDIT, RECORD } from './strings.ts'
import { useRecord } from './use-record.ts'
import { Value } from './value-view.tsx'
import { copyText, sizeWords, typeName } from './view-model.ts'
import { toggleWatched, useWatched } from './watched.ts'

interface RecordPanelProps {
  readonly policy: PolicyId
  readonly keyName: string
  /** The write that made it, when it was made here just now. */
  readonly write: string | undefined
  readonly onWritten: (write: string) => void
  readonly onCreate: () => void
}

type Held = RecordView & { readonly value: ValueView }
const isHeld = (record: RecordView): record is Held => record.value !== undefined

export function RecordPanel({ policy, keyName, write, onWritten, onCreate }: RecordPanelProps) {
  const engine = useEngine()
  const { record, failure } = useRecord(policy, keyName)
  const { isWatched } = useWatched()
  const [isDeleting, setDeleting] = useState(false)
  const change = useAction(async (operation: OperationInput, version: RecordView['version'] | undefined) => {
    const begun = await engine.call('data.write', {
      policy,
      operations: [operation],
      ...(version === undefined ? {} : { requirements: [{ key: keyName, mode: 'unchanged', version }] }),
    })
    onWritten(begun.id)
  })
  const watched = { policy, key: keyName }
  const copied = record && copyText(record.value)
  const onWrite = (operation: OperationInput, guarded: boolean): void =>
    void change.run(operation, guarded ? record?.version : undefined)
  const onRemove = ({ name, value }: Element): void =>
    onWrite(
      typeof name === 'object'
        ? { op: 'HDEL', key: keyName, field: name }
        : { op: 'SREM', key: keyName, value },
      false,
    )
  return (
    <Panel
      title={keyName}
      aside={
        <div className={rows['actions']}>
          <CopyButton text={keyName} label={RECORD.copyKey} />
          {copied !== undefined && <CopyButton text={copied} label={RECORD.copyValue} />}
          <Button size="xs" variant="default" onClick={() => toggleWatched(watched)}>
            {isWatched(watched) ? RECORD.unwatch : RECORD.watch}
          </Button>
        </div>
      }
    >
      <FailureNote failure={failure} />
      {record === undefined && failure === undefined && <Loading what={keyName} />}
      {record !== undefined && !isHeld(record) && (
        <Empty title={RECORD.none}>
          <Button size="xs" variant="light" onClick={onCreate}>
            {RECORD.noneNext}
          </Button>
        </Empty>
      )}
      {record !== undefined && isHeld(record) && (
        <>
          <Value policy={policy} record={record} onRemove={onRemove} />
          <Facts record={record} />
        </>
      )}
      {write !== undefined && (
        <section aria-label={EDIT.progress} className={classes['progress']}>
          <WriteProgress key={write} id={write} />
        </section>
      )}
      <FailureNote failure={change.failure} />
      {record !== undefined && isHeld(record) && (
        <>
          <h3 className={rows['part']}>{EDIT.title}</h3>
          <Editor key={typeName(record.value)} record={record} busy={change.busy} onWrite={onWrite} />
          <div className={rows['actions']}>
            <Button size="xs" variant="default" onClick={() => setDeleting(true)}>
              {RECORD.delete}
            </Button>
          </div>
          <Confirm
            opened={isDeleting}
            title={RECORD.deleteTitle(keyName)}
            doIt={RECORD.deleteIt}
            busy={change.busy}
            failure={change.failure}
            onClose={() => setDeleting(false)}
            onConfirm={() => {
              onWrite({ op: 'DELETE', key: keyName }, true)
              setDeleting(false)
            }}
          >
            {RECORD.deleteWhat}
          </Confirm>
        </>
      )}
    </Panel>
  )
}

function Facts({ record }: { readonly record: Held }) {
  const { value, version, last } = record
  const nameOf = useNames()
  const { spore } = useSpore(last)
  return (
    <dl className={rows['facts']}>
      <dt>{RECORD.type}</dt>
      <dd>
        {typeName(value)}
        {sizeWords(value) !== '' && ` · ${sizeWords(value)}`}
      </dd>
      <dt>{RECORD.version}</dt>
      <dd>{versionWords(version).replace(/^version /u, '')}</dd>
      <dt>{RECORD.writtenBy}</dt>
      <dd>
        {last === undefined ? RECORD.never : spore === undefined ? RECORD.unknown : nameOf(spore.emitter)}
        {spore !== undefined && (
          <>
            {', '}
            <When at={spore.decidedAt ?? spore.receivedAt} />
          </>
        )}
      </dd>
      {last !== undefined && (
        <>
          <dt>{RECORD.spore}</dt>
          <dd>
            <Link href={ROUTE.spore(last)} className={rows['link']}>
              {shortId(last)}
            </Link>
          </dd>
        </>
      )}
    </dl>
  )
}
