// Keys as a file: part by part from the node, into a file that the browser keeps.

import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { BulkCursor, BulkFormat, PolicyView } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine } from '../../engine/context.ts'
import { downloadParts } from '../../ui/download.ts'
import { FailureNote, InfoNote } from '../../ui/note.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { bytesText } from '../../ui/time.ts'
import classes from './page.module.css'
import { BULK, FORMAT } from './strings.ts'
import { exportName } from './view-model.ts'

interface Progress {
  readonly keys: number
  readonly rows: number
  readonly bytes: number
  readonly isDone: boolean
  readonly changed: boolean
}

const NOTHING: Progress = { keys: 0, rows: 0, bytes: 0, isDone: false, changed: false }

export function ExportPanel({ policy, start }: { readonly policy: PolicyView; readonly start: string }) {
  const engine = useEngine()
  const [prefix, setPrefix] = useState(start)
  const [format, setFormat] = useState<BulkFormat>('csv')
  const [progress, setProgress] = useState<Progress | undefined>(undefined)
  const stopped = useRef(false)
  useEffect(
    () => () => {
      stopped.current = true
    },
    [],
  )
  const save = useAction(async () => {
    stopped.current = false
    let sum = NOTHING
    const tell = (next: Partial<Progress>): void => {
      sum = { ...sum, ...next }
      setProgress(sum)
    }
    tell(NOTHING)
    const forget = engine.subscribe((event) => {
      const isOurs = event.type === 'changed' && event.policy === policy.id
      if (isOurs && (event.more || event.keys.some((key) => key.startsWith(prefix)))) tell({ changed: true })
    })
    try {
      const parts: Blob[] = []
      for (let from: BulkCursor | undefined; ;) {
        const part = await engine.call('bulk.export', {
          policy: policy.id,
          format,
          ...(prefix === '' ? {} : { prefix }),
          ...(from === undefined ? {} : { from }),
        })
        if (stopped.current) return setProgress(undefined)
        // As blobs the browser may keep them on disk.
        parts.push(new Blob([part.bytes as Uint8Array<ArrayBuffer>]))
        tell({
          keys: sum.keys + part.keys,
          rows: sum.rows + part.rows,
          bytes: sum.bytes + part.bytes.length,
        })
        from = part.next
        if (from === undefined) break
      }
      downloadParts(exportName(policy.record.name, prefix, format), parts, TYPE[format])
      tell({ isDone: true })
    } finally {
      forget()
    }
    return undefined
  })
  return (
    <Panel title={BULK.export}>
      <form
        className={classes['bar']}
        onSubmit={(event) => {
          event.preventDefault()
          void save.run()
        }}
      >
        <TextInput
          className={classes['grow'] ?? ''}
          label={BULK.prefix}
          placeholder={BULK.prefixHint}
          value={prefix}
          onChange={(event) => setPrefix(event.currentTarget.value)}
        />
        <NativeSelect
          label={BULK.format}
          data={Object.entries(FORMAT).map(([value, label]) => ({ value, label }))}
          value={format}
          onChange={(event) => setFormat(event.currentTarget.value as BulkFormat)}
        />
        <Button type="submit" loading={save.busy}>
          {BULK.exportStart}
        </Button>
        {save.busy && (
          <Button
            variant="default"
            onClick={() => {
              stopped.current = true
            }}
          >
            {BULK.cancel}
          </Button>
        )}
      </form>
      <div role="status">
        {progress !== undefined && (
          <>
            <strong>{progress.isDone ? BULK.exportDone : BULK.exporting}</strong>
            {` · ${BULK.exported(progress.keys, progress.rows, bytesText(progress.bytes))}`}
          </>
        )}
      </div>
      {progress?.changed === true ? (
        <InfoNote tone="wait">{BULK.exportChanged}</InfoNote>
      ) : (
        <span className={rows['small']}>{BULK.exportSame}</span>
      )}
      <FailureNote failure={save.failure} />
    </Panel>
  )
}

const TYPE: Readonly<Record<BulkFormat, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  jsonl: 'application/jsonl',
}
