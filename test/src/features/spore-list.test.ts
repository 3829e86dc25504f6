// Which spores are listed, and that the list stands still while somebody reads it.
import { describe, expect, it } from 'vitest'
import { hold, parseSelection, select, type Selection } from '../../../src/features/spores/selection.ts'
import { conflictsOf, effectText, summary } from '../../../src/features/spores/view-model.ts'
import type { PublicKeyHex, SporeId, SporeView } from '../../../worker/rpc/contract.ts'

const NOW = 1_000_000_000
const key = (name: string): PublicKeyHex => name as PublicKeyHex
const id = (name: string): SporeId => name as SporeId

const spore = (name: string, over: Partial<SporeView> = {}): SporeView =>
  ({
    id: id(name),
    policy: 'p',
    emitter: key('bob'),
    mine: false,
    stage: 'committed',
    executed: true,
    operations: [{ op: 'SET', key: `key/${name}`, exact: true }],
    deadline: NOW,
    receivedAt: NOW,
    quorum: 3,
    votes: [],
    locks: [],
    waitsBehind: [],
    waitsFor: [],
    explanation: '',
    ...over,
  }) as SporeView

const ALL: readonly SporeView[] = [
  spore('old', { receivedAt: NOW - 5 }),
  spore('mine', { mine: true, emitter: key('me'), receivedAt: NOW - 4 }),
  spore('waits', { stage: 'submitted', executed: false, receivedAt: NOW - 9 }),
  spore('refused', { stage: 'aborted', receivedAt: NOW - 1 }),
  spore('stuck', { stage: 'submitted', executed: false, deadline: NOW - 3_600_000 }),
]

const chosen = (search: string): Selection => parseSelection(new URLSearchParams(search))
const names = (search: string, replaced: readonly string[] = []): readonly string[] =>
  select(ALL, chosen(search), new Set(replaced.map(id)), NOW).listed.map((each) => each.id)

describe('the list of spores', () => {
  it('folds away what came to nothing, until it is asked for', () => {
    expect(names('')).toEqual(['waits', 'mine', 'old'])
    expect(select(ALL, chosen(''), new Set(), NOW).folded).toBe(2)
    expect(names('ended=shown')).toEqual(['stuck', 'waits', 'refused', 'mine', 'old'])
    expect(names('show=refused')).toEqual(['refused'])
  })

  it('is filtered by stage, author, policy and key, all in the address', () => {
    expect(names('show=undecided')).toEqual(['stuck', 'waits'])
    expect(names('author=me')).toEqual(['mine'])
    expect(names('author=bob')).toEqual(['waits', 'old'])
    expect(names('policy=other')).toEqual([])
    expect(names('key=KEY/OL')).toEqual(['old'])
    const large = spore('large', { operationCount: 2, moreKeys: ['Key/64'] })
    expect(select([large], chosen('key=key/6'), new Set(), NOW).listed).toEqual([large])
    expect(select([large], chosen('key=key/7'), new Set(), NOW).listed).toEqual([])
    expect(names('', ['old'])).toEqual(['waits', 'mine'])
    expect(names('show=nonsense')).toEqual(names(''))
  })

  it('keeps its order while it is read, with each spore as it is now', () => {
    const order = [id('waits'), id('old'), id('gone')]
    const now = [spore('new'), spore('old'), spore('waits')]
    const held = hold(now, order)
    expect(held.rows).toEqual([now[2], now[1]])
    expect(held.news).toBe(1)
    expect(hold(now, undefined)).toEqual({ rows: now, news: 0 })
  })
})

describe('one spore', () => {
  it('says how many operations it has, though lists bring only the first', () => {
    expect(summary(spore('big', { operationCount: 64 }))).toBe('SET key/big and 63 more')
  })

  it('names what it met', () => {
    const met = spore('met', {
      waitsBehind: [id('first')],
      votes: [
        { endorser: key('ann'), vote: 'rejected', accepted: false, ref: id('winner') },
        { endorser: key('eve'), vote: 'holding', accepted: false, ref: id('first') },
        { endorser: key('dan'), vote: 'endorsed', accepted: false, ref: id('x') },
      ],
    })
    expect(conflictsOf(met, (each) => each)).toEqual([
      { words: 'It waits behind', id: 'first' },
      { words: 'ann refused it because of', id: 'winner' },
      { words: 'eve holds it behind', id: 'first' },
    ])
  })

  it('says what was there before and after', () => {
    expect(effectText(undefined, false)).toBe('nothing')
    expect(effectText(undefined, true)).toBe('no member')
    expect(effectText({ type: 'string', text: '' }, true)).toBe('a member')
    expect(effectText({ type: 'string', text: 'ab', sizeBytes: 9_000 }, false)).toBe('"ab" … 9,000 in all')
  })
})
