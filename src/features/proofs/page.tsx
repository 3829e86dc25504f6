// Verifies a proof that anybody gave one, from a file or pasted. It is judged on this device alone.

import { Button, FileButton, Group, Textarea } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import type { ProofVerdict } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine } from '../../engine/context.ts'
import { EngineError } from '../../engine/engine-error.ts'
import { FailureNote } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import rows from '../../ui/rows.module.css'
import { bytesText } from '../../ui/time.ts'
import { MAX_PROOF_KB, parseProofText } from './proof-text.ts'
import { Verdict } from './proven.tsx'
import { PROOFS } from './strings.ts'

export function VerifyProofPage() {
  const engine = useEngine()
  const [text, setText] = useState('')
  const [from, setFrom] = useState<string | undefined>(undefined)
  const [verdict, setVerdict] = useState<ProofVerdict | undefined>(undefined)
  const verify = useAction(async (proof: Uint8Array | undefined) => {
    setVerdict(undefined)
    if (proof === undefined)
      throw new EngineError({ code: 'bad-input', message: PROOFS.notText, action: PROOFS.notTextAction })
    setVerdict(await engine.call('proof.verify', { proof }))
  })
  const read = useAction(async (file: File) => {
    setText('')
    setVerdict(undefined)
    setFrom(PROOFS.fromFile(file.name, bytesText(file.size)))
    if (file.size > MAX_PROOF_KB * 1_000)
      throw new EngineError({ code: 'too-large', message: PROOFS.tooLarge(MAX_PROOF_KB), where: file.name })
    const bytes = new Uint8Array(await file.arrayBuffer())
    // A text that was saved as a file is as good as the bytes.
    await verify.run(parseProofText(new TextDecoder().decode(bytes)) ?? bytes)
  })
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    setFrom(undefined)
    await verify.run(parseProofText(text))
  }
  return (
    <Page title={PROOFS.title} intro={PROOFS.intro}>
      <form onSubmit={(event) => void submit(event)} className={rows['stack']}>
        <Textarea
          label={PROOFS.field}
          description={PROOFS.fieldHint}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          rows={6}
          classNames={{ input: rows['code'] ?? '' }}
          spellCheck={false}
          autoComplete="off"
        />
        <Group gap="sm">
          <Button type="submit" loading={verify.busy} disabled={text.trim() === ''}>
            {PROOFS.verify}
          </Button>
          <FileButton
            accept=".cbor,.txt,application/cbor,text/plain"
            onChange={(file) => file !== null && void read.run(file)}
          >
            {(props) => (
              <Button {...props} variant="default">
                {PROOFS.file}
              </Button>
            )}
          </FileButton>
          {from !== undefined && <span className={rows['small']}>{from}</span>}
        </Group>
      </form>
      <FailureNote failure={verify.failure ?? read.failure} />
      {verdict !== undefined && <Verdict verdict={verdict} />}
    </Page>
  )
}
