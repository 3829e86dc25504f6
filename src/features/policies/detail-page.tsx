// One policy: its rules in words and numbers, its endorsers with who of them can be reached now, and how to pass it on.

import { Button, Collapse } from '@mantine/core'
import { useId, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { PolicyView } from '../../../worker/rpc/contract.ts'
import { useAction, useEngine, useEngineState } from '../../engine/context.ts'
import { useNames } from '../../engine/names.ts'
import { ROUTE } from '../../routes.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { downloadText } from '../../ui/download.ts'
import { Empty, FailureNote, Loading } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { durationText } from '../../ui/time.ts'
import { usePolicyChoice } from '../console/choice.ts'
import { Standing } from '../evidence/standing.tsx'
import { Endorsers } from '../reach/endorsers.tsx'
import { OfferActions } from './offer-actions.tsx'
import { FACTS, POLICIES } from './strings.ts'
import { exportName, policySentences, quorumInequality } from './view-model.ts'

export function PolicyPage({ id }: { readonly id: string }) {
  const policies = useEngineState((state) => state.policies)
  const policy = policies?.find((each) => each.id === id)
  if (policy !== undefined) return <Known policy={policy} />
  return (
    <Page title={POLICIES.title}>
      {policies === undefined ? (
        <Loading what="the policy" />
      ) : (
        <Empty title={POLICIES.notFoundTitle}>
          <Link href={ROUTE.policies}>{POLICIES.notFoundNext}</Link>
        </Empty>
      )}
    </Page>
  )
}

function Known({ policy }: { readonly policy: PolicyView }) {
  const nameOf = useNames()
  const me = useEngineState((state) => state.identity?.key)
  const [, navigate] = useLocation()
  const [, choose] = usePolicyChoice()
  const { record } = policy
  const use = (): void => {
    choose(policy.id)
    navigate(ROUTE.console)
  }
  return (
    <Page
      title={record.name}
      intro={record.comment === '' ? undefined : record.comment}
      actions={
        policy.status === 'active' ? (
          <Button onClick={use}>{POLICIES.use}</Button>
        ) : (
          <OfferActions policy={policy} />
        )
      }
    >
      <Standing policy={policy} />
      <Panel title={POLICIES.rules}>
        <ul className={rows['sentences']}>
          {policySentences(policy, me, nameOf).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <dl className={rows['facts']}>
          <dt>{FACTS.status}</dt>
          <dd>{policy.statusText}</dd>
          <dt>{FACTS.quorum}</dt>
          <dd>{quorumInequality(record.endorsers.length, record.f, policy.quorum)}</dd>
          <dt>{FACTS.faults}</dt>
          <dd>f = {record.f}</dd>
          <dt>{FACTS.longest}</dt>
          <dd>{durationText(record.maxTimeoutMs)}</dd>
          {policy.keys !== null && (
            <>
              <dt>{FACTS.keys}</dt>
              <dd>{policy.keys.toLocaleString('en')}</dd>
            </>
          )}
          <dt>{FACTS.id}</dt>
          <dd className={rows['code']}>{policy.id}</dd>
        </dl>
      </Panel>
      <Endorsers policy={policy} />
      <Share policy={policy} />
    </Page>
  )
}

function Share({ policy }: { readonly policy: PolicyView }) {
  const engine = useEngine()
  const [json, setJson] = useState<string | undefined>(undefined)
  const bodyId = useId()
  const show = useAction(async () => {
    const exported = await engine.call('policy.export', { id: policy.id })
    setJson(exported.json)
  })
  return (
    <Panel title={POLICIES.share}>
      <span className={rows['small']}>{POLICIES.shareHint}</span>
      <FailureNote failure={show.failure} />
      <div className={rows['actions']}>
        {json === undefined ? (
          <Button
            variant="default"
            size="xs"
            onClick={() => void show.run()}
            loading={show.busy}
            aria-expanded={false}
            aria-controls={bodyId}
          >
            {POLICIES.show}
          </Button>
        ) : (
          <>
            <CopyButton text={json} label={POLICIES.copy} />
            <Button variant="default" size="xs" onClick={() => downloadText(exportName(policy), json)}>
              {POLICIES.download}
            </Button>
          </>
        )}
      </div>
      <Collapse expanded={json !== undefined} id={bodyId}>
        <pre className={rows['pre']} tabIndex={0} aria-label="Policy as JSON">
          {json}
        </pre>
      </Collapse>
    </Panel>
  )
}
