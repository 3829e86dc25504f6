// What a libp2p connection is to us. The limits of a relayed connection are what the relay claims, so they prove nothing: a
// relay that claims none would look direct. WebRTC's own multiplexer cannot be claimed, and neither can an address that we
// dialled without a circuit in it.
import type { Connection } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'

/** Where this is the multiplexer, the connection is WebRTC. */
export const WEBRTC_MUXER = '/webrtc'

export const isCircuit = (address: Multiaddr): boolean =>
  address.getComponents().some(({ name }) => name === 'p2p-circuit')

export function isDirect(connection: Connection): boolean {
  if (connection.limits !== undefined) return false
  return connection.multiplexer === WEBRTC_MUXER || !isCircuit(connection.remoteAddr)
}
