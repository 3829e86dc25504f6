// Ends a connection, whatever libp2p thinks of it. Each kind needs its own way: aborting a WebSocket leaves it open (@libp2p/
// websockets 10.1.21 resets with code 1006, which no WebSocket takes), aborting a relayed connection can throw half-way (its
// muxer says goodbye first), and closing a WebRTC connection waits for a peer that may be dead.
import type { Connection } from '@libp2p/interface'
import { WEBRTC_MUXER } from './connection-kind.ts'
import { HANG_UP_MS } from './limits.ts'

export function hangUp(connection: Connection): void {
  if (connection.multiplexer === WEBRTC_MUXER) abort(connection)
  else connection.close({ signal: AbortSignal.timeout(HANG_UP_MS) }).catch(() => abort(connection))
}

function abort(connection: Connection): void {
  try {
    connection.abort(new Error('hung up'))
  } catch {
    // Already ending: its parts were closed before it was.
  }
}
