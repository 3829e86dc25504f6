// Frames on a consensus stream: streams keep no message boundaries, so each frame is
//   length (4 bytes, big-endian, of what follows) · kind (1 byte) · payload
// A stream that breaks the format is not resynchronised: the reader says why and the stream is closed.
import { MAX_FRAME_BYTES } from './limits.ts'

export type Frame =
  | { readonly kind: 'data'; readonly payload: Uint8Array }
  | { readonly kind: 'ping' | 'pong'; readonly nonce: number }
  | { readonly kind: 'goodbye' }

const KIND = { data: 0, ping: 1, pong: 2, goodbye: 3 } as const
const HEADER_BYTES = 5
const NONCE_BYTES = 4

export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  const payloadBytes =
    frame.kind === 'data' ? frame.payload.length : frame.kind === 'goodbye' ? 0 : NONCE_BYTES
  const bytes = new Uint8Array(HEADER_BYTES + payloadBytes)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, payloadBytes + 1)
  view.setUint8(4, KIND[frame.kind])
  if (frame.kind === 'data') bytes.set(frame.payload, HEADER_BYTES)
  else if (frame.kind !== 'goodbye') view.setUint32(HEADER_BYTES, frame.nonce)
  return bytes
}

export type FrameFault = 'too-large' | 'empty' | 'unknown-kind' | 'wrong-length'

/** Collects chunks of any size into frames. Holds at most one frame; each payload is a copy of its own. */
export class FrameReader {
  readonly #header = new Uint8Array(HEADER_BYTES)
  #headerFilled = 0
  #payload: Uint8Array | undefined
  #payloadFilled = 0

  /** Calls `onFrame` for each complete frame. Returns why the stream must be closed, if it must. */
  push(chunk: Uint8Array, onFrame: (frame: Frame) => void): FrameFault | undefined {
    let offset = 0
    while (offset < chunk.length) {
      if (this.#payload === undefined) {
        const taken = Math.min(HEADER_BYTES - this.#headerFilled, chunk.length - offset)
        this.#header.set(chunk.subarray(offset, offset + taken), this.#headerFilled)
        this.#headerFilled += taken
        offset += taken
        if (this.#headerFilled < HEADER_BYTES) return undefined
        const fault = this.#begin()
        if (fault !== undefined) return fault
      }
      const payload = this.#payload ?? new Uint8Array()
      const taken = Math.min(payload.length - this.#payloadFilled, chunk.length - offset)
      payload.set(chunk.subarray(offset, offset + taken), this.#payloadFilled)
      this.#payloadFilled += taken
      offset += taken
      if (this.#payloadFilled < payload.length) return undefined
      this.#payload = undefined
      this.#headerFilled = 0
      const frame = parse(this.#header[4] ?? 255, payload)
      if (typeof frame === 'string') return frame
      onFrame(frame)
    }
    return undefined
  }

  #begin(): FrameFault | undefined {
    const length = new DataView(this.#header.buffer).getUint32(0)
    if (length === 0) return 'empty'
    if (length - 1 > MAX_FRAME_BYTES) return 'too-large'
    const kind = this.#header[4]
    if (kind !== KIND.data && length - 1 > NONCE_BYTES) return 'wrong-length'
    this.#payload = new Uint8Array(length - 1)
    this.#payloadFilled = 0
    return undefined
  }
}

function parse(kind: number, payload: Uint8Array): Frame | FrameFault {
  switch (kind) {
    case KIND.data:
      return { kind: 'data', payload }
    case KIND.ping:
    case KIND.pong:
      if (payload.length !== NONCE_BYTES) return 'wrong-length'
      return {
        kind: kind === KIND.ping ? 'ping' : 'pong',
        nonce: new DataView(payload.buffer, payload.byteOffset).getUint32(0),
      }
    case KIND.goodbye:
      return payload.length === 0 ? { kind: 'goodbye' } : 'wrong-length'
    default:
      return 'unknown-kind'
  }
}
