// A file, chosen, dropped or pasted.

import { Button, FileButton, Textarea } from '@mantine/core'
import { useState } from 'react'
import { bytesText } from '../../ui/time.ts'
import classes from './page.module.css'
import { BULK } from './strings.ts'

export interface ChosenSource {
  readonly source: Blob
  readonly name: string
}

interface SourceChoiceProps {
  readonly chosen: ChosenSource | undefined
  readonly onChoose: (chosen: ChosenSource | undefined) => void
}

export function SourceChoice({ chosen, onChoose }: SourceChoiceProps) {
  const [pasted, setPasted] = useState('')
  const [isOver, setOver] = useState(false)
  const take = (file: File | null | undefined): void => {
    if (file) onChoose({ source: file, name: file.name.slice(0, 255) })
  }
  if (chosen !== undefined)
    return (
      <div className={classes['chosen']}>
        <strong>{BULK.chosen(chosen.name, bytesText(chosen.source.size))}</strong>
        <Button size="xs" variant="default" onClick={() => onChoose(undefined)}>
          {BULK.other}
        </Button>
      </div>
    )
  return (
    <>
      <div
        className={classes['drop']}
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          take(event.dataTransfer.files[0])
        }}
      >
        <FileButton
          onChange={take}
          accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson"
          inputProps={{ 'aria-label': BULK.file }}
        >
          {(props) => <Button {...props}>{BULK.choose}</Button>}
        </FileButton>
        <span>{BULK.drop}</span>
      </div>
      <form
        className={classes['paste']}
        onSubmit={(event) => {
          event.preventDefault()
          if (pasted.trim() !== '') onChoose({ source: new Blob([pasted]), name: BULK.pastedName })
        }}
      >
        <Textarea
          label={BULK.paste}
          description={BULK.pasteHint}
          autosize
          minRows={2}
          maxRows={8}
          value={pasted}
          classNames={{ input: classes['mono'] ?? '' }}
          onChange={(event) => setPasted(event.currentTarget.value)}
        />
        <Button type="submit" variant="light" disabled={pasted.trim() === ''}>
          {BULK.usePasted}
        </Button>
      </form>
    </>
  )
}
