// Puts the stand-ins on globalThis. @libp2p/webrtc reads them when it is imported, so this runs first and the libp2p code
// is imported dynamically afterwards (as worker/main.ts does).
import { WorkerIceCandidate, WorkerSessionDescription } from './descriptions.ts'
import { PagePort } from './page-port.ts'
import { WorkerPeerConnection } from './peer-connection.ts'

/** One node lives in a worker, so the stand-ins stay until it ends; there is nothing to uninstall. */
export function installRtc(port: MessagePort): void {
  const page = new PagePort(port)
  class BoundPeerConnection extends WorkerPeerConnection {
    constructor(config?: RTCConfiguration) {
      super(page, config)
    }
  }
  Object.assign(globalThis, {
    RTCPeerConnection: BoundPeerConnection,
    RTCSessionDescription: WorkerSessionDescription,
    RTCIceCandidate: WorkerIceCandidate,
  })
}
