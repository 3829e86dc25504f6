// From a file to a running import: choose, look, map, start.

import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { BulkFormat, BulkMapping, BulkPreviewRequest, PolicyId } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine } from '../../engine/context.ts'
import { FailureNote, Loading } from '../../ui/note.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { MappingForm } from './mapping-form.tsx'
import { PreviewRows } from './preview-rows.tsx'
import { type ChosenSource, SourceChoice } from './source-choice.tsx'
import { BULK } from './strings.ts'
import { usePreview } from './use-preview.ts'

interface Choices {
  readonly format?: BulkFormat
  readonly delimiter?: string
  readonly mapping?: BulkMapping
}

export function ImportPanel({ policy }: { readonly policy: PolicyId }) {
  const engine = useEngine()
  const [chosen, setChosen] = useState<ChosenSource | undefined>(undefined)
  const [choices, setChoices] = useState<Choices>({})
  const request = useMemo(
    (): BulkPreviewRequest | undefined => chosen && { ...chosen, ...choices },
    [chosen, choices],
  )
  const { preview, failure } = usePreview(request)
  const choose = (next: ChosenSource | undefined): void => {
    setChosen(next)
    setChoices({})
  }
  const start = useAction(async () => {
    if (chosen === undefined || preview === undefined) return
    const { format, delimiter } = preview
    const mapping = choices.mapping ?? preview.mapping
    await engine.call('bulk.start', {
      policy,
      ...chosen,
      format,
      mapping,
      ...(delimiter === undefined ? {} : { delimiter }),
    })
    choose(undefined)
  })
  return (
    <Panel title={BULK.import}>
      <SourceChoice chosen={chosen} onChoose={choose} />
      <FailureNote failure={failure} />
      {chosen !== undefined && preview === undefined && failure === undefined && (
        <Loading what={chosen.name} />
      )}
      {preview !== undefined && (
        <>
          <MappingForm
            preview={preview}
            mapping={choices.mapping ?? preview.mapping}
            onFormat={(format) => setChoices({ format })}
            onDelimiter={(delimiter) => setChoices({ format: preview.format, delimiter })}
            onMapping={(mapping) => setChoices({ ...choices, mapping })}
          />
          <PreviewRows preview={preview} />
          <FailureNote failure={start.failure} />
          <div className={rows['chips']}>
            <Button
              loading={start.busy}
              disabled={preview.fault !== undefined}
              onClick={() => void start.run()}
            >
              {BULK.start}
            </Button>
            <span className={rows['small']}>{BULK.onceOnly}</span>
          </div>
        </>
      )}
    </Panel>
  )
}
