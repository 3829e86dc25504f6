// Where one starts: the three steps, which of them are done, and which is next.

import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { useEngineState } from '../../engine/context.ts'
import { Chip } from '../../ui/chip.tsx'
import { Loading } from '../../ui/note.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { HOME } from './strings.ts'
import { firstSteps } from './view-model.ts'

const KIND = { done: 'settled', next: 'underway', later: 'none' } as const

export function HomePage() {
  const identity = useEngineState((state) => state.identity)
  const keyring = useEngineState((state) => state.keyring)
  const policies = useEngineState((state) => state.policies)
  const spores = useEngineState((state) => state.spores)
  return (
    <Page title={HOME.title(identity?.name ?? '')} intro={HOME.intro}>
      {keyring === undefined || policies === undefined ? (
        <Loading what="your start" />
      ) : (
        firstSteps(keyring, policies, spores?.size ?? 0).map((step) => {
          const text = HOME.steps[step.id]
          return (
            <Panel
              key={step.id}
              title={text.title}
              tone={step.state === 'next' ? 'attention' : 'plain'}
              aside={<Chip kind={KIND[step.state]}>{HOME[step.state]}</Chip>}
            >
              <span>{text.text}</span>
              <div className={rows['chips']}>
                <Button
                  component={Link}
                  href={step.route}
                  variant={step.state === 'next' ? 'filled' : 'default'}
                >
                  {text.action}
                </Button>
                <span className={rows['small']}>{step.count}</span>
              </div>
            </Panel>
          )
        })
      )}
    </Page>
  )
}
