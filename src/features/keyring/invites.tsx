// Links that still work, each with the moment it ends and a way to end it now.

import { Button } from '@mantine/core'
import { useAction, useEngine, useEngineState } from '../../engine/context.ts'
import type { InviteView } from '../../../worker/rpc/contract.ts'
import { Chip } from '../../ui/chip.tsx'
import { FailureNote } from '../../ui/note.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { useNow, When } from '../../ui/when.tsx'
import { INVITE_STATE, KEYRING } from './strings.ts'
import { openInvites } from './view-model.ts'

export function Invites() {
  const invites = useEngineState((state) => state.invites)
  const now = useNow()
  const open = openInvites(invites ?? [], now)
  if (open.length === 0) return null
  return (
    <Panel title={KEYRING.invites}>
      <ul className={rows['rows']}>
        {open.map((invite) => (
          <InviteRow key={invite.id} invite={invite} />
        ))}
      </ul>
    </Panel>
  )
}

function InviteRow({ invite }: { readonly invite: InviteView }) {
  const engine = useEngine()
  const revoke = useAction(() => engine.call('invite.revoke', { id: invite.id }))
  return (
    <li className={rows['row']}>
      <div className={rows['main']}>
        <div className={rows['chips']}>
          <Chip kind="underway">{INVITE_STATE[invite.state]}</Chip>
          <span className={rows['small']}>
            Made <When at={invite.createdAt} />, ends <When at={invite.expiresAt} />
          </span>
        </div>
        <FailureNote failure={revoke.failure} />
      </div>
      <Button variant="default" size="xs" onClick={() => void revoke.run()} loading={revoke.busy}>
        {KEYRING.revoke}
      </Button>
    </li>
  )
}
