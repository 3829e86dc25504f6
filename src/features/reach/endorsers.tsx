// The endorsers of a policy with who of them can be reached now, how fast each answers and how far behind it is.

import type { PolicyView } from '../../../worker/rpc/contract.ts'
import { useEngineState } from '../../engine/context.ts'
import { useNames } from '../../engine/names.ts'
import { Chip, type ChipKind } from '../../ui/chip.tsx'
import { InfoNote } from '../../ui/note.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Person } from '../../ui/person.tsx'
import rows from '../../ui/rows.module.css'
import { faultyEndorsers } from '../evidence/view-model.ts'
import { endorserReach } from '../policies/view-model.ts'
import { REACH } from './strings.ts'
import { useReach } from './use-reach.ts'
import { endorserWords } from './view-model.ts'

export function Endorsers({ policy }: { readonly policy: PolicyView }) {
  const nameOf = useNames()
  const me = useEngineState((state) => state.identity?.key)
  const network = useEngineState((state) => state.network)
  const evidence = useEngineState((state) => state.evidence) ?? []
  const reach = useReach(policy)
  const faulty = new Set(faultyEndorsers(evidence, policy.id).map(({ key }) => key))
  return (
    <Panel title={REACH.title}>
      {reach !== undefined && (
        <InfoNote tone={reach.canCommit ? 'plain' : 'wait'}>
          {reach.sentence}. {reach.roundTripMs !== null && REACH.roundTrip(reach.roundTripMs)}
        </InfoNote>
      )}
      <ul className={rows['rows']}>
        {policy.record.endorsers.map((endorser) => {
          const known = reach?.endorsers.find(({ key }) => key === endorser.key)
          // An offer is not followed yet: then the links are all there is to tell.
          const link = endorserReach(endorser, me, network, nameOf)
          const words = known === undefined ? { ...link, note: '' } : endorserWords(known, faulty)
          return <EndorserRow key={endorser.key} of={endorser.key} name={link.name} {...words} />
        })}
      </ul>
    </Panel>
  )
}

interface EndorserRowProps {
  readonly of: PolicyView['record']['endorsers'][number]['key']
  readonly name: string
  readonly text: string
  readonly kind: ChipKind
  readonly note: string
}

function EndorserRow({ of, name, text, kind, note }: EndorserRowProps) {
  return (
    <li className={rows['row']} aria-label={name}>
      <Person of={of} name={name} note={note === '' ? undefined : note} />
      <Chip kind={kind}>{text}</Chip>
    </li>
  )
}
