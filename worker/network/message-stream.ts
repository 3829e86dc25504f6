// One bounded message over a libp2p stream: 4 bytes of length, then that many bytes. The end is known from the length and
// never from the stream's end, which libp2p 3.3 can report before the reader has begun to listen.
import type { Stream } from '@libp2p/interface'

export type ReadFailure = 'too-large' | 'closed'

export class MessageReadError extends Error {
  override readonly name = 'MessageReadError'
  readonly failure: ReadFailure

  constructor(failure: ReadFailure) {
    super(failure === 'closed' ? 'The stream ended too soon' : 'The message is too large')
    this.failure = failure
  }
}

const LENGTH_BYTES = 4

export function writeMessage(stream: Stream, parts: readonly Uint8Array[]): void {
  const bodyBytes = parts.reduce((sum, part) => sum + part.length, 0)
  const bytes = new Uint8Array(LENGTH_BYTES + bodyBytes)
  new DataView(bytes.buffer).setUint32(0, bodyBytes)
  let offset = LENGTH_BYTES
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  stream.send(bytes)
}

/** Aborts the stream when the message is too large. Rejects with MessageReadError, or with the signal's reason. */
export function readMessage(stream: Stream, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const header = new Uint8Array(LENGTH_BYTES)
    let headerFilled = 0
    let body: Uint8Array | undefined
    let filled = 0

    const finish = (settle: () => void): void => {
      stream.removeEventListener('message', onMessage)
      stream.removeEventListener('close', onEnd)
      stream.removeEventListener('remoteCloseWrite', onEnd)
      signal.removeEventListener('abort', onAbort)
      settle()
    }
    const onEnd = (): void => finish(() => reject(new MessageReadError('closed')))
    const onAbort = (): void =>
      finish(() => {
        stream.abort(new Error('aborted'))
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
      })
    const onMessage = ({ data }: { readonly data: Uint8Array | { subarray(): Uint8Array } }): void => {
      let chunk = data instanceof Uint8Array ? data : data.subarray()
      if (body === undefined) {
        const taken = Math.min(LENGTH_BYTES - headerFilled, chunk.length)
        header.set(chunk.subarray(0, taken), headerFilled)
        headerFilled += taken
        chunk = chunk.subarray(taken)
        if (headerFilled < LENGTH_BYTES) return
        const length = new DataView(header.buffer).getUint32(0)
        if (length > maxBytes) {
          stream.abort(new MessageReadError('too-large'))
          return finish(() => reject(new MessageReadError('too-large')))
        }
        body = new Uint8Array(length)
      }
      const taken = Math.min(body.length - filled, chunk.length)
      body.set(chunk.subarray(0, taken), filled)
      filled += taken
      const complete = body
      if (filled === complete.length) finish(() => resolve(complete))
    }

    if (signal.aborted) return onAbort()
    stream.addEventListener('close', onEnd)
    signal.addEventListener('abort', onAbort)
    // Buffered bytes are handed over in a microtask, before which the end must not be believed.
    stream.addEventListener('message', onMessage)
    queueMicrotask(() =>
      queueMicrotask(() => {
        if (stream.status !== 'open' || stream.remoteWriteStatus === 'closed') onEnd()
        else stream.addEventListener('remoteCloseWrite', onEnd)
      }),
    )
  })
}
