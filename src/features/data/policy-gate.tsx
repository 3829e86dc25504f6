// Screens of data are about one policy: the one in the address, or what to do while there is none.

import { Button, NativeSelect } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { PolicyView } from '../../../worker/rpc/contract.ts'
import { useEngineState } from '../../engine/context.ts'
import { ROUTE } from '../../routes.ts'
import { Empty, FailureNote, Loading } from '../../ui/note.tsx'
import { useDataAddress, useDataPolicy } from './address.ts'
import classes from './page.module.css'
import { DATA } from './strings.ts'

export function PolicyGate({ children }: { readonly children: (policy: PolicyView) => ReactNode }) {
  const { policies, policy } = useDataPolicy()
  const failure = useEngineState((state) => state.failures.policies)
  return (
    <>
      <FailureNote failure={failure} />
      {policies === undefined && failure === undefined && <Loading what="your policies" />}
      {policies?.length === 0 && (
        <Empty title={DATA.noPolicyTitle}>
          <span>{DATA.noPolicyNext}</span>
          <Button size="xs" variant="light" component={Link} href={ROUTE.policies}>
            {DATA.toPolicies}
          </Button>
        </Empty>
      )}
      {policy !== undefined && children(policy)}
    </>
  )
}

/** Another policy has other keys: what was chosen of them is let go. */
export function PolicyChoice() {
  const { policies, policy } = useDataPolicy()
  const [, go] = useDataAddress()
  return (
    <NativeSelect
      className={classes['policy'] ?? ''}
      label={DATA.policy}
      data={(policies ?? []).map(({ id, record }) => ({ value: id, label: record.name }))}
      value={policy?.id ?? ''}
      onChange={(event) =>
        go({ policy: event.currentTarget.value, prefix: undefined, filter: undefined, key: undefined })
      }
    />
  )
}
