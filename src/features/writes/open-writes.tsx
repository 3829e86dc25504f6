// One's own writes that are not decided, above the list of spores: each is one card, whatever number of spores it takes.

import { useEngineState } from '../../engine/context.ts'
import { Panel } from '../../ui/panel.tsx'
import { WRITES } from './strings.ts'
import { writeSummary } from './view-model.ts'
import { WriteProgress } from './write-progress.tsx'
import classes from './writes.module.css'

export function OpenWrites() {
  const writes = useEngineState((state) => state.writes)
  const open = [...writes.values()]
    .filter(({ state }) => state === 'waiting' || state === 'undecided')
    .sort((a, b) => b.startedAt - a.startedAt)
  if (open.length === 0) return null
  return (
    <Panel title={WRITES.title}>
      <ul className={classes['cards']}>
        {open.map((write) => (
          <li key={write.id} className={classes['card']} aria-label={writeSummary(write)}>
            <code>{writeSummary(write)}</code>
            <WriteProgress id={write.id} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
