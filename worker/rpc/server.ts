// The worker's end of the port: takes calls, bounded in number, and answers each exactly once. A handler's CallError is
// an answer; anything else it throws is a bug of ours, told as such and never in silence.

import { StoreError } from '../store/failure.ts'
import { CallError } from './call-error.ts'
import type { CallFailure, EngineEvent, FromEngine, MethodName, Methods, ToEngine } from './contract.ts'
import { MAX_CALLS } from './limits.ts'

export type Handlers = {
  readonly [Name in MethodName]: (params: Methods[Name][0]) => Promise<Methods[Name][1]> | Methods[Name][1]
}

export interface ServerPort {
  postMessage(message: FromEngine): void
  onmessage: ((event: MessageEvent<ToEngine>) => void) | null
}

export class RpcServer {
  readonly #port: ServerPort
  #handlers: Handlers | undefined
  #calls = 0

  constructor(port: ServerPort) {
    this.#port = port
    port.onmessage = ({ data }) => {
      if (data.type === 'call') void this.#answer(data)
    }
  }

  ready(build: string, handlers: Handlers): void {
    this.#handlers = handlers
    this.#port.postMessage({ type: 'ready', build })
  }

  unsupported(missing: readonly string[]): void {
    this.#port.postMessage({ type: 'unsupported', missing })
  }

  /** The node cannot run; the page is told why, and gets no methods. */
  stopped(build: string, message: string, report: string): void {
    this.#port.postMessage({ type: 'ready', build })
    this.emit({ type: 'stopped', message, report })
  }

  emit(event: EngineEvent): void {
    this.#port.postMessage({ type: 'event', event })
  }

  async #answer({ id, method, params }: Extract<ToEngine, { type: 'call' }>): Promise<void> {
    if (this.#calls >= MAX_CALLS) {
      this.#port.postMessage({
        type: 'failure',
        id,
        failure: { code: 'busy', message: 'Too many calls at once.' },
      })
      return
    }
    this.#calls++
    try {
      this.#port.postMessage({ type: 'return', id, value: await this.#call(method, params) })
    } catch (error) {
      this.#port.postMessage({ type: 'failure', id, failure: failureOf(error) })
    } finally {
      this.#calls--
    }
  }

  async #call(method: MethodName, params: unknown): Promise<unknown> {
    const handler =
      this.#handlers && Object.hasOwn(this.#handlers, method) ? this.#handlers[method] : undefined
    if (!handler) throw new CallError({ code: 'unknown', message: 'There is no such method.' })
    if (typeof params !== 'object' || params === null)
      throw new CallError({ code: 'bad-input', message: 'Parameters are one object.' })
    return (handler as (given: unknown) => unknown)(params)
  }
}

function failureOf(error: unknown): CallFailure {
  if (error instanceof CallError) return error.failure
  if (error instanceof StoreError)
    return { code: 'storage', message: error.failure.sentence, action: error.failure.nextAction }
  const message = error instanceof Error ? error.message : String(error)
  return {
    code: 'stopped',
    message: `SporeDB met an error of its own: ${message}`,
    action: 'Reload, and report this if it comes back.',
  }
}
