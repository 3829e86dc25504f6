// Files into and out of one policy.

import { Button, NativeSelect } from '@mantine/core'
import { Link } from 'wouter'
import { ROUTE } from '../../routes.ts'
import { Empty, Loading } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import { useDataAddress, useDataPolicy } from '../data/address.ts'
import { DATA } from '../data/strings.ts'
import { ExportPanel } from './export-panel.tsx'
import { ImportPanel } from './import-panel.tsx'
import { Jobs } from './jobs.tsx'
import classes from './page.module.css'
import { BULK } from './strings.ts'

export function BulkPage() {
  const { policies, policy } = useDataPolicy()
  const [{ prefix }, go] = useDataAddress()
  return (
    <Page
      title={BULK.title}
      intro={BULK.intro}
      actions={
        <Button
          variant="default"
          component={Link}
          href={policy === undefined ? ROUTE.data : `${ROUTE.data}?policy=${policy.id}`}
        >
          {BULK.back}
        </Button>
      }
    >
      {policies === undefined && <Loading what="your policies" />}
      {policies?.length === 0 && (
        <Empty title={DATA.noPolicyTitle}>
          <span>{DATA.noPolicyNext}</span>
          <Button size="xs" variant="light" component={Link} href={ROUTE.policies}>
            {DATA.toPolicies}
          </Button>
        </Empty>
      )}
      {policy !== undefined && (
        <>
          <NativeSelect
            className={classes['policy'] ?? ''}
            label={BULK.policy}
            data={(policies ?? []).map(({ id, record }) => ({ value: id, label: record.name }))}
            value={policy.id}
            onChange={(event) => go({ policy: event.currentTarget.value })}
          />
          <ImportPanel policy={policy.id} />
          <Jobs />
          <ExportPanel key={policy.id} policy={policy} start={prefix} />
        </>
      )}
    </Page>
  )
}
