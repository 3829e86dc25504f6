// What a store keeps: rounds, pages, documents, through restarts, all or nothing.

import { StoreError, type StoreFailure } from '../../worker/store/failure.ts'
import { check, rejection, same } from './check.ts'
import { bytes, opened, refused, stopped, writeBack, type StoreCase } from './store-fixture.ts'

export const CONTENT_CASES: readonly StoreCase[] = [
  {
    title: 'is empty at first',
    async run(fixture) {
      const store = await opened(fixture)
      const empty = {
        watermark: 0,
        pending: undefined,
        segments: [],
        directories: [],
        journal: [],
        lastRound: 0,
      }
      same(await store.readSnapshot(), empty, 'the snapshot')
      same(await store.readRounds(1, 1000), [], 'the log')
      same(await store.readRound(1), undefined, 'a round')
      same(await store.readPages('p', ['']), [undefined], 'a page')
      same(await store.readPageRange('p', '', undefined, 10), [], 'a range of pages')
      same(await store.getDocument('name'), undefined, 'a document')
      same(await store.listDocuments(''), [], 'the documents')
      store.close()
    },
  },
  {
    title: 'keeps rounds through a restart, and reads them in stretches',
    async run(fixture) {
      const first = await opened(fixture)
      for (let round = 1; round <= 150; round++) await first.appendRound(round, bytes(`round ${round}`))
      first.close()
      const store = await opened(fixture)
      same((await store.readSnapshot()).lastRound, 150, 'the last round')
      same(await store.readRound(77), bytes('round 77'), 'one round')
      const all = await store.readRounds(1, 1_000_000)
      same(
        all.map(({ round }) => round),
        Array.from({ length: 150 }, (_, i) => i + 1),
        'all rounds',
      )
      same(all[149]?.bytes, bytes('round 150'), 'the bytes of the last')
      same(
        (await store.readRounds(10, 25)).map(({ round }) => round),
        [10, 11, 12],
        'what fits',
      )
      same(
        (await store.readRounds(10, 0)).map(({ round }) => round),
        [10],
        'at least one',
      )
      same(await store.readRounds(151, 100), [], 'beyond the end')
      await store.appendRound(151, bytes('next'))
      same((await store.readRounds(150, 100)).length, 2, 'the log after the restart')
      store.close()
    },
  },
  {
    title: 'appends rounds asked for at once in their order',
    async run(fixture) {
      const store = await opened(fixture)
      await Promise.all([1, 2, 3].map((round) => store.appendRound(round, bytes(String(round)))))
      same(
        (await store.readRounds(1, 100)).map(({ round }) => round),
        [1, 2, 3],
        'the log',
      )
      store.close()
    },
  },
  {
    title: 'stores what the bytes were when it was asked, and only the part that was given',
    async run(fixture) {
      const store = await opened(fixture)
      const buffer = bytes('xxgivenxx')
      const given = buffer.subarray(2, 7)
      const append = store.appendRound(1, given)
      given.fill(0)
      await append
      same(await store.readRound(1), bytes('given'), 'the round')
      store.close()
    },
  },
  {
    title: 'refuses a gap or a repetition in the log',
    async run(fixture) {
      const store = await opened(fixture)
      await stopped(store.appendRound(2, bytes('gap')))
      await store.appendRound(1, bytes('one'))
      await stopped(store.appendRound(1, bytes('again')))
      await stopped(store.appendRound(3, bytes('gap')))
      same((await store.readRounds(1, 100)).length, 1, 'the log')
      store.close()
    },
  },
  {
    title: 'writes pages of several policies, pending, segments and watermark back, and deletes pages',
    async run(fixture) {
      const first = await opened(fixture)
      for (let round = 1; round <= 3; round++) await first.appendRound(round, bytes('r'))
      await first.writeBack(
        writeBack({
          policies: [
            {
              policy: 'b',
              puts: [
                ['', bytes('b0')],
                ['m', bytes('bm')],
                ['t', bytes('bt')],
              ],
              deletes: [],
            },
            { policy: 'a', puts: [['é😀\uffff', bytes('a')]], deletes: [] },
          ],
          pending: bytes('pending 1'),
          segment: bytes('segment 1'),
          watermark: 2,
        }),
      )
      await first.writeBack(
        writeBack({
          policies: [
            {
              policy: 'b',
              puts: [
                ['t', bytes('bt2')],
                ['d', bytes('bd')],
              ],
              deletes: ['m', 'nothing'],
            },
          ],
          pending: bytes('pending 2'),
          watermark: 2,
        }),
      )
      await first.writeBack(writeBack({ segment: bytes('segment 2'), watermark: 3 }))
      first.close()
      const store = await opened(fixture)
      same(
        await store.readSnapshot(),
        {
          watermark: 3,
          pending: new Uint8Array(),
          segments: [bytes('segment 1'), bytes('segment 2')],
          directories: [
            { policy: 'a', pageIds: ['é😀\uffff'] },
            { policy: 'b', pageIds: ['', 'd', 't'] },
          ],
          journal: [],
          lastRound: 3,
        },
        'the snapshot',
      )
      const pages = await store.readPages('b', ['t', 'm', '', 'd'])
      same(pages, [bytes('bt2'), undefined, bytes('b0'), bytes('bd')], 'pages')
      same(
        await store.readPages('a', ['', 'é😀\uffff']),
        [undefined, bytes('a')],
        'pages of the other policy',
      )
      const ids = async (from: string, to: string | undefined, limit: number): Promise<string[]> =>
        (await store.readPageRange('b', from, to, limit)).map(({ pageId }) => pageId)
      same(await ids('', undefined, 10), ['', 'd', 't'], 'all pages')
      same(await ids('a', 't', 10), ['d'], 'a range')
      same(await ids('', undefined, 2), ['', 'd'], 'a limit')
      same(await ids('t', 'd', 2), [], 'an empty range')
      store.close()
    },
  },
  {
    title: 'refuses a watermark that goes back or runs ahead of the log, and writes nothing of it',
    async run(fixture) {
      const store = await opened(fixture)
      await store.appendRound(1, bytes('r'))
      await store.writeBack(writeBack({ watermark: 1 }))
      const policies = [{ policy: 'p', puts: [['', bytes('x')] as const], deletes: [] }]
      await stopped(store.writeBack(writeBack({ policies, watermark: 0 })))
      await stopped(store.writeBack(writeBack({ policies, watermark: 2 })))
      same((await store.readSnapshot()).directories, [], 'the pages')
      store.close()
    },
  },
  {
    title: 'keeps documents, a key that cannot be exported included',
    async run(fixture) {
      const first = await opened(fixture)
      const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
        'encrypt',
        'decrypt',
      ])
      await first.putDocument('identity', { name: 'alice', key, seed: bytes('sealed') })
      await first.putDocuments([
        { name: 'policy/b', value: 2 },
        { name: 'policy/a', value: [1] },
        { name: 'policz', value: 3 },
      ])
      await first.putDocument('gone', true)
      await first.deleteDocument('gone')
      first.close()
      const store = await opened(fixture)
      const identity = (await store.getDocument('identity')) as { key: CryptoKey; seed: Uint8Array }
      same(identity.key.extractable, false, 'the key stays locked in')
      same(identity.seed, bytes('sealed'), 'bytes in a document')
      const sealed = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv: new Uint8Array(12) },
        identity.key,
        bytes('x'),
      )
      same(sealed.byteLength, 17, 'the key still works')
      same(
        await store.listDocuments('policy/'),
        [
          { name: 'policy/a', value: [1] },
          { name: 'policy/b', value: 2 },
        ],
        'documents by prefix',
      )
      same(
        (await store.listDocuments('')).map(({ name }) => name),
        ['identity', 'policy/a', 'policy/b', 'policz'],
        'all',
      )
      same(await store.getDocument('gone'), undefined, 'a deleted document')
      await stopped(store.putDocument('\0schema', 1))
      await stopped(store.deleteDocument('\0schema'))
      store.close()
    },
  },
  {
    title: 'stores all of several documents or none',
    async run(fixture) {
      const store = await opened(fixture)
      const error = await rejection(
        store.putDocuments([
          { name: 'good', value: 1 },
          { name: 'bad', value: () => 'functions cannot be stored' },
        ]),
      )
      check(!(error instanceof StoreError), 'a value that cannot be stored is no failure of the storage')
      same(await store.getDocument('good'), undefined, 'the first document')
      await store.putDocument('after', 1)
      same(await store.getDocument('after'), 1, 'the store goes on')
      store.close()
    },
  },
  {
    title:
      'writes nothing any more once one write failed on a full disk, and loses nothing that was acknowledged',
    async run(fixture) {
      const store = await opened(fixture)
      const heard: StoreFailure[] = []
      store.onFailure((failure) => heard.push(failure))
      const silent = store.onFailure(() => check(false, 'told after it stopped listening'))
      silent()
      await store.appendRound(1, bytes('kept'))
      const makeRoom = await fixture.fill()
      const lost = store.appendRound(2, new Uint8Array(100))
      const queued = rejection(store.appendRound(3, bytes('behind the lost one')))
      await refused(lost, 'full')
      check((await queued) instanceof Error, 'a round behind a lost one is lost, too')
      makeRoom()
      await refused(store.appendRound(2, bytes('too late')), 'full')
      await refused(store.writeBack(writeBack({ watermark: 1 })), 'full')
      await refused(store.putDocument('x', 1), 'full')
      await refused(store.deleteDocument('x'), 'full')
      same(
        heard.map(({ tag }) => tag),
        ['full'],
        'listeners are told once',
      )
      const late: StoreFailure[] = []
      store.onFailure((failure) => late.push(failure))
      same(late.length, 1, 'a late listener is told at once')
      same(await store.readRound(1), bytes('kept'), 'reading goes on')
      store.close()
      const again = await opened(fixture)
      same((await again.readSnapshot()).lastRound, 1, 'the log after a restart')
      await again.appendRound(2, bytes('now'))
      again.close()
    },
  },
]
