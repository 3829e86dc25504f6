// Where a command is typed. Enter runs; the arrow keys walk the history and come back to what was being typed.

import { Button, TextInput } from '@mantine/core'
import { useEffect, useRef, useState, type KeyboardEvent, type SubmitEvent } from 'react'
import classes from './page.module.css'
import { CONSOLE } from './strings.ts'
import { recall } from './view-model.ts'

export interface CommandLineProps {
  readonly history: readonly string[]
  readonly draft: string
  readonly onDraft: (text: string) => void
  /** True when the line was right; it is then cleared (the arrow up brings it back). */
  readonly onRun: (line: string) => Promise<boolean>
}

export function CommandLine({ history, draft, onDraft, onRun }: CommandLineProps) {
  const input = useRef<HTMLInputElement>(null)
  /** Where in the history one is, and what was being typed before. */
  const [place, setPlace] = useState({ index: -1, typed: '' })
  useEffect(() => input.current?.focus(), [])

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    const typed = place.index === -1 ? draft : place.typed
    const found = recall(history, place.index, event.key === 'ArrowUp' ? 1 : -1, typed)
    event.preventDefault()
    if (found === undefined) return
    setPlace({ index: found.index, typed })
    onDraft(found.text)
  }

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const line = draft
    if (line.trim() === '') return
    setPlace({ index: -1, typed: '' })
    const right = await onRun(line)
    // Whoever typed on meanwhile keeps what they typed.
    if (right && input.current?.value === line) onDraft('')
  }

  return (
    <form onSubmit={(event) => void submit(event)} className={classes['line']}>
      <TextInput
        ref={input}
        aria-label={CONSOLE.command}
        placeholder={CONSOLE.placeholder}
        value={draft}
        onChange={(event) => {
          setPlace({ index: -1, typed: '' })
          onDraft(event.currentTarget.value)
        }}
        onKeyDown={onKeyDown}
        leftSection={<span aria-hidden="true">›</span>}
        classNames={{ root: classes['grow'] ?? '', input: classes['mono'] ?? '' }}
        size="md"
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="go"
      />
      <Button type="submit" size="md">
        {CONSOLE.run}
      </Button>
    </form>
  )
}
