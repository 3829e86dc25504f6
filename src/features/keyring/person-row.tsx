// One person in the keyring: the two answers at a glance, and everything else behind "Details".

import { Button, Collapse } from '@mantine/core'
import { useId, useState } from 'react'
import type { KeyringEntry } from '../../../worker/rpc/contract.ts'
import { Chip } from '../../ui/chip.tsx'
import { Person } from '../../ui/person.tsx'
import rows from '../../ui/rows.module.css'
import { PersonDetails } from './person-details.tsx'
import { INTRODUCER, KEYRING } from './strings.ts'

export function PersonRow({
  entry,
  open = false,
}: {
  readonly entry: KeyringEntry
  readonly open?: boolean
}) {
  const [opened, setOpened] = useState(open)
  const detailsId = useId()
  return (
    <li className={rows['row']} aria-label={entry.name}>
      <div className={rows['main']}>
        <Person
          of={entry.key}
          name={entry.name}
          note={entry.selfName === entry.name ? undefined : KEYRING.selfName(entry.selfName)}
        />
      </div>
      <div className={rows['chips']}>
        <Chip kind={entry.verified ? 'settled' : 'none'}>
          {entry.verified ? KEYRING.verified : KEYRING.notVerified}
        </Chip>
        <Chip
          kind={entry.introducer === 'none' ? 'none' : 'settled'}
        >{`Introducer: ${INTRODUCER[entry.introducer].label.toLowerCase()}`}</Chip>
      </div>
      <Button
        variant="default"
        size="xs"
        aria-expanded={opened}
        aria-controls={detailsId}
        aria-label={`${KEYRING.details} of ${entry.name}`}
        onClick={() => setOpened((before) => !before)}
      >
        {KEYRING.details}
      </Button>
      <Collapse expanded={opened} id={detailsId} style={{ flexBasis: '100%' }}>
        {opened && <PersonDetails entry={entry} />}
      </Collapse>
    </li>
  )
}
