// Files are UTF-8: cut anywhere they read the same, and what is not UTF-8 is named with its place.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstInvalid, piecesOf } from '../../worker/bulk/decode.ts'

async function textOf(source: Blob, sliceBytes: number): Promise<string> {
  let text = ''
  for await (const piece of piecesOf(source, sliceBytes)) text += piece.text
  return text
}

describe('decoding a file', () => {
  it('gives the same text for all slices, and leaves the byte order mark out', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 9 }),
        async (text, slice) => {
          expect(await textOf(new Blob(['\ufeff', text]), slice)).toBe(text.replace(/^\ufeff/u, ''))
        },
      ),
    )
  })

  it.each([1, 2, 3, 5, 100])(
    'names the line and the byte that is not UTF-8, in slices of %i',
    async (slice) => {
      const bytes = new Uint8Array([...new TextEncoder().encode('é\nok\nx'), 0xc3, 0x28, 0x0a])
      await expect(textOf(new Blob([bytes]), slice)).rejects.toThrow(
        'Line 3 is not valid UTF-8: byte 8 (0xc3)',
      )
    },
  )

  it('names a character that the end of the file cuts, and UTF-16', async () => {
    await expect(textOf(new Blob([new Uint8Array([0x61, 0xe2, 0x82])]), 10)).rejects.toThrow('Line 1')
    await expect(textOf(new Blob([new Uint8Array([0xff, 0xfe, 0x61, 0])]), 10)).rejects.toThrow('UTF-16')
  })

  it('agrees with the decoder of the platform on what is well-formed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        const isFine = firstInvalid(bytes, true) === bytes.length
        let decoded = true
        try {
          new TextDecoder('utf-8', { fatal: true }).decode(bytes)
        } catch {
          decoded = false
        }
        expect(isFine).toBe(decoded)
      }),
      { numRuns: 2_000 },
    )
  })
})
