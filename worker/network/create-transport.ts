// Starts the network in a worker. The page's port gives the worker WebRTC; libp2p must be imported after that, because it looks
// for RTCPeerConnection when it is imported.
import type { Libp2pTransport, Libp2pTransportOptions } from './libp2p-transport.ts'
import { installRtc } from './rtc/install.ts'

/** `rtc` is the worker's end of the port whose other end createRtcBroker() was given. */
export async function createWorkerTransport(
  rtc: MessagePort,
  options: Libp2pTransportOptions,
): Promise<Libp2pTransport> {
  installRtc(rtc)
  const { createLibp2pTransport } = await import('./libp2p-transport.ts')
  const transport = await createLibp2pTransport(options)
  globalThis.addEventListener('online', () => transport.nudge())
  return transport
}
