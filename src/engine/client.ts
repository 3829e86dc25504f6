// Calls to the node over a MessagePort: numbers them, matches answers, bounds how many wait and how long. Events go to
// whoever subscribed. It must never leave a call without an end: closing rejects all that still wait.

import type {
  CallFailure,
  EngineEvent,
  FromEngine,
  MethodName,
  Params,
  Returns,
  ToEngine,
} from '../../worker/rpc/contract.ts'
import type { Engine } from './engine.ts'
import { EngineError } from './engine-error.ts'
import { CALL_TIMEOUT_MS, MAX_CALLS_IN_FLIGHT, SLOW_CALL_TIMEOUT_MS } from './limits.ts'

/** The part of a MessagePort that is needed, so that tests can use any other pair of ends. */
export interface ClientPort {
  postMessage(message: ToEngine): void
  onmessage: ((event: MessageEvent<FromEngine>) => void) | null
  close(): void
}

export interface Client extends Engine {
  /** Frames that are neither an answer nor an event: `ready` and `unsupported`. */
  onGreeting: ((frame: Extract<FromEngine, { readonly type: 'ready' | 'unsupported' }>) => void) | undefined
  close(why: CallFailure): void
}

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: EngineError) => void
  readonly timer: ReturnType<typeof setTimeout>
}

const SLOW: ReadonlySet<MethodName> = new Set<MethodName>([
  'identity.create',
  'identity.unlock',
  'invite.accept',
  'meeting.answer',
  'storage.wipe',
  // A large file is copied into the store first.
  'bulk.start',
])

export function createClient(port: ClientPort): Client {
  const waiting = new Map<number, Waiting>()
  const listeners = new Set<(event: EngineEvent) => void>()
  let nextId = 1
  let closed: CallFailure | undefined

  function settle(id: number, how: (call: Waiting) => void): void {
    const call = waiting.get(id)
    if (call === undefined) return
    waiting.delete(id)
    clearTimeout(call.timer)
    how(call)
  }

  function giveUp(id: number, method: MethodName, afterMs: number): void {
    const message = `No answer to ${method} within ${String(afterMs / 1000)} s; it may still have been done`
    settle(id, (call) =>
      call.reject(new EngineError({ code: 'timeout', message, action: 'Look again in a moment' })),
    )
  }

  const client: Client = {
    onGreeting: undefined,

    call<Name extends MethodName>(method: Name, params: Params<Name>): Promise<Returns<Name>> {
      if (closed !== undefined) return Promise.reject(new EngineError(closed))
      if (waiting.size >= MAX_CALLS_IN_FLIGHT) return Promise.reject(new EngineError(BUSY))
      return new Promise<Returns<Name>>((resolve, reject) => {
        const id = nextId++
        const timeoutMs = SLOW.has(method) ? SLOW_CALL_TIMEOUT_MS : CALL_TIMEOUT_MS
        const timer = setTimeout(() => giveUp(id, method, timeoutMs), timeoutMs)
        waiting.set(id, { resolve, reject, timer })
        try {
          port.postMessage({ type: 'call', id, method, params })
        } catch (error) {
          const message = `The arguments of ${method} cannot be sent: ${error instanceof Error ? error.message : String(error)}`
          settle(id, (call) => call.reject(new EngineError({ code: 'bad-input', message })))
        }
      })
    },

    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    close(why) {
      if (closed !== undefined) return
      closed = why
      for (const id of [...waiting.keys()]) settle(id, (call) => call.reject(new EngineError(why)))
      listeners.clear()
      port.onmessage = null
      port.close()
    },
  }

  port.onmessage = ({ data }) => {
    switch (data.type) {
      case 'return': {
        settle(data.id, (call) => call.resolve(data.value as never))
        return
      }
      case 'failure': {
        settle(data.id, (call) => call.reject(new EngineError(data.failure)))
        return
      }
      case 'event':
        for (const listener of [...listeners]) listener(data.event)
        return
      case 'ready':
      case 'unsupported':
        return client.onGreeting?.(data)
    }
  }
  return client
}

const BUSY: CallFailure = {
  code: 'busy',
  message: 'Too many calls are waiting for an answer',
  action: 'Wait for some of them, then try again',
}
