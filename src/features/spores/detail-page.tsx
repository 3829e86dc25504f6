// One spore: what it does, who has voted how and when, what it waits for or why it was refused, and what it locks meanwhile.

import { Button } from '@mantine/core'
import { Link } from 'wouter'
import type { SporeDetails, SporeView } from '../../../worker/rpc/contract.ts'
import { parseSporeId } from '../../../worker/core/model/ids.ts'
import { useEngineState } from '../../engine/context.ts'
import { useNames } from '../../engine/names.ts'
import { useSpore } from '../../engine/use-spore.ts'
import { ROUTE } from '../../routes.ts'
import { Chip, type ChipKind } from '../../ui/chip.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Empty, FailureNote, InfoNote, Loading } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Person } from '../../ui/person.tsx'
import rows from '../../ui/rows.module.css'
import { policyName, shortId, sporeWords, voteWords } from '../../ui/spore-words.ts'
import { StageShape } from '../../ui/stage-shape.tsx'
import { When } from '../../ui/when.tsx'
import { ExportProof } from '../proofs/export-proof.tsx'
import { Ballots } from './ballots.tsx'
import { WriteOfSpore } from '../writes/of-spore.tsx'
import { Conflicts } from './conflicts.tsx'
import { Effects, Operations, RawBytes, Requirements, useDetails } from './details.tsx'
import { DETAILS, FACT, SPORES } from './strings.ts'
import { lockText } from './view-model.ts'

export function SporePage({ id }: { readonly id: string }) {
  const sporeId = parseSporeId(id)
  const { spore, failure } = useSpore(sporeId)
  if (spore !== undefined) return <Known spore={spore} />
  const isUnknown = sporeId === undefined || failure?.code === 'unknown'
  return (
    <Page title={SPORES.detail(shortId(id))}>
      {isUnknown ? (
        <Empty title={SPORES.notFoundTitle}>
          <Link href={ROUTE.spores}>{SPORES.notFoundNext}</Link>
        </Empty>
      ) : (
        <>
          <FailureNote failure={failure} />
          {failure === undefined && <Loading what="the spore" />}
        </>
      )}
    </Page>
  )
}

function Known({ spore }: { readonly spore: SporeView }) {
  const nameOf = useNames()
  const words = sporeWords(spore, nameOf)
  const details = useDetails(spore)
  return (
    <Page
      title={SPORES.detail(shortId(spore.id))}
      actions={
        <>
          <CopyButton text={spore.id} label={SPORES.copyId} />
          <Button variant="default" size="xs" component={Link} href={ROUTE.spores}>
            {SPORES.back}
          </Button>
        </>
      }
    >
      <div className={rows['chips']} role="status" data-stage={spore.stage}>
        <StageShape stage={spore.stage} endorsed={words.endorsed} quorum={spore.quorum} size={34} />
        <div className={rows['main']}>
          <strong>{words.stage}</strong>
          {words.progress !== '' && ` · ${words.progress}`}
          {words.explanation !== '' && <div className={rows['small']}>{words.explanation}</div>}
        </div>
      </div>
      <WriteOfSpore spore={spore} />
      {spore.locks.length > 0 && (
        <InfoNote tone="wait">
          <strong>{`${SPORES.locks} ${lockText(spore)}.`}</strong> {SPORES.locksWhat(lockText(spore))}
        </InfoNote>
      )}
      <Operations spore={spore} details={details} />
      <Effects spore={spore} details={details} />
      <Requirements details={details} />
      <Votes spore={spore} />
      <Conflicts spore={spore} />
      <Ballots spore={spore} />
      <ExportProof spore={spore} />
      <Facts spore={spore} details={details} />
      <RawBytes spore={spore} details={details} />
    </Page>
  )
}

function Votes({ spore }: { readonly spore: SporeView }) {
  const nameOf = useNames()
  return (
    <Panel title={SPORES.votes}>
      <ul className={rows['rows']}>
        {spore.votes.map((vote) => (
          <li key={vote.endorser} className={rows['row']}>
            <Person
              of={vote.endorser}
              name={nameOf(vote.endorser)}
              note={vote.at === undefined ? undefined : <When at={vote.at} />}
              size={30}
            />
            <Chip kind={VOTE_KIND[vote.vote]}>{voteWords(vote)}</Chip>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const VOTE_KIND: Readonly<Record<SporeView['votes'][number]['vote'], ChipKind>> = {
  endorsed: 'settled',
  rejected: 'bad',
  holding: 'underway',
  silent: 'none',
}

function Facts({
  spore,
  details,
}: {
  readonly spore: SporeView
  readonly details: SporeDetails | undefined
}) {
  const nameOf = useNames()
  const policies = useEngineState((state) => state.policies)
  return (
    <Panel title={SPORES.facts}>
      <dl className={rows['facts']}>
        <dt>{FACT.policy}</dt>
        <dd>
          <Link href={ROUTE.policy(spore.policy)} className={rows['link']}>
            {policyName(policies, spore.policy)}
          </Link>
        </dd>
        <dt>{FACT.emitter}</dt>
        <dd>{spore.mine ? SPORES.you : nameOf(spore.emitter)}</dd>
        <dt>{FACT.received}</dt>
        <dd>
          <When at={spore.receivedAt} />
        </dd>
        {spore.decidedAt !== undefined && (
          <>
            <dt>{FACT.decided}</dt>
            <dd>
              <When at={spore.decidedAt} />
            </dd>
          </>
        )}
        <dt>{FACT.deadline}</dt>
        <dd>
          <When at={spore.deadline} />
        </dd>
        <dt>{DETAILS.policyVersion}</dt>
        <dd className={rows['code']}>{spore.policy}</dd>
        {details?.intent !== undefined && (
          <>
            <dt>{DETAILS.intent}</dt>
            <dd className={rows['code']}>{details.intent}</dd>
          </>
        )}
        <dt>{FACT.id}</dt>
        <dd className={rows['code']}>{spore.id}</dd>
      </dl>
    </Panel>
  )
}
