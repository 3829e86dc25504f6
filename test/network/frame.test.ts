import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeFrame, FrameReader, type Frame } from '../../worker/network/frame.ts'
import { MAX_FRAME_BYTES } from '../../worker/network/limits.ts'

const anyFrame: fc.Arbitrary<Frame> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((payload): Frame => ({ kind: 'data', payload })),
  fc
    .tuple(fc.constantFrom('ping' as const, 'pong' as const), fc.nat(2 ** 32 - 1))
    .map(([kind, nonce]): Frame => ({ kind, nonce })),
  fc.constant<Frame>({ kind: 'goodbye' }),
)

function read(
  reader: FrameReader,
  chunk: Uint8Array,
): { readonly frames: Frame[]; readonly fault: string | undefined } {
  const frames: Frame[] = []
  const fault = reader.push(chunk, (frame) => frames.push(frame))
  return { frames, fault }
}

const header = (length: number, kind: number): Uint8Array => {
  const bytes = new Uint8Array(5)
  new DataView(bytes.buffer).setUint32(0, length)
  bytes[4] = kind
  return bytes
}

describe('frames', () => {
  test('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(anyFrame, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (frames, cuts) => {
          const bytes = Buffer.concat(frames.map(encodeFrame))
          const reader = new FrameReader()
          const out: Frame[] = []
          for (let offset = 0, n = 0; offset < bytes.length; n++) {
            const size = cuts[n % cuts.length] ?? 1
            const { frames: some, fault } = read(reader, bytes.subarray(offset, offset + size))
            expect(fault).toBeUndefined()
            out.push(...some)
            offset += size
          }
          expect(out.map((frame) => (frame.kind === 'data' ? [...frame.payload] : frame))).toEqual(
            frames.map((frame) => (frame.kind === 'data' ? [...frame.payload] : frame)),
          )
        },
      ),
    )
  })

  test('are refused when they claim to be too large, before anything is allocated', () => {
    expect(read(new FrameReader(), header(MAX_FRAME_BYTES + 2, 0)).fault).toBe('too-large')
    expect(read(new FrameReader(), header(0xffffffff, 0)).fault).toBe('too-large')
    expect(read(new FrameReader(), header(MAX_FRAME_BYTES + 1, 0)).fault).toBeUndefined()
  })

  test('are refused when empty, of unknown kind or of the wrong length', () => {
    expect(read(new FrameReader(), header(0, 0)).fault).toBe('empty')
    expect(read(new FrameReader(), header(1, 9)).fault).toBe('unknown-kind')
    expect(read(new FrameReader(), header(1, 1)).fault).toBe('wrong-length')
    expect(read(new FrameReader(), header(1000, 1)).fault).toBe('wrong-length')
    expect(read(new FrameReader(), Buffer.concat([header(2, 3), Buffer.from([1])])).fault).toBe(
      'wrong-length',
    )
  })

  test('never make the reader throw, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (chunks) => {
        const reader = new FrameReader()
        for (const chunk of chunks) if (read(reader, chunk).fault !== undefined) return
      }),
    )
  })
})
