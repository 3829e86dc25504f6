// What libp2p 3.3 expects and Node 20 lacks. Imported first by every program that runs libp2p in Node: the relay and tests.
// The browsers that can run SporeDB have both.
import { WebSocket as NodeWebSocket } from 'ws'

interface Resolvers<Value> {
  readonly promise: Promise<Value>
  readonly resolve: (value: Value | PromiseLike<Value>) => void
  readonly reject: (reason?: unknown) => void
}

function withResolvers<Value>(): Resolvers<Value> {
  let resolve: Resolvers<Value>['resolve'] = () => undefined
  let reject: Resolvers<Value>['reject'] = () => undefined
  const promise = new Promise<Value>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}

if (!('withResolvers' in Promise)) Object.assign(Promise, { withResolvers })
if (!('WebSocket' in globalThis)) Object.assign(globalThis, { WebSocket: NodeWebSocket })
