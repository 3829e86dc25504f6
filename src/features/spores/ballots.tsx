// The fallback of a spore in words: each ballot with what it would do, whose turn it was, and who reported and accepted.

import type { BallotView, SporeView } from '../../../worker/rpc/contract.ts'
import { useNames } from '../../engine/names.ts'
import { isDecided } from '../../engine/store.ts'
import { Chip } from '../../ui/chip.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { BALLOTS } from './strings.ts'
import { ballotWords } from './view-model.ts'

export function Ballots({ spore }: { readonly spore: SporeView }) {
  const { ballots = [] } = spore
  if (ballots.length === 0) return null
  return (
    <Panel title={BALLOTS.title}>
      <p className={rows['small']}>{isDecided(spore) ? BALLOTS.was : BALLOTS.is}</p>
      <ol className={rows['rows']}>
        {ballots.map((each) => (
          <BallotRow key={each.ballot} ballot={each} />
        ))}
      </ol>
    </Panel>
  )
}

function BallotRow({ ballot }: { readonly ballot: BallotView }) {
  const nameOf = useNames()
  const words = ballotWords(ballot, nameOf)
  return (
    <li className={rows['row']} aria-label={BALLOTS.ballot(ballot.ballot)}>
      <div className={rows['main']}>
        <strong>{BALLOTS.ballot(ballot.ballot)}</strong>
        {`: ${BALLOTS.would[ballot.outcome]}`}
        <ul className={rows['plain']}>
          {words.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
      </div>
      <Chip kind={words.kind}>{words.state}</Chip>
    </li>
  )
}
