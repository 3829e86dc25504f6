// The policies one takes part in, and those that are offered. An offer is told in plain words before it can be accepted.

import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { PolicyView } from '../../../worker/rpc/contract.ts'
import { useEngineState } from '../../engine/context.ts'
import { useNames } from '../../engine/names.ts'
import { ROUTE } from '../../routes.ts'
import { Chip } from '../../ui/chip.tsx'
import { Empty, FailureNote, Loading } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { ImportPolicy } from './import-policy.tsx'
import { OfferActions } from './offer-actions.tsx'
import { POLICIES } from './strings.ts'
import { policySentences } from './view-model.ts'

export function PoliciesPage() {
  const policies = useEngineState((state) => state.policies)
  const failure = useEngineState((state) => state.failures.policies)
  const evidence = useEngineState((state) => state.evidence)
  const [importing, setImporting] = useState(false)
  const of = (status: PolicyView['status']): readonly PolicyView[] =>
    (policies ?? []).filter((policy) => policy.status === status)
  const create = (
    <Button component={Link} href={ROUTE.newPolicy}>
      {POLICIES.create}
    </Button>
  )
  return (
    <Page
      title={POLICIES.title}
      intro={POLICIES.intro}
      actions={
        <>
          {create}
          <Button variant="default" component={Link} href={ROUTE.evidence}>
            {POLICIES.evidence(evidence?.length ?? 0)}
          </Button>
          <Button variant="default" onClick={() => setImporting(true)}>
            {POLICIES.import}
          </Button>
        </>
      }
    >
      <FailureNote failure={failure} />
      {policies === undefined && failure === undefined && <Loading what="your policies" />}
      {of('offered').length > 0 && (
        <Panel title={POLICIES.offers} tone="attention">
          <ul className={rows['rows']}>
            {of('offered').map((policy) => (
              <Offer key={policy.id} policy={policy} />
            ))}
          </ul>
        </Panel>
      )}
      {policies !== undefined && (
        <Panel title={POLICIES.active}>
          {of('active').length === 0 ? (
            <Empty title={POLICIES.emptyTitle}>
              <span>{POLICIES.emptyNext}</span>
            </Empty>
          ) : (
            <ul className={rows['rows']}>
              {of('active').map((policy) => (
                <PolicyRow key={policy.id} policy={policy} />
              ))}
            </ul>
          )}
        </Panel>
      )}
      {of('ignored').length > 0 && (
        <Panel title={POLICIES.ignored}>
          <ul className={rows['rows']}>
            {of('ignored').map((policy) => (
              <Offer key={policy.id} policy={policy} />
            ))}
          </ul>
        </Panel>
      )}
      <ImportPolicy opened={importing} onClose={() => setImporting(false)} />
    </Page>
  )
}

function PolicyRow({ policy }: { readonly policy: PolicyView }) {
  return (
    <li className={rows['row']} aria-label={policy.record.name}>
      <div className={rows['main']}>
        <Link href={ROUTE.policy(policy.id)} className={rows['link']}>
          {policy.record.name}
        </Link>
        <div className={rows['small']}>{policy.statusText}</div>
      </div>
      <div className={rows['chips']}>
        <Chip
          kind={policy.reachable >= policy.quorum ? 'settled' : 'underway'}
        >{`quorum ${policy.quorum} of ${policy.record.endorsers.length}`}</Chip>
        {!policy.live && <Chip kind="none">safe-only</Chip>}
      </div>
    </li>
  )
}

function Offer({ policy }: { readonly policy: PolicyView }) {
  const nameOf = useNames()
  const me = useEngineState((state) => state.identity?.key)
  const from =
    policy.offeredBy === undefined ? POLICIES.imported : POLICIES.offeredBy(nameOf(policy.offeredBy))
  return (
    <li className={rows['row']} aria-label={policy.record.name}>
      <div className={rows['main']}>
        <div className={rows['stack']}>
          <div>
            <Link href={ROUTE.policy(policy.id)} className={rows['link']}>
              {policy.record.name}
            </Link>
            <div className={rows['small']}>{from}</div>
          </div>
          {policy.record.comment !== '' && <div>{policy.record.comment}</div>}
          <ul className={rows['sentences']}>
            {policySentences(policy, me, nameOf).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
      </div>
      <OfferActions policy={policy} />
    </li>
  )
}
