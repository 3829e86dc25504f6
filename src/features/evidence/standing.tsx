// Why this device says nothing more in a policy: what it means and what people can do about it, on top of the policy's screen.

import type { PolicyView } from '../../../worker/rpc/contract.ts'
import { useEngineState } from '../../engine/context.ts'
import { InfoNote } from '../../ui/note.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import classes from './evidence.module.css'
import { EvidenceRows } from './page.tsx'
import { STANDING, STANDING_PARTS } from './strings.ts'
import { faultyEndorsers, safetyLeft } from './view-model.ts'

export function Standing({ policy }: { readonly policy: PolicyView }) {
  const all = useEngineState((state) => state.evidence) ?? []
  const evidence = all.filter((each) => each.policy === policy.id)
  const faulty = faultyEndorsers(evidence, policy.id)
  const why = policy.silencedBecause
  if (why === undefined)
    return evidence.length === 0 ? null : (
      <Panel title={STANDING_PARTS.proof}>
        {faulty.length > 0 && <InfoNote tone="wait">{safetyLeft(policy, faulty)}</InfoNote>}
        <EvidenceRows evidence={evidence} />
      </Panel>
    )
  const { title, what, next } = STANDING[why]
  return (
    <Panel title={title} tone="bad">
      {why === 'halted' && faulty.length > 0 && (
        <p className={classes['sentence']}>{safetyLeft(policy, faulty)}</p>
      )}
      <h3 className={rows['part']}>{STANDING_PARTS.means}</h3>
      <ul className={rows['sentences']}>
        {what.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <h3 className={rows['part']}>{STANDING_PARTS.next}</h3>
      <ul className={rows['sentences']}>
        {next.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {evidence.length > 0 && (
        <>
          <h3 className={rows['part']}>{STANDING_PARTS.proof}</h3>
          <EvidenceRows evidence={evidence} />
        </>
      )}
    </Panel>
  )
}
