// Answers HTTP: the app's files, /health and /relay.json. GET and HEAD only, no request has a body, nothing is read from disk
// that is not in the table of files.
import { createReadStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  originToMultiaddr,
  RELAY_DOCUMENT_PATH,
  type RelayDocument,
} from '../worker/network/relay-address.ts'
import { PUBLIC_DOCUMENT_HEADERS, SECURITY_HEADERS, STRICT_TRANSPORT_SECURITY } from './headers.ts'
import type { StaticFile } from './static-files.ts'

export const HEALTH_PATH = '/health'

/** Shape of /health. */
export interface Health {
  readonly status: 'ok' | 'stopping'
  readonly uptimeSeconds: number
  readonly connections: number
  readonly reservations: number
  readonly relayedBytes: number
  readonly build: string
}

export interface ResponderOptions {
  readonly files: ReadonlyMap<string, StaticFile>
  readonly peerId: string
  readonly build: string
  readonly isSecure: boolean
  /** Where other people find this relay; otherwise what the request's Host says. */
  readonly publicOrigin: string | undefined
  readonly health: () => Health
}

export function createResponder(
  options: ResponderOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
    if (options.isSecure) response.setHeader('Strict-Transport-Security', STRICT_TRANSPORT_SECURITY)
    request.resume()
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD')
      return sendText(request, response, 405, 'Only GET and HEAD are answered here')
    }
    const path = pathOf(request)
    if (path === undefined) return sendText(request, response, 400, 'This is not a path')
    if (path === HEALTH_PATH) return sendDocument(request, response, options.health())
    if (path === RELAY_DOCUMENT_PATH) return sendDocument(request, response, relayDocument(options, request))
    return sendFile(request, response, options.files, path)
  }
}

function relayDocument(
  { peerId, build, publicOrigin, isSecure }: ResponderOptions,
  request: IncomingMessage,
): RelayDocument {
  const origin = publicOrigin ?? originOf(request, isSecure)
  const addrs = origin === undefined ? [] : [`${originToMultiaddr(origin).toString()}/p2p/${peerId}`]
  return { peerId, addrs, build }
}

/** The Host header is what the browser's page was loaded from, so its WebSockets reach us under it too. */
function originOf(request: IncomingMessage, isSecure: boolean): string | undefined {
  const text = `${isSecure ? 'https' : 'http'}://${request.headers.host ?? ''}`
  return URL.canParse(text) && !/[/?#@\\]/.test(request.headers.host ?? '') ? new URL(text).origin : undefined
}

function pathOf(request: IncomingMessage): string | undefined {
  const target = request.url ?? ''
  if (!target.startsWith('/')) return undefined
  try {
    const path = decodeURIComponent(target.split(/[?#]/, 1)[0] ?? '')
    return path.includes('\0') ? undefined : path
  } catch {
    return undefined
  }
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  files: ReadonlyMap<string, StaticFile>,
  path: string,
): void {
  const file = files.get(path) ?? (isPage(request, path) ? files.get('/index.html') : undefined)
  if (file === undefined) {
    const message = files.size === 0 ? 'The app is not built; this is only a relay' : 'Not found'
    return sendText(request, response, 404, message)
  }
  response.setHeader('Cache-Control', file.cacheControl)
  response.setHeader('Content-Type', file.type)
  response.setHeader('ETag', file.etag)
  response.setHeader('Vary', 'Accept-Encoding')
  if (request.headers['if-none-match'] === file.etag) return endWith(response, 304)
  const body = acceptsGzip(request) ? file.gzip : undefined
  if (body !== undefined) response.setHeader('Content-Encoding', 'gzip')
  response.setHeader('Content-Length', body?.length ?? file.sizeBytes)
  response.statusCode = 200
  if (request.method === 'HEAD') response.end()
  else if (body !== undefined) response.end(body)
  else
    createReadStream(file.path)
      .on('error', () => response.destroy())
      .pipe(response)
}

/** The app's own paths have no extension; a missing file must not turn into the page. */
const isPage = (request: IncomingMessage, path: string): boolean =>
  !/\.[^/]*$/.test(path) && (path === '/' || (request.headers.accept ?? '').includes('text/html'))

const acceptsGzip = (request: IncomingMessage): boolean =>
  /(^|[,\s])gzip($|[,;\s])/.test(request.headers['accept-encoding'] ?? '')

function sendDocument(request: IncomingMessage, response: ServerResponse, document: object): void {
  for (const [name, value] of Object.entries(PUBLIC_DOCUMENT_HEADERS)) response.setHeader(name, value)
  endWith(response, 200, request.method === 'HEAD' ? undefined : JSON.stringify(document))
}

function sendText(request: IncomingMessage, response: ServerResponse, status: number, message: string): void {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8')
  response.setHeader('Cache-Control', 'no-store')
  endWith(response, status, request.method === 'HEAD' ? undefined : `${message}\n`)
}

function endWith(response: ServerResponse, status: number, body?: string): void {
  response.statusCode = status
  response.end(body)
}
