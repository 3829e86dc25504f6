// I15 can fail: commits without the approval of enough honest endorsers, or of what nobody may approve.

import { describe, expect, it } from 'vitest'
import { accept, add, endorse, set } from '../../core/builders.ts'
import { keyOf } from '../../core/policy-samples.ts'
import { Story, type StoryOptions } from './story.ts'
import { Validity } from './validity.ts'

const story = (options: StoryOptions = {}): Story => new Story((ledger) => new Validity(ledger), options)

describe('I15 validity', () => {
  it('I15 passes a commit with ω−f honest endorsements', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    run.allSay([0, 1], endorse(s))
    run.allSay([0, 1, 2], accept(s))
  })

  it('I15 finds a commit that one honest endorser approved', () => {
    const run = story()
    const s = run.submit([set('k', '1')])
    run.allSay([0, 3], endorse(s))
    run.says(0, accept(s))
    expect(() => run.says(1, accept(s))).toThrow(/I15.*1 honest endorsements of 2/)
  })

  it('I15 asks for all of ω where nobody is faulty', () => {
    const run = story({ byzantine: [] })
    const s = run.submit([set('k', '1')])
    run.allSay([0, 1], endorse(s))
    run.allSay([0, 1], accept(s))
    expect(() => run.says(2, accept(s))).toThrow(/I15.*2 honest endorsements of 3/)
  })

  it('I15 finds a commit of an invalid body, of a stranger, of nothing', () => {
    const commit = (run: Story, s: ReturnType<Story['spore']>) => (): void => {
      run.allSay([0, 1, 2], endorse(s))
      run.allSay([0, 1], accept(s))
    }
    const invalid = story()
    expect(commit(invalid, invalid.submit([add('n', 'text')]))).toThrow(/I15.*not valid/)
    const foreign = story()
    expect(commit(foreign, foreign.submit([add('n', '1')], { emitter: keyOf(77) }))).toThrow(
      /I15.*may not write/,
    )
    const unknown = story()
    expect(commit(unknown, unknown.spore([add('n', '1')]))).toThrow(/I15.*nobody ever built/)
  })
})
