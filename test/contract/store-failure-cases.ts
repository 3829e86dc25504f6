// What a store does when something is wrong: damage, a full disk, a second engine, data that goes away.

import type { StoreFailure } from '../../worker/store/failure.ts'
import type { Store, WriteBack } from '../../worker/store/port.ts'
import { check, same } from './check.ts'
import { bytes, opened, refused, writeBack, type StoreCase } from './store-fixture.ts'

export const FAILURE_CASES: readonly StoreCase[] = [
  {
    title: 'names the round that is missing or damaged',
    async run(fixture) {
      const store = await opened(fixture)
      for (let round = 1; round <= 5; round++) await store.appendRound(round, bytes(`round ${round}`))
      await fixture.damageRound(4)
      same((await refused(store.readRounds(1, 1000), 'unreadable')).round, 4, 'the damaged round')
      same((await refused(store.readRound(4), 'unreadable')).round, 4, 'the damaged round')
      await fixture.removeRound(2)
      same((await refused(store.readRounds(1, 1000), 'unreadable')).round, 2, 'the missing round')
      same(await store.readRound(3), bytes('round 3'), 'what is whole can be read')
      store.close()
    },
  },
  {
    title: 'writes all of a write-back or nothing when the disk fills up in it',
    async run(fixture) {
      const store = await opened(fixture)
      await store.appendRound(1, bytes('r'))
      const page = (text: string): WriteBack['policies'] => [
        {
          policy: 'p',
          puts: [
            ['', bytes(text)],
            ['z', bytes(text)],
          ],
          deletes: [],
        },
      ]
      await store.writeBack(writeBack({ policies: page('old'), pending: bytes('old'), watermark: 0 }))
      const makeRoom = await fixture.fill()
      const next = writeBack({
        policies: page('new'),
        pending: bytes('new'),
        segment: bytes('new'),
        watermark: 1,
      })
      await refused(store.writeBack(next), 'full')
      makeRoom()
      store.close()
      const again = await opened(fixture)
      const { watermark, pending, segments } = await again.readSnapshot()
      same(
        { watermark, pending, segments },
        { watermark: 0, pending: bytes('old'), segments: [] },
        'the snapshot',
      )
      same(await again.readPages('p', ['', 'z']), [bytes('old'), bytes('old')], 'the pages')
      again.close()
    },
  },
  {
    title: 'stops writing when a second engine opens the same storage',
    async run(fixture) {
      const first = await opened(fixture)
      await first.appendRound(1, bytes('first'))
      const second = await opened(fixture)
      await refused(first.appendRound(2, bytes('from the old one')), 'fenced')
      await second.appendRound(2, bytes('from the new one'))
      await refused(first.putDocument('x', 1), 'fenced')
      await refused(first.writeBack(writeBack({ watermark: 1 })), 'fenced')
      same(await second.readRound(2), bytes('from the new one'), 'the log')
      same(await second.getDocument('x'), undefined, 'the document')
      first.close()
      second.close()
    },
  },
  {
    title: 'fences every kind of write by itself',
    async run(fixture) {
      for (const write of [
        (store: Store) => store.writeBack(writeBack({ segment: bytes('s') })),
        (store: Store) => store.putDocument('x', 1),
        (store: Store) => store.deleteDocument('x'),
      ]) {
        const first = await opened(fixture)
        const second = await opened(fixture)
        await refused(write(first), 'fenced')
        first.close()
        same((await second.readSnapshot()).segments, [], 'the segments')
        second.close()
      }
    },
  },
  {
    title: 'tells when it is deleted underneath, and then does nothing any more',
    async run(fixture) {
      const store = await opened(fixture)
      await store.appendRound(1, bytes('r'))
      const told = new Promise<StoreFailure>((resolve) => void store.onFailure(resolve))
      await fixture.deleteUnderneath()
      same((await told).tag, 'deleted', 'the failure told')
      await refused(store.appendRound(2, bytes('r')), 'deleted')
      await refused(store.readRound(1), 'deleted')
      await refused(store.readSnapshot(), 'deleted')
      store.close()
      const again = await opened(fixture)
      same((await again.readSnapshot()).lastRound, 0, 'a new beginning')
      again.close()
    },
  },
  {
    title: 'does not touch the storage of a newer version',
    async run(fixture) {
      const store = await opened(fixture)
      await store.putDocument('kept', 1)
      store.close()
      await fixture.raiseSchema()
      const result = await fixture.open()
      check(!result.ok, 'it must not open')
      same(result.reason.tag, 'newer-schema', 'the failure')
    },
  },
  {
    title: 'refuses everything after close, without alarm',
    async run(fixture) {
      const store = await opened(fixture)
      store.onFailure(() => check(false, 'closing is no failure'))
      store.close()
      store.close()
      await refused(store.appendRound(1, bytes('r')), 'closed')
      await refused(store.readRound(1), 'closed')
      await refused(store.getDocument('x'), 'closed')
    },
  },
  {
    title: 'erases everything, after a failure as well',
    async run(fixture) {
      const first = await opened(fixture)
      first.onFailure(({ tag }) => check(tag === 'fenced', 'wiping is no failure'))
      await first.appendRound(1, bytes('r'))
      await first.writeBack(writeBack({ segment: bytes('s'), watermark: 1 }))
      await first.putDocument('identity', 'x')
      const second = await opened(fixture)
      await refused(first.appendRound(2, bytes('r')), 'fenced')
      second.close()
      await first.wipe()
      await refused(first.readRound(1), 'closed')
      const store = await opened(fixture)
      same((await store.readSnapshot()).lastRound, 0, 'the log')
      same((await store.readSnapshot()).segments, [], 'the segments')
      same(await store.listDocuments(''), [], 'the documents')
      store.close()
    },
  },
]
