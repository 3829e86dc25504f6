// Everything proven, newest first: who, in which policy, what, and since when this device knows.

import { Link } from 'wouter'
import type { EvidenceView } from '../../../worker/rpc/contract.ts'
import { useEngineState } from '../../engine/context.ts'
import { ROUTE } from '../../routes.ts'
import { Chip } from '../../ui/chip.tsx'
import { Empty, FailureNote, Loading } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Person } from '../../ui/person.tsx'
import rows from '../../ui/rows.module.css'
import { policyName } from '../../ui/spore-words.ts'
import { When } from '../../ui/when.tsx'
import { EVIDENCE } from './strings.ts'

export function EvidencePage() {
  const evidence = useEngineState((state) => state.evidence)
  const failure = useEngineState((state) => state.failures.evidence)
  return (
    <Page title={EVIDENCE.title} intro={EVIDENCE.intro}>
      <FailureNote failure={failure} />
      {evidence === undefined && failure === undefined && <Loading what="evidence" />}
      {evidence?.length === 0 && (
        <Empty title={EVIDENCE.emptyTitle}>
          <span>{EVIDENCE.emptyNext}</span>
        </Empty>
      )}
      {evidence !== undefined && evidence.length > 0 && (
        <Panel title={EVIDENCE.list}>
          <EvidenceRows evidence={evidence} />
        </Panel>
      )}
    </Page>
  )
}

export function EvidenceRows({ evidence }: { readonly evidence: readonly EvidenceView[] }) {
  const policies = useEngineState((state) => state.policies)
  return (
    <ul className={rows['rows']}>
      {evidence.map((each) => (
        <li key={each.id} className={rows['row']} aria-label={`${each.title}, ${each.accused.name}`}>
          <div className={rows['main']}>
            <Person
              of={each.accused.key}
              name={each.accused.name}
              note={
                <>
                  {EVIDENCE.inPolicy(policyName(policies, each.policy))}, <When at={each.storedAt} />
                </>
              }
            />
            <Link href={ROUTE.evidenceOf(each.id)} className={rows['link']}>
              {each.title}
            </Link>
            <p className={rows['small']}>{each.sentence}</p>
          </div>
          <FaultChip evidence={each} />
        </li>
      ))}
    </ul>
  )
}

export function FaultChip({ evidence }: { readonly evidence: Pick<EvidenceView, 'countsAsFaulty'> }) {
  return evidence.countsAsFaulty ? (
    <Chip kind="bad">{EVIDENCE.faulty}</Chip>
  ) : (
    <Chip kind="underway">{EVIDENCE.smallerBudget}</Chip>
  )
}
