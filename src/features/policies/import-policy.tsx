// Takes a policy as JSON, pasted or from a file. It becomes an offer, to be read and accepted like any other.

import { Button, FileButton, Group, Modal, Stack, Textarea } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { useAction, useEngine } from '../../engine/context.ts'
import { EngineError } from '../../engine/engine-error.ts'
import { FailureNote } from '../../ui/note.tsx'
import rows from '../../ui/rows.module.css'
import { IMPORT } from './strings.ts'
import { MAX_IMPORT_KB } from './view-model.ts'

export function ImportPolicy({
  opened,
  onClose,
}: {
  readonly opened: boolean
  readonly onClose: () => void
}) {
  return (
    <Modal opened={opened} onClose={onClose} title={IMPORT.title}>
      <Importing onClose={onClose} />
    </Modal>
  )
}

function Importing({ onClose }: { readonly onClose: () => void }) {
  const engine = useEngine()
  const [json, setJson] = useState('')
  const add = useAction(() => engine.call('policy.import', { json }))
  const read = useAction(async (file: File) => {
    if (file.size > MAX_IMPORT_KB * 1_000)
      throw new EngineError({ code: 'too-large', message: IMPORT.tooLarge(MAX_IMPORT_KB), where: file.name })
    setJson(await file.text())
  })
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    if (await add.run()) onClose()
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <p className={rows['small']}>{IMPORT.intro}</p>
        <Textarea
          label={IMPORT.field}
          value={json}
          onChange={(event) => setJson(event.currentTarget.value)}
          rows={8}
          classNames={{ input: rows['code'] ?? '' }}
          spellCheck={false}
          data-autofocus
        />
        <FailureNote failure={add.failure ?? read.failure} />
        <Group justify="space-between">
          <FileButton
            accept="application/json,.json"
            onChange={(file) => file !== null && void read.run(file)}
          >
            {(props) => (
              <Button {...props} variant="default">
                {IMPORT.file}
              </Button>
            )}
          </FileButton>
          <Button type="submit" loading={add.busy} disabled={json.trim() === ''}>
            {IMPORT.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
