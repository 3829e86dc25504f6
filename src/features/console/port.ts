// The page's node, as the console's language needs it.

import type { ConsolePort } from '../../../worker/console/port.ts'
import type { EngineEvent, WriteStateView } from '../../../worker/rpc/contract.ts'
import type { Engine } from '../../engine/engine.ts'

const isOver = (state: WriteStateView): boolean => state !== 'waiting'

export const consolePort = (engine: Engine): ConsolePort => ({
  // The methods of every data type; a node without one says so.
  call: (method, params) => engine.call(method as never, params as never),
  ended: (id) =>
    new Promise((resolve, reject) => {
      const listen = (event: EngineEvent): void => {
        if (event.type === 'write' && event.write.id === id && isOver(event.write.state))
          end(event.write.state)
      }
      const unsubscribe = engine.subscribe(listen)
      const end = (state: WriteStateView): void => {
        unsubscribe()
        resolve(state)
      }
      engine.call('write.get', { id }).then(
        ({ state }) => isOver(state) && end(state),
        (error: unknown) => {
          unsubscribe()
          reject(error instanceof Error ? error : new Error(String(error)))
        },
      )
    }),
})
