import type { PeerView, RelayView } from '../../../worker/rpc/contract.ts'

export const PEERS = {
  title: 'Peers',
  intro:
    'The browsers that yours is connected to. After meeting through a relay, two browsers talk to each other directly.',
  me: 'This device',
  peers: 'Connections',
  relays: 'Relays',
  emptyTitle: 'Nobody is connected',
  emptyOffline: 'You are offline. Go online to reach the people in your keyring.',
  emptyAlone: 'Invite somebody, or wait: people in your keyring appear here when they open SporeDB.',
  goOnline: 'Go online',
  goOffline: 'Go offline',
  toKeyring: 'Go to the keyring',
  noRelays: 'No relay is set. Without one, browsers cannot find each other.',
  toSettings: 'Add a relay in Settings',
  relaySpare:
    'All connections are direct: the relay can be closed now, and you all keep talking to each other.',
  since: 'since',
  rtt: 'round trip',
  bytes: (received: string, sent: string): string => `${received} in, ${sent} out`,
  heard: 'last heard',
} as const

export const LINK: Readonly<Record<PeerView['link'], string>> = {
  connecting: 'Connecting',
  relayed: 'Relayed',
  direct: 'Direct',
  gone: 'Gone',
}

export const RELAY_STATE: Readonly<Record<RelayView['state'], string>> = {
  off: 'Not used',
  connecting: 'Connecting',
  reserved: 'Connected',
  failed: 'Not reachable',
}
