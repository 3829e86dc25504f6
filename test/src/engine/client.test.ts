import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClient, type ClientPort } from '../../../src/engine/client.ts'
import { EngineError } from '../../../src/engine/engine-error.ts'
import { CALL_TIMEOUT_MS, MAX_CALLS_IN_FLIGHT, SLOW_CALL_TIMEOUT_MS } from '../../../src/engine/limits.ts'
import type { EngineEvent, FromEngine, ToEngine } from '../../../worker/rpc/contract.ts'

class Port implements ClientPort {
  readonly sent: ToEngine[] = []
  closed = false
  onmessage: ((event: MessageEvent<FromEngine>) => void) | null = null
  postMessage(message: ToEngine): void {
    this.sent.push(structuredClone(message))
  }
  answer(frame: FromEngine): void {
    this.onmessage?.({ data: frame } as MessageEvent<FromEngine>)
  }
  close(): void {
    this.closed = true
  }
}

const codeOf = async (call: Promise<unknown>): Promise<string> => {
  const thrown: unknown = await call.then(
    () => 'resolved',
    (error: unknown) => error,
  )
  return thrown instanceof EngineError ? thrown.code : String(thrown)
}

describe('calls to the node', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('matches answers to calls in whatever order they come', async () => {
    const port = new Port()
    const client = createClient(port)
    const first = client.call('invite.list', {})
    const second = client.call('identity.get', {})
    port.answer({ type: 'return', id: 2, value: { phase: 'none' } })
    port.answer({ type: 'return', id: 1, value: [] })
    expect(await second).toEqual({ phase: 'none' })
    expect(await first).toEqual([])
    expect(port.sent[1]).toEqual({ type: 'call', id: 2, method: 'identity.get', params: {} })
  })

  it('rejects with the node’s own failure', async () => {
    const port = new Port()
    const call = createClient(port).call('identity.unlock', { passphrase: 'x', stayUnlocked: false })
    port.answer({
      type: 'failure',
      id: 1,
      failure: { code: 'wrong-passphrase', message: 'No', action: 'Try again' },
    })
    await expect(call).rejects.toMatchObject({
      code: 'wrong-passphrase',
      message: 'No',
      failure: { action: 'Try again' },
    })
  })

  it('refuses more calls than its bound, and takes new ones once some are answered', async () => {
    const port = new Port()
    const client = createClient(port)
    const calls = Array.from({ length: MAX_CALLS_IN_FLIGHT }, () => client.call('invite.list', {}))
    expect(await codeOf(client.call('invite.list', {}))).toBe('busy')
    port.answer({ type: 'return', id: 1, value: [] })
    await calls[0]
    void client.call('invite.list', {}).catch(() => undefined)
    expect(port.sent).toHaveLength(MAX_CALLS_IN_FLIGHT + 1)
    client.close({ code: 'stopped', message: '' })
    await Promise.allSettled(calls)
  })

  it('gives up on a call that is not answered, sooner than on one that derives a key', async () => {
    const port = new Port()
    const client = createClient(port)
    const quick = codeOf(client.call('invite.list', {}))
    const slow = codeOf(client.call('identity.unlock', { passphrase: 'x', stayUnlocked: false }))
    await vi.advanceTimersByTimeAsync(CALL_TIMEOUT_MS)
    expect(await quick).toBe('timeout')
    await vi.advanceTimersByTimeAsync(SLOW_CALL_TIMEOUT_MS - CALL_TIMEOUT_MS - 1)
    port.answer({ type: 'return', id: 2, value: { phase: 'unlocked' } })
    expect(await slow).toBe('resolved')
    port.answer({ type: 'return', id: 1, value: 'late answers are dropped' })
  })

  it('ends every call and closes the port when it is closed', async () => {
    const port = new Port()
    const client = createClient(port)
    const call = codeOf(client.call('invite.list', {}))
    client.close({ code: 'stopped', message: 'gone' })
    expect(await call).toBe('stopped')
    expect(await codeOf(client.call('invite.list', {}))).toBe('stopped')
    expect(port.closed).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('reports arguments that cannot be cloned as bad input, and keeps no trace of the call', async () => {
    const client = createClient(new Port())
    expect(await codeOf(client.call('policy.import', { json: (() => '') as unknown as string }))).toBe(
      'bad-input',
    )
    expect(vi.getTimerCount()).toBe(0)
  })

  it('passes events to all who subscribed, until they stop', () => {
    const port = new Port()
    const client = createClient(port)
    const seen: EngineEvent[] = []
    const stop = client.subscribe((event) => void seen.push(event))
    port.answer({ type: 'event', event: { type: 'invites', invites: [] } })
    stop()
    port.answer({ type: 'event', event: { type: 'meetings', meetings: [] } })
    expect(seen.map((event) => event.type)).toEqual(['invites'])
  })

  it('hands greetings to whoever starts the worker', () => {
    const port = new Port()
    const client = createClient(port)
    const greetings: string[] = []
    client.onGreeting = (frame) => void greetings.push(frame.type)
    port.answer({ type: 'ready', build: 'b' })
    port.answer({ type: 'unsupported', missing: [] })
    expect(greetings).toEqual(['ready', 'unsupported'])
  })
})
