// What the page sees of the node: calls and events. Screens and the program interface take this and nothing else, so that
// they never know whether a worker, a port or another tab is behind it.

import type { EngineEvent, MethodName, Params, Returns } from '../../worker/rpc/contract.ts'

export interface Engine {
  /** Rejects with EngineError. After the code `timeout` the outcome is unknown: the node may still do it. */
  call<Name extends MethodName>(method: Name, params: Params<Name>): Promise<Returns<Name>>
  /** Every event, in order, until the returned function is called. */
  subscribe(listener: (event: EngineEvent) => void): () => void
}
