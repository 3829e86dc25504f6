// Tells that a new version waits, and lets the person choose the moment: at once when nothing is in flight, or as soon as
// their own spores are decided.

import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { useEngineState } from '../engine/context.ts'
import { isDecided } from '../engine/store.ts'
import { Banner } from '../shell/banner.tsx'
import { applyUpdate, pwaStore } from './service-worker.ts'
import { UPDATE } from './strings.ts'

export const useOwnUndecided = (): number => {
  const spores = useEngineState((state) => state.spores)
  let count = 0
  for (const spore of spores?.values() ?? []) if (spore.mine && !isDecided(spore)) count++
  return count
}

export function UpdatePrompt() {
  const update = useStore(pwaStore, (state) => state.update)
  const undecided = useOwnUndecided()
  const [agreed, setAgreed] = useState(false)
  const [later, setLater] = useState(false)
  useEffect(() => {
    if (update !== undefined && agreed && undecided === 0) applyUpdate(update)
  }, [update, agreed, undecided])
  if (update === undefined || later) return null
  return (
    <Banner
      actions={
        <>
          {!agreed && (
            <Button size="xs" onClick={() => setAgreed(true)}>
              {undecided === 0 ? UPDATE.now : UPDATE.whenDone}
            </Button>
          )}
          {undecided > 0 && (
            <Button size="xs" variant="default" onClick={() => applyUpdate(update)}>
              {UPDATE.anyway}
            </Button>
          )}
          {!agreed && (
            <Button size="xs" variant="subtle" onClick={() => setLater(true)}>
              {UPDATE.later}
            </Button>
          )}
        </>
      }
    >
      {UPDATE.ready} {undecided > 0 && `${UPDATE.waiting(undecided)} `}
      {agreed ? UPDATE.will : undecided > 0 && UPDATE.safe}
    </Banner>
  )
}
