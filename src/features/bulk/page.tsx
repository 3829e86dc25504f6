// Files into and out of one policy.

import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { ROUTE } from '../../routes.ts'
import { Page } from '../../ui/page.tsx'
import { useDataAddress, useDataPolicy } from '../data/address.ts'
import { PolicyChoice, PolicyGate } from '../data/policy-gate.tsx'
import { ExportPanel } from './export-panel.tsx'
import { ImportPanel } from './import-panel.tsx'
import { Jobs } from './jobs.tsx'
import { BULK } from './strings.ts'

export function BulkPage() {
  const { policy } = useDataPolicy()
  const [{ prefix }] = useDataAddress()
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
      <PolicyGate>
        {(each) => (
          <>
            <PolicyChoice />
            <ImportPanel policy={each.id} />
            <Jobs />
            <ExportPanel key={each.id} policy={each} start={prefix} />
          </>
        )}
      </PolicyGate>
    </Page>
  )
}
