// A relay is known by the origin of its URL (https://relay.example). Its peer id changes when it restarts, so it is asked
// for at dial time in /relay.json. The multiaddr is made from the origin itself: what the document says about addresses is
// for other programs, so a relay cannot point us elsewhere.
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { ok, fail, type Result } from '../core/model/result.ts'

export const RELAY_DOCUMENT_PATH = '/relay.json'

/** Shape of /relay.json. */
export interface RelayDocument {
  readonly peerId: string
  readonly addrs: readonly string[]
  readonly build: string
}

export type RelayUrlFault = 'not-a-url' | 'not-http'

/** The origin in the one spelling that serves as a relay's name; paths and the rest are dropped. */
export function parseRelayUrl(text: string): Result<string, RelayUrlFault> {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) return fail('not-a-url')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return fail('not-http')
  return ok(url.origin)
}

/** `/dns/host/tcp/port/ws`, or `/tls/ws` for https. The origin must come from parseRelayUrl. */
export function originToMultiaddr(origin: string): Multiaddr {
  const { hostname, port, protocol } = new URL(origin)
  const isSecure = protocol === 'https:'
  const portNumber = port === '' ? (isSecure ? 443 : 80) : Number(port)
  return multiaddr(`${hostPart(hostname)}/tcp/${portNumber}${isSecure ? '/tls' : ''}/ws`)
}

function hostPart(hostname: string): string {
  if (hostname.startsWith('[')) return `/ip6/${hostname.slice(1, -1)}`
  return /^\d+\.\d+\.\d+\.\d+$/.test(hostname) ? `/ip4/${hostname}` : `/dns/${hostname}`
}
