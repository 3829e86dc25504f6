// A relay, its state, and why it cannot be reached when it cannot.

import type { RelayView } from '../../../worker/rpc/contract.ts'
import { Chip } from '../../ui/chip.tsx'
import rows from '../../ui/rows.module.css'
import { RELAY_STATE } from './strings.ts'
import { RELAY_KIND } from './view-model.ts'

export function RelayState({ relay }: { readonly relay: RelayView }) {
  return (
    <div className={rows['main']} data-relay={relay.state}>
      <div className={rows['chips']}>
        <span className={rows['code']}>{relay.url}</span>
        <Chip kind={RELAY_KIND[relay.state]}>{RELAY_STATE[relay.state]}</Chip>
      </div>
      {relay.reason !== undefined && <div className={rows['small']}>{relay.reason}</div>}
    </div>
  )
}
