// The state of the network in words, for the header, the banner and the screen of peers. Pure.

import type { NetworkView, PeerView, RelayView } from '../../../worker/rpc/contract.ts'
import type { ChipKind } from '../../ui/chip.tsx'

export interface ConnectionWords {
  /** A few words for the header: "3 peers, 2 direct". */
  readonly short: string
  readonly kind: ChipKind
  /** A sentence for the banner when something is wrong; '' otherwise. */
  readonly banner: string
  /** What the banner's button would do. */
  readonly remedy: 'go-online' | 'none'
}

export const isConnected = (peer: PeerView): boolean => peer.link === 'direct' || peer.link === 'relayed'

export function connectionWords(
  network: NetworkView | undefined,
  waiting: number,
  deviceOnline: boolean,
): ConnectionWords {
  if (network === undefined) return { short: 'Starting', kind: 'underway', banner: '', remedy: 'none' }
  const queued = waiting === 0 ? '' : ` ${waiting} of your spores ${waiting === 1 ? 'waits' : 'wait'} here.`
  if (!network.online)
    return {
      short: 'Offline',
      kind: 'none',
      banner: `You are offline: nothing is sent or received.${queued}`,
      remedy: 'go-online',
    }
  const connected = network.peers.filter(isConnected)
  const direct = connected.filter((peer) => peer.link === 'direct').length
  if (connected.length > 0) {
    const peers = `${connected.length} ${connected.length === 1 ? 'peer' : 'peers'}`
    const how = direct === connected.length ? 'direct' : direct === 0 ? 'relayed' : `${direct} direct`
    return { short: `${peers}, ${how}`, kind: 'settled', banner: '', remedy: 'none' }
  }
  if (!deviceOnline)
    return {
      short: 'No network',
      kind: 'bad',
      banner: `This device has no network. SporeDB connects again by itself.${queued}`,
      remedy: 'none',
    }
  const relays = network.relays.map((relay) => relay.state)
  if (relays.includes('reserved'))
    return { short: 'Online, no peers', kind: 'underway', banner: '', remedy: 'none' }
  if (relays.length > 0 && relays.every((state) => state === 'failed'))
    return {
      short: 'No relay reachable',
      kind: 'bad',
      banner: `No relay can be reached, so nobody can be found. SporeDB keeps trying.${queued}`,
      remedy: 'none',
    }
  return { short: 'Connecting', kind: 'underway', banner: '', remedy: 'none' }
}

export const LINK_KIND: Readonly<Record<PeerView['link'], ChipKind>> = {
  direct: 'settled',
  relayed: 'underway',
  connecting: 'underway',
  gone: 'none',
}

export const RELAY_KIND: Readonly<Record<RelayView['state'], ChipKind>> = {
  reserved: 'settled',
  connecting: 'underway',
  failed: 'bad',
  off: 'none',
}

/** Connected first, then by name: rows move only when a connection comes or goes. */
export function orderPeers(peers: readonly PeerView[]): readonly PeerView[] {
  return [...peers].sort(
    (a, b) =>
      Number(isConnected(b)) - Number(isConnected(a)) ||
      a.name.localeCompare(b.name) ||
      (a.key < b.key ? -1 : 1),
  )
}

/** Nobody depends on a relay any more: there are connections, and all that are not gone are direct. */
export function relayIsSpare(network: NetworkView): boolean {
  const present = network.peers.filter((peer) => peer.link !== 'gone')
  return present.length > 0 && present.every((peer) => peer.link === 'direct')
}
