// Deletes everything of this profile from this device, after the word was typed and the consequences were read.

import { Button } from '@mantine/core'
import { useState } from 'react'
import { deleteConsoleBook } from '../../engine/console-book.ts'
import { useAction, useEngine, useEngineState } from '../../engine/context.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Panel } from '../../ui/panel.tsx'
import rows from '../../ui/rows.module.css'
import { forgetKept } from '../console/choice.ts'
import { SETTINGS } from './strings.ts'

const WORD = 'WIPE'

export function WipePanel() {
  const engine = useEngine()
  const profile = useEngineState((state) => state.profile)
  const [asking, setAsking] = useState(false)
  const wipe = useAction(async (confirm: string) => {
    await engine.call('storage.wipe', { confirm })
    forgetKept(profile)
    await deleteConsoleBook(profile)
    location.reload()
  })
  return (
    <Panel title={SETTINGS.wipe}>
      <span className={rows['small']}>{SETTINGS.wipeHint(profile)}</span>
      <div>
        <Button variant="outline" color="red" onClick={() => setAsking(true)}>
          {SETTINGS.wipeButton}
        </Button>
      </div>
      <Confirm
        opened={asking}
        title={SETTINGS.wipeTitle}
        doIt={SETTINGS.wipeDo}
        word={WORD}
        busy={wipe.busy}
        failure={wipe.failure}
        onConfirm={(typed) => void wipe.run(typed)}
        onClose={() => setAsking(false)}
      >
        <ul className={rows['sentences']}>
          {SETTINGS.wipeWarn.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </Confirm>
    </Panel>
  )
}
