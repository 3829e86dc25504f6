import 'fake-indexeddb/auto'
import { describe, test } from 'vitest'
import { INDEXEDDB_CASES } from './indexeddb-cases.ts'
import { indexedDbFixture } from './indexeddb-fixture.ts'
import { STORE_CASES } from './store.ts'

let databases = 0
const freshName = (): string => `sporedb-test-${++databases}`

describe('a store in IndexedDB', () => {
  test.each(STORE_CASES)('$title', ({ run }) => run(indexedDbFixture(freshName())))
  test.each(INDEXEDDB_CASES)('$title', ({ run }) => run(freshName()))
})
