// Fills the database of a profile of the app whose page is closed: the first message says which, and how many keys.

import { loadHash } from '../../worker/core/codec/hash.ts'
import { decodeMessage } from '../../worker/core/codec/message-codec.ts'
import { createState } from '../../worker/core/handle/policy-state.ts'
import type { PolicyId, PublicKeyHex } from '../../worker/core/model/ids.ts'
import type { PolicyRecord } from '../../worker/core/model/policy.ts'
import { Journal } from '../../worker/host/journal.ts'
import { recover } from '../../worker/host/recovery.ts'
import { openIndexedDbStore } from '../../worker/store/indexeddb.ts'
import { fill } from './fill-store.ts'

export interface FillRequest {
  readonly database: string
  readonly self: PublicKeyHex
  readonly policy: { readonly id: PolicyId; readonly record: PolicyRecord }
  readonly keys: number
  readonly sporesOf: number
}

async function fillProfile({ database, self, policy, keys, sporesOf }: FillRequest): Promise<void> {
  await loadHash()
  const store = await openIndexedDbStore({ name: database })
  if (!store.ok) throw new Error(store.reason.sentence)
  const state = createState(self)
  const next = await recover(store.value, state, [policy], new Journal(store.value), decodeMessage)
  await fill(store.value, state, policy.id, { keys, sporesOf, round: next - 1 })
  store.value.close()
}

globalThis.addEventListener('message', ({ data }: MessageEvent<FillRequest>) => {
  fillProfile(data).then(
    () => postMessage(''),
    (error: unknown) => postMessage(String(error)),
  )
})
