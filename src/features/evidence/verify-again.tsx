// "Verify again": the verifier runs anew from the stored bytes, and each check is a line that says how it went.

import { Button } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { EvidenceCheck, EvidenceVerification } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine } from '../../engine/context.ts'
import { FailureNote } from '../../ui/note.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import classes from './evidence.module.css'
import { EVIDENCE } from './strings.ts'

export function VerifyAgain({ id }: { readonly id: string }) {
  const engine = useEngine()
  const [result, setResult] = useState<EvidenceVerification | undefined>(undefined)
  const verify = useAction(async () => {
    setResult(undefined)
    setResult(await engine.call('evidence.verify', { id }))
  })
  return (
    <Panel title={EVIDENCE.verifyTitle}>
      <p className={rows['small']}>{EVIDENCE.verifyHint}</p>
      <div>
        <Button onClick={() => void verify.run()} loading={verify.busy}>
          {EVIDENCE.verify}
        </Button>
      </div>
      <FailureNote failure={verify.failure} />
      <div role="status" className={rows['stack']} data-valid={result?.valid}>
        {verify.busy && EVIDENCE.verifying}
        {result !== undefined && (
          <>
            <strong className={classes['verdict']} data-valid={result.valid}>
              {result.valid ? EVIDENCE.valid : EVIDENCE.invalid}
            </strong>
            <Checks checks={result.checks} />
          </>
        )}
      </div>
    </Panel>
  )
}

export function Checks({ checks }: { readonly checks: readonly EvidenceCheck[] }) {
  return (
    <ul className={classes['checks']} aria-label={EVIDENCE.checks}>
      {checks.map(({ label, passed }, index) => (
        <li key={index} data-passed={passed}>
          {passed ? (
            <IconCheck size={18} role="img" aria-label={EVIDENCE.passed} />
          ) : (
            <IconX size={18} role="img" aria-label={EVIDENCE.failed} />
          )}
          <span>{label}</span>
        </li>
      ))}
    </ul>
  )
}
