// What this spore met: the spores it waits behind, and those for whose sake endorsers refused or hold it.

import { Link } from 'wouter'
import type { SporeView } from '../../../worker/rpc/contract.ts'
import { useNames } from '../../engine/names.ts'
import { ROUTE } from '../../routes.ts'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { shortId } from '../../ui/spore-words.ts'
import { DETAILS } from './strings.ts'
import { conflictsOf } from './view-model.ts'

export function Conflicts({ spore }: { readonly spore: SporeView }) {
  const nameOf = useNames()
  const conflicts = conflictsOf(spore, nameOf)
  if (conflicts.length === 0) return null
  return (
    <Panel title={DETAILS.conflicts}>
      <ul className={rows['sentences']}>
        {conflicts.map(({ words, id }) => (
          <li key={`${words} ${id}`}>
            {words}{' '}
            <Link href={ROUTE.spore(id)} className={rows['link']}>
              {shortId(id)}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
