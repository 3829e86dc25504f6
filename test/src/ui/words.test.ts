import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sporePrint } from '../../../src/ui/spore-print.ts'
import { operationText, shorten, sporeWords, voteWords } from '../../../src/ui/spore-words.ts'
import { bytesText, durationText, relativeTime, tookText } from '../../../src/ui/time.ts'
import type { EndorserVote, PublicKeyHex } from '../../../worker/rpc/contract.ts'
import { key, spore, sporeId } from '../engine/samples.ts'

const nameOf = (of: PublicKeyHex): string =>
  ({ a: 'alice', b: 'bob', c: 'carol' })[of.charAt(0)] ?? 'somebody'
const vote = (
  letter: string,
  said: EndorserVote['vote'],
  over: Partial<EndorserVote> = {},
): EndorserVote => ({
  endorser: key(letter),
  vote: said,
  accepted: false,
  ...over,
})

describe('a spore in words', () => {
  it('counts endorsements toward the quorum', () => {
    const votes = [vote('a', 'endorsed'), vote('b', 'endorsed'), vote('c', 'holding'), vote('d', 'silent')]
    expect(sporeWords(spore(1, { votes }), nameOf)).toMatchObject({
      stage: 'Submitted',
      progress: 'endorsed 2 of 4, quorum 3',
      endorsed: 2,
      total: 4,
      undecided: true,
    })
  })

  it('names whom it waits for, and leaves the word to the node where it has one', () => {
    expect(sporeWords(spore(1, { waitsFor: [key('b'), key('c')] }), nameOf).explanation).toBe(
      'Waits for one of bob and carol',
    )
    expect(
      sporeWords(spore(1, { waitsFor: [key('b')], explanation: 'Bob sleeps' }), nameOf).explanation,
    ).toBe('Bob sleeps')
    expect(sporeWords(spore(1, { waitsBehind: [sporeId(2)] }), nameOf).explanation).toContain('Waits behind')
  })

  it('says why it was refused, and by whom', () => {
    const votes = [
      vote('a', 'endorsed'),
      vote('b', 'rejected', { why: 'STALE' }),
      vote('c', 'rejected', { why: 'STALE' }),
    ]
    expect(sporeWords(spore(1, { stage: 'aborted', votes }), nameOf)).toMatchObject({
      stage: 'Refused',
      explanation: 'Refused by bob and carol: it builds on an older version of a key',
      undecided: false,
    })
    expect(sporeWords(spore(1, { stage: 'dead' }), nameOf).explanation).toContain('committed in its place')
  })

  it('has nothing to explain once it is committed and executed', () => {
    const done = spore(1, { stage: 'committed', executed: true, explanation: 'committed' })
    expect(sporeWords(done, nameOf).explanation).toBe('')
    expect(sporeWords(spore(1, { stage: 'committed' }), nameOf).explanation).toContain('waits here')
  })

  it('tells an honest refusal that later accepted the majority', () => {
    expect(voteWords(vote('b', 'rejected', { why: 'LOCAL', accepted: true }))).toBe(
      'refused: that endorser chose not to; accepted the majority',
    )
    expect(voteWords(vote('b', 'silent'))).toBe('not heard from')
  })

  it('writes operations as one would type them', () => {
    expect(operationText({ op: 'DELETE', key: 'my key', exact: false })).toBe('DEL "my key"')
    expect(
      operationText({ op: 'SET', key: 'k', argument: { type: 'string', text: '12' }, exact: false }),
    ).toBe('SET k "12"')
    expect(shorten('x'.repeat(300))).toHaveLength(200 + '… (300 characters)'.length)
  })
})

describe('times and sizes', () => {
  it('are told in the largest unit that fits', () => {
    expect(relativeTime(1_000, 3_000)).toBe('just now')
    expect(relativeTime(0, 65_000)).toBe('1 minute ago')
    expect(relativeTime(7_200_000, 0)).toBe('in 2 hours')
    expect(durationText(600_000)).toBe('10 minutes')
    expect(durationText(90_000)).toBe('90 seconds')
    expect(durationText(86_400_000)).toBe('1 day')
    expect(durationText(1_500)).toBe('1500 ms')
    expect(tookText(0.2)).toBe('1 ms')
    expect(tookText(1_240)).toBe('1.2 s')
    expect(bytesText(999)).toBe('999 B')
    expect(bytesText(1_834_000)).toBe('1.8 MB')
    expect(bytesText(18_400_000_000)).toBe('18 GB')
  })
})

describe('the print of a key', () => {
  const keys = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => Buffer.from(bytes).toString('hex') as PublicKeyHex)

  it('is the same every time, within the picture, and threefold', () => {
    fc.assert(
      fc.property(keys, (of) => {
        const print = sporePrint(of)
        expect(sporePrint(of)).toEqual(print)
        expect(print.dots.length % 3).toBe(0)
        expect(print.band).toHaveLength(6)
        for (const dot of print.dots) {
          expect(Math.abs(dot.x - 32) + dot.radius).toBeLessThanOrEqual(32)
          expect(Math.abs(dot.y - 32) + dot.radius).toBeLessThanOrEqual(32)
        }
      }),
    )
  })

  it('keeps its inks away from its ground', () => {
    fc.assert(
      fc.property(keys, (of) => {
        const { ground, inks } = sporePrint(of)
        for (const ink of inks) {
          const apart = Math.abs(((ink - ground + 540) % 360) - 180)
          expect(apart).toBeGreaterThanOrEqual(60)
        }
      }),
    )
  })

  it('differs between keys that differ in one byte of the picture', () => {
    expect(sporePrint(key('a'))).not.toEqual(
      sporePrint(`${'a'.repeat(10)}b${'a'.repeat(53)}` as PublicKeyHex),
    )
  })
})
