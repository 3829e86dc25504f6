// Partitions and their ends since this tab opened, newest first.

import { Link } from 'wouter'
import { useEngineState } from '../../engine/context.ts'
import { ROUTE } from '../../routes.ts'
import { Chip } from '../../ui/chip.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { policyName } from '../../ui/spore-words.ts'
import { When } from '../../ui/when.tsx'
import { REACH } from './strings.ts'

const KIND = { partition: 'bad', healed: 'settled', changed: 'none' } as const

export function ReachEvents() {
  const news = useEngineState((state) => state.reachLog)
  const policies = useEngineState((state) => state.policies)
  return (
    <Panel title={REACH.events}>
      {news.length === 0 ? (
        <p className={rows['small']}>{REACH.noEvents}</p>
      ) : (
        <ul className={rows['rows']}>
          {news.map((each) => (
            <li key={`${each.policy} ${each.at}`} className={rows['row']}>
              <div className={rows['main']}>
                <Link href={ROUTE.policy(each.policy)} className={rows['link']}>
                  {policyName(policies, each.policy)}
                </Link>
                <div>{each.to}</div>
                <div className={rows['small']}>
                  <When at={each.at} />
                </div>
              </div>
              <Chip kind={KIND[each.change]}>{REACH[each.change]}</Chip>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
