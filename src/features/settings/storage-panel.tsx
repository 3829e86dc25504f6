// How much is stored, and whether the browser keeps it. The browser's answer is shown as it is, not assumed.

import { Button, Progress } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useAction, useEngineContext, useEngineState } from '../../engine/context.ts'
import { FailureNote, Loading } from '../../ui/note.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { SETTINGS } from './strings.ts'
import { askToPersist, storageWords, type Asked } from './view-model.ts'

export function StoragePanel() {
  const { engine, store } = useEngineContext()
  useEffect(() => {
    engine.call('storage.get', {}).then(
      (fresh) => store.setState({ storage: fresh }),
      // What was told before stays on the screen.
      () => undefined,
    )
  }, [engine, store])
  const storage = useEngineState((state) => state.storage)
  const failed = useEngineState((state) => state.failures.storage)
  const [asked, setAsked] = useState<Asked | undefined>(undefined)
  const ask = useAction(async () => setAsked(await askToPersist(navigator.storage)))
  if (storage === undefined)
    return (
      <Panel title={SETTINGS.storage}>
        {failed === undefined ? <Loading what="storage" /> : <FailureNote failure={failed} />}
      </Panel>
    )
  const words = storageWords(storage, asked)
  const share =
    storage.usedBytes === null || storage.quotaBytes === null || storage.quotaBytes === 0
      ? null
      : (100 * storage.usedBytes) / storage.quotaBytes
  return (
    <Panel title={SETTINGS.storage}>
      {storage.failure !== undefined && (
        <FailureNote
          failure={{ code: 'storage', message: storage.failure.message, action: storage.failure.action }}
        />
      )}
      <dl className={rows['facts']}>
        <dt>{SETTINGS.used}</dt>
        <dd>{words.used}</dd>
        <dt>{SETTINGS.quota}</dt>
        <dd>{words.quota}</dd>
        <dt>{SETTINGS.persistent}</dt>
        <dd>{words.kept}</dd>
      </dl>
      {share !== null && (
        <Progress
          value={Math.max(1, share)}
          aria-label={`${SETTINGS.used}: ${words.used} of ${words.quota}`}
        />
      )}
      <FailureNote failure={ask.failure} />
      <div className={rows['chips']}>
        {words.mayAsk && (
          <Button variant="default" size="xs" onClick={() => void ask.run()} loading={ask.busy}>
            {SETTINGS.ask}
          </Button>
        )}
        <span role="status" className={rows['small']}>
          {asked === undefined ? '' : SETTINGS.asked[asked]}
        </span>
      </div>
    </Panel>
  )
}
