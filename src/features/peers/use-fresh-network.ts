// Keeps the numbers on the screen of peers fresh. The node tells of changes by itself, but not of every byte; so this asks
// now and then, only while the screen is shown and the page is visible.

import { useEffect } from 'react'
import { useEngineContext } from '../../engine/context.ts'

const PAUSE_MS = 2_000

export function useFreshNetwork(): void {
  const { engine, store } = useEngineContext()
  useEffect(() => {
    const ask = (): void => {
      if (document.hidden) return
      engine.call('network.get', {}).then(
        (network) => store.setState({ network }),
        // What is shown stays; the screen's own calls tell what is wrong.
        () => undefined,
      )
    }
    ask()
    const timer = setInterval(ask, PAUSE_MS)
    return () => clearInterval(timer)
  }, [engine, store])
}
