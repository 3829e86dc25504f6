// Puts a question before every protocol of a libp2p part that we do not own: may this connection use it? The registrar's own
// middleware cannot serve: libp2p 3.3 appends each inbound stream's handler to the registered list, so it grows with every
// stream and calls old handlers again. This wraps what the part registers instead.
import type { Connection, StreamHandler, StreamHandlerOptions, Topology } from '@libp2p/interface'
import type { Registrar } from '@libp2p/interface-internal'

export type Allows = (connection: Connection) => boolean

/** The same components with a registrar that ignores streams and peers on connections that are not allowed. */
export function gatedComponents<Components extends { readonly registrar: Registrar }>(
  components: Components,
  allows: Allows,
): Components {
  const registrar = gatedRegistrar(components.registrar, allows)
  return new Proxy(components, {
    get: (target, key): unknown => (key === 'registrar' ? registrar : Reflect.get(target, key)),
  })
}

function gatedRegistrar(registrar: Registrar, allows: Allows): Registrar {
  const handle = (protocol: string, handler: StreamHandler, options?: StreamHandlerOptions): Promise<void> =>
    registrar.handle(
      protocol,
      async (stream, connection) => {
        if (allows(connection)) await handler(stream, connection)
        else stream.abort(new Error(`${protocol} is not for this connection`))
      },
      options,
    )
  const register = (protocol: string, topology: Topology): Promise<string> => {
    return registrar.register(protocol, {
      ...topology,
      onConnect: (peer, connection) =>
        allows(connection) ? topology.onConnect?.(peer, connection) : undefined,
    })
  }
  return new Proxy(registrar, {
    get(target, key): unknown {
      if (key === 'handle') return handle
      if (key === 'register') return register
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
