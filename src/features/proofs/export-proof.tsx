// On the screen of a spore: makes its proof, which the node checks before it hands it out, and saves it.

import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { Returns, SporeView } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine } from '../../engine/context.ts'
import { isDecided } from '../../engine/store.ts'
import { ROUTE } from '../../routes.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { downloadBytes } from '../../ui/download.ts'
import { FailureNote } from '../../ui/note.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { proofName, proofText } from './proof-text.ts'
import { PROOFS } from './strings.ts'

export function ExportProof({ spore }: { readonly spore: SporeView }) {
  const engine = useEngine()
  const [made, setMade] = useState<Returns<'proof.make'> | undefined>(undefined)
  const make = useAction(async () => {
    const answer = await engine.call('proof.make', { id: spore.id })
    setMade(answer)
    downloadBytes(proofName(spore.id), answer.proof, 'application/cbor')
  })
  return (
    <Panel
      title={PROOFS.exportTitle}
      aside={
        <Link href={ROUTE.proofs} className={rows['link']}>
          {PROOFS.verifyOther}
        </Link>
      }
    >
      <p className={rows['small']}>{isDecided(spore) ? PROOFS.exportHint : PROOFS.undecided}</p>
      {isDecided(spore) && (
        <div className={rows['actions']}>
          <Button variant="default" size="xs" onClick={() => void make.run()} loading={make.busy}>
            {PROOFS.export}
          </Button>
          {made !== undefined && <CopyButton text={proofText(made.proof)} label={PROOFS.copy} />}
        </div>
      )}
      <FailureNote failure={make.failure} />
      <div role="status">
        {made !== undefined && (
          <>
            {PROOFS.made} {made.proven.sentence}
          </>
        )}
      </div>
    </Panel>
  )
}
