// What every store must do, as cases that run in vitest (memory, fake-indexeddb) and inside a real browser page.

import { CONTENT_CASES } from './store-content-cases.ts'
import { FAILURE_CASES } from './store-failure-cases.ts'
import { JOURNAL_CASES } from './store-journal-cases.ts'
import type { StoreCase } from './store-fixture.ts'

export const STORE_CASES: readonly StoreCase[] = [...CONTENT_CASES, ...JOURNAL_CASES, ...FAILURE_CASES]
