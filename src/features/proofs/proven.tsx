// What a proof proves, in words; or in one sentence why it does not.

import { Link } from 'wouter'
import type { ProofVerdict, ProvenView } from '../../../worker/rpc/contract.ts'
import { useNames } from '../../engine/names.ts'
import { ROUTE } from '../../routes.ts'
import { FailureNote, InfoNote } from '../../ui/note.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Person } from '../../ui/person.tsx'
import rows from '../../ui/rows.module.css'
import { shortId } from '../../ui/spore-words.ts'
import { StageShape } from '../../ui/stage-shape.tsx'
import { PROOFS } from './strings.ts'

export function Verdict({ verdict }: { readonly verdict: ProofVerdict }) {
  return (
    <div role="status" data-valid={verdict.valid}>
      {verdict.valid ? (
        <Proven proven={verdict.proven} />
      ) : (
        <Panel title={PROOFS.invalid} tone="bad">
          <FailureNote failure={{ code: 'refused', message: verdict.message }} />
        </Panel>
      )}
    </div>
  )
}

function Proven({ proven }: { readonly proven: ProvenView }) {
  const nameOf = useNames()
  const count = proven.endorsers.length
  return (
    <Panel title={PROOFS.valid}>
      <div className={rows['chips']}>
        <StageShape stage={proven.decision} endorsed={count} quorum={count} size={34} />
        <strong className={rows['main']}>{proven.sentence}</strong>
      </div>
      {proven.policyKnown ? (
        <InfoNote>{PROOFS.knownPolicy}</InfoNote>
      ) : (
        <InfoNote tone="wait">
          {PROOFS.unknownPolicy} <span className={rows['code']}>{proven.policy}</span>
        </InfoNote>
      )}
      <dl className={rows['facts']}>
        <dt>{PROOFS.operations}</dt>
        <dd>
          {proven.operations.map((operation, index) => (
            <div key={index} className={rows['code']}>
              {operation}
            </div>
          ))}
        </dd>
        <dt>{PROOFS.emitter}</dt>
        <dd>{proven.emitterName === '' ? nameOf(proven.emitter) : proven.emitterName}</dd>
        <dt>{PROOFS.policy}</dt>
        <dd>
          {proven.policyKnown ? (
            <Link href={ROUTE.policy(proven.policy)} className={rows['link']}>
              {proven.policyName}
            </Link>
          ) : (
            proven.policyName
          )}
        </dd>
        <dt>{PROOFS.spore}</dt>
        <dd>
          <SporeName id={proven.spore} isKnown={proven.policyKnown} />
        </dd>
        {proven.by !== null && (
          <>
            <dt>{PROOFS.by}</dt>
            <dd>
              <SporeName id={proven.by} isKnown={proven.policyKnown} />
            </dd>
          </>
        )}
      </dl>
      <h3 className={rows['part']}>{PROOFS.signedBy}</h3>
      <div className={rows['people']}>
        {proven.endorsers.map(({ key, name }) => (
          <Person key={key} of={key} name={name} size={28} />
        ))}
      </div>
    </Panel>
  )
}

function SporeName({ id, isKnown }: { readonly id: ProvenView['spore']; readonly isKnown: boolean }) {
  return isKnown ? (
    <Link href={ROUTE.spore(id)} className={rows['link']}>
      {shortId(id)}
    </Link>
  ) : (
    <span className={rows['code']}>{id}</span>
  )
}
