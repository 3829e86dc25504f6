// What a store keeps of the journal: segments by policy and number, with the write-back that they belong to.

import { check, rejection, same } from './check.ts'
import { bytes, opened, type StoreCase, writeBack } from './store-fixture.ts'

const segments = (policy: string, ...firsts: readonly number[]) => ({
  policy,
  puts: firsts.map((first) => [first, bytes(`${policy} ${first}`)] as const),
  deletes: [],
})

export const JOURNAL_CASES: readonly StoreCase[] = [
  {
    title: 'keeps the journal of each policy, and names where its segments begin',
    async run(fixture) {
      const first = await opened(fixture)
      same(await first.readJournal('a', 1), undefined, 'a segment of nothing')
      await first.writeBack(writeBack({ journal: [segments('b', 1, 900, 1_000), segments('a', 7)] }))
      first.close()
      const store = await opened(fixture)
      const stored = [
        { policy: 'a', firsts: [7] },
        { policy: 'b', firsts: [1, 900, 1_000] },
      ]
      same((await store.readSnapshot()).journal, stored, 'the numbers')
      store.close()
    },
  },
  {
    title: 'finds the segment that begins at a number or last before it',
    async run(fixture) {
      const store = await opened(fixture)
      await store.writeBack(
        writeBack({ journal: [segments('a', 10), segments('b', 5, 100), segments('c', 1)] }),
      )
      same(await store.readJournal('b', 4), undefined, 'before the first')
      same(await store.readJournal('b', 5), { first: 5, bytes: bytes('b 5') }, 'the first')
      same(await store.readJournal('b', 99), { first: 5, bytes: bytes('b 5') }, 'inside it')
      same(await store.readJournal('b', 100), { first: 100, bytes: bytes('b 100') }, 'the last')
      same(await store.readJournal('b', 9_999), { first: 100, bytes: bytes('b 100') }, 'beyond')
      same(await store.readJournal('bb', 9_999), undefined, 'of another policy')
      store.close()
    },
  },
  {
    title: 'replaces and deletes segments of the journal, all or nothing with the rest',
    async run(fixture) {
      const store = await opened(fixture)
      await store.appendRound(1, bytes('one'))
      await store.writeBack(writeBack({ journal: [segments('a', 1, 2, 3)], watermark: 1 }))
      const longer = { policy: 'a', puts: [[3, bytes('longer')] as const], deletes: [1, 77] }
      await store.writeBack(writeBack({ journal: [longer], watermark: 1 }))
      same((await store.readSnapshot()).journal, [{ policy: 'a', firsts: [2, 3] }], 'what is left')
      same(await store.readJournal('a', 3), { first: 3, bytes: bytes('longer') }, 'the longer one')
      same(await store.readJournal('a', 1), undefined, 'the deleted one')
      const refused = await rejection(
        store.writeBack(writeBack({ journal: [segments('a', 9)], watermark: 5 })),
      )
      check(refused !== undefined, 'a watermark beyond the log must be refused')
      same((await store.readSnapshot()).journal, [{ policy: 'a', firsts: [2, 3] }], 'nothing of it')
      await store.wipe()
      const after = await opened(fixture)
      same((await after.readSnapshot()).journal, [], 'a wiped journal')
      after.close()
    },
  },
]
