// Watched keys with their values, as they change.

import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { When } from '../../ui/when.tsx'
import { dataLink } from './address.ts'
import { RECORD } from './strings.ts'
import { useRecord } from './use-record.ts'
import { glimpse } from './view-model.ts'
import { toggleWatched, useWatched, type Watched } from './watched.ts'

export function WatchList() {
  const { watched } = useWatched()
  if (watched.length === 0) return null
  return (
    <Panel title={RECORD.watched} aside={<span className={rows['small']}>{RECORD.watchedHint}</span>}>
      <ul className={rows['rows']}>
        {watched.map((each) => (
          <WatchRow key={`${each.policy} ${each.key}`} watched={each} />
        ))}
      </ul>
    </Panel>
  )
}

function WatchRow({ watched }: { readonly watched: Watched }) {
  const { policy, key } = watched
  const { record, changedAt } = useRecord(policy, key)
  return (
    <li className={rows['row']}>
      <div className={rows['main']}>
        <Link href={dataLink(policy, key)} className={rows['link']}>
          {key}
        </Link>
        <div className={rows['code']} aria-live="polite">
          {record === undefined ? '…' : glimpse(record.value)}
        </div>
        {changedAt !== undefined && (
          <span className={rows['small']}>
            {RECORD.changedAt} <When at={changedAt} />
          </span>
        )}
      </div>
      <Button size="compact-sm" variant="default" onClick={() => toggleWatched(watched)}>
        {RECORD.unwatch}
      </Button>
    </li>
  )
}
