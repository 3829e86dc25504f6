// Keeps hold of every real RTCPeerConnection that the page's broker makes, so that a test can ask them what they carried.
// Imported before the engine.

import type { RtcConnection } from './node-api.ts'

const connections: RTCPeerConnection[] = []

class KeptPeerConnection extends RTCPeerConnection {
  constructor(config?: RTCConfiguration) {
    super(config)
    connections.push(this)
  }
}
globalThis.RTCPeerConnection = KeptPeerConnection

type Entry = RTCStats & {
  readonly bytesSent?: number
  readonly bytesReceived?: number
  readonly nominated?: boolean
  readonly localCandidateId?: string
  readonly remoteCandidateId?: string
  readonly candidateType?: string
}

/** In the order they were made, closed ones included. */
export const rtcConnections = (): Promise<RtcConnection[]> => Promise.all(connections.map(describe))

async function describe(connection: RTCPeerConnection): Promise<RtcConnection> {
  const entries = new Map<string, Entry>()
  ;(await connection.getStats()).forEach((entry: Entry) => entries.set(entry.id, entry))
  const all = [...entries.values()]
  const channels = all.filter(({ type }) => type === 'data-channel')
  const pair = all.find(({ type, nominated }) => type === 'candidate-pair' && nominated === true)
  const kindOf = (id: string | undefined): string => entries.get(id ?? '')?.candidateType ?? '?'
  return {
    state: connection.connectionState,
    bytesSent: sum(channels.map(({ bytesSent }) => bytesSent)),
    bytesReceived: sum(channels.map(({ bytesReceived }) => bytesReceived)),
    path: `${kindOf(pair?.localCandidateId)} ${kindOf(pair?.remoteCandidateId)}`,
  }
}

const sum = (numbers: readonly (number | undefined)[]): number =>
  numbers.reduce<number>((total, each) => total + (each ?? 0), 0)
