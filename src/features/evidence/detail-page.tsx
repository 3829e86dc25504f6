// One proof: what happened and what follows, the signed messages side by side, every check run again on demand, the bytes to
// take along. Looking at it acknowledges it.

import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { Link } from 'wouter'
import type { EvidenceDetails } from '../../../worker/rpc/contract.ts'
import { useEngineState } from '../../engine/context.ts'
import { ROUTE } from '../../routes.ts'
import { downloadBytes } from '../../ui/download.ts'
import { Empty, FailureNote, Loading } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Person } from '../../ui/person.tsx'
import rows from '../../ui/rows.module.css'
import { policyName, shortId } from '../../ui/spore-words.ts'
import { When } from '../../ui/when.tsx'
import classes from './evidence.module.css'
import { SignedMessage } from './message.tsx'
import { FaultChip } from './page.tsx'
import { markSeen } from './seen.ts'
import { CODE_RULE, EVIDENCE } from './strings.ts'
import { useEvidence } from './use-evidence.ts'
import { VerifyAgain } from './verify-again.tsx'
import { consequence, contradictingFields, evidenceName, faultyEndorsers } from './view-model.ts'

export function EvidenceDetailPage({ id }: { readonly id: string }) {
  const { details, failure } = useEvidence(id)
  const profile = useEngineState((state) => state.profile)
  const isKnown = details !== undefined
  useEffect(() => {
    if (isKnown) markSeen(profile, [id])
  }, [profile, id, isKnown])
  if (details !== undefined) return <Known details={details} />
  return (
    <Page title={EVIDENCE.title}>
      {failure?.code === 'unknown' ? (
        <Empty title={EVIDENCE.notFoundTitle}>
          <Link href={ROUTE.evidence}>{EVIDENCE.notFoundNext}</Link>
        </Empty>
      ) : (
        <>
          <FailureNote failure={failure} />
          {failure === undefined && <Loading what="the evidence" />}
        </>
      )}
    </Page>
  )
}

function Known({ details }: { readonly details: EvidenceDetails }) {
  const { evidence, bytes } = details
  const policies = useEngineState((state) => state.policies)
  const all = useEngineState((state) => state.evidence) ?? []
  const policy = policies?.find((each) => each.id === evidence.policy)
  return (
    <Page
      title={evidence.title}
      actions={
        <>
          <Button size="xs" onClick={() => downloadBytes(evidenceName(evidence), bytes, 'application/cbor')}>
            {EVIDENCE.export}
          </Button>
          <Button variant="default" size="xs" component={Link} href={ROUTE.evidence}>
            {EVIDENCE.all}
          </Button>
        </>
      }
    >
      <Panel title={EVIDENCE.happened} aside={<FaultChip evidence={evidence} />}>
        <Person
          of={evidence.accused.key}
          name={evidence.accused.name}
          note={
            <>
              <Link href={ROUTE.policy(evidence.policy)} className={rows['link']}>
                {policyName(policies, evidence.policy)}
              </Link>
              , {EVIDENCE.stored.toLowerCase()} <When at={evidence.storedAt} />
            </>
          }
        />
        <p className={classes['sentence']}>{evidence.sentence}</p>
        <p className={rows['small']}>{CODE_RULE[evidence.code]}</p>
      </Panel>
      <Panel title={EVIDENCE.meaning}>
        <ul className={rows['sentences']}>
          {consequence(evidence, policy, faultyEndorsers(all, evidence.policy)).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </Panel>
      <VerifyAgain id={evidence.id} />
      <Messages details={details} />
      {details.spores.length > 0 && <Spores details={details} />}
    </Page>
  )
}

function Messages({ details: { messages, evidence } }: { readonly details: EvidenceDetails }) {
  const differing = evidence.code === 'P1' ? contradictingFields(messages) : []
  const isPair = messages.length === 2 && messages.every(({ signer }) => signer.key === evidence.accused.key)
  const { name } = evidence.accused
  return (
    <Panel title={messages.length === 1 ? EVIDENCE.oneMessage : EVIDENCE.messages}>
      {messages.length > 1 && (
        <p className={rows['small']}>
          {isPair ? EVIDENCE.messagesHint(name) : EVIDENCE.otherMessagesHint(name)}
        </p>
      )}
      <div className={classes['messages']}>
        {messages.map((message, index) => (
          <SignedMessage key={message.digest} message={message} differing={differing[index] ?? new Set()} />
        ))}
      </div>
    </Panel>
  )
}

function Spores({ details: { spores } }: { readonly details: EvidenceDetails }) {
  return (
    <Panel title={EVIDENCE.spores}>
      <ul className={rows['rows']}>
        {spores.map((spore) => (
          <li key={spore.id} className={rows['row']}>
            <div className={rows['main']}>
              <Link href={ROUTE.spore(spore.id)} className={rows['link']}>
                {shortId(spore.id)}
              </Link>{' '}
              <span className={rows['small']}>{EVIDENCE.writtenBy(spore.emitter.name)}</span>
              {spore.operations.map((operation, index) => (
                <div key={index} className={rows['code']}>
                  {operation}
                </div>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
