// A page without screens around the real session and the real worker: exactly the app's engine, driven by tests.

import { rtcConnections } from './node-rtc.ts'
import { failureOf } from '../../src/engine/engine-error.ts'
import { readProfile } from '../../src/engine/profile.ts'
import { createProgramApi } from '../../src/engine/program-api.ts'
import type { EngineContext } from '../../src/engine/context.ts'
import { openSession } from '../../src/engine/session.ts'
import { createEngineStore } from '../../src/engine/store.ts'
import type { EngineEvent } from '../../worker/rpc/contract.ts'
import type { NodePage } from './node-api.ts'

const profile = readProfile(location.search)
if (!profile.ok) throw new Error(profile.reason)
const store = createEngineStore(profile.value)
const session = openSession(store)
const events: EngineEvent[] = []
session.engine.subscribe((event) => events.push(event))

const node: NodePage = {
  call: (method, params) =>
    session.engine.call(method, params).then(
      (value) => ({ ok: true, value }),
      (error: unknown) => ({ ok: false, failure: failureOf(error) }),
    ),
  boot: () => store.getState().boot,
  takeOver: session.takeOver,
  events: () => events,
  rtc: rtcConnections,
}
Object.assign(globalThis, { node, sporedb: createProgramApi(session.engine, store, __BUILD_ID__) })

/** For a page that draws the app's screens over it. */
export const context: EngineContext = { engine: session.engine, store, takeOver: session.takeOver }
