// What the relay says when it is up: where to go, and what will not work from where.
import type { Relay, RelayOptions } from './create-relay.ts'

export function announcement(relay: Relay, { publicOrigin }: RelayOptions): readonly string[] {
  const lines = [
    relay.servesApp
      ? `SporeDB is ready. Open ${relay.url}`
      : `The relay is ready at ${relay.url}; there is no built app to serve.`,
  ]
  if (publicOrigin !== undefined) lines.push(`Other people open ${publicOrigin}`)
  if (publicOrigin !== undefined && !isSecureContext(publicOrigin))
    lines.push(
      'Warning: without https, browsers on other machines give pages no WebCrypto, and SporeDB cannot run there.',
      'Use --cert and --key, or put a proxy with a certificate in front.',
    )
  if (publicOrigin === undefined)
    lines.push(
      'Only this machine can use that address. For other people: --public-url, with --cert and --key.',
    )
  return lines
}

/** Browsers trust https, and http on the machine itself. */
export function isSecureContext(origin: string): boolean {
  const { protocol, hostname } = new URL(origin)
  if (protocol === 'https:') return true
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\./.test(hostname)
  )
}
