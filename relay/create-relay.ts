// The relay as an object: one port that serves the built app and carries libp2p's WebSockets. It sees no data and forges nothing;
// whoever serves the app is trusted for its code. Holds nothing on disk.
import './node-runtime.ts'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { startCircuitNode } from './circuit-node.ts'
import {
  DEFAULT_LIMITS,
  HTTP_HEADERS_TIMEOUT_MS,
  HTTP_KEEP_ALIVE_MS,
  HTTP_REQUEST_TIMEOUT_MS,
  MAX_HTTP_HEADER_BYTES,
  MAX_HTTP_REQUESTS_PER_SOCKET,
  MAX_HTTP_SOCKETS,
  SHUTDOWN_MS,
  type RelayLimits,
} from './limits.ts'
import { createResponder } from './responses.ts'
import { readStaticFiles } from './static-files.ts'
import { WsDoor } from './ws-door.ts'

export interface RelayOptions {
  /** 0 takes a free one. */
  readonly port: number
  /** All interfaces when absent. */
  readonly host?: string
  /** Origin under which other people reach this relay, such as https://relay.example. */
  readonly publicOrigin?: string
  /** PEM texts. */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** Folder of the built app. */
  readonly appFolder?: string
  readonly limits?: Partial<RelayLimits>
}

export interface Relay {
  readonly port: number
  /** For browsers on this machine. */
  readonly url: string
  readonly peerId: string
  /** Whether there is an app to serve. */
  readonly servesApp: boolean
  /** Ends every connection; resolves when the port is free. */
  close(): Promise<void>
}

export class PortTaken extends Error {
  override readonly name = 'PortTaken'
  readonly port: number

  constructor(port: number, cause: unknown) {
    super(`Port ${port} is already taken`, { cause })
    this.port = port
  }
}

/** Rejects with PortTaken, or with the system's error. */
export async function createRelay(options: RelayOptions): Promise<Relay> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const files =
    options.appFolder === undefined ? new Map<string, never>() : readStaticFiles(options.appFolder)
  const build = buildOf(options.appFolder)
  const startedAt = performance.now()
  const server = createServer(options.tls)
  const circuit = await startCircuitNode(limits)
  const door = new WsDoor(circuit, limits)
  let isStopping = false

  const respond = createResponder({
    files,
    build,
    peerId: circuit.peerId,
    isSecure: options.tls !== undefined,
    publicOrigin: options.publicOrigin,
    health: () => ({
      status: isStopping ? 'stopping' : 'ok',
      uptimeSeconds: Math.round((performance.now() - startedAt) / 1000),
      ...circuit.stats(),
      build,
    }),
  })
  server.on('request', respond)
  server.on('upgrade', (request, socket, head) => door.upgrade(request, socket, head))
  const port = await listen(server, options).catch(async (error: unknown) => {
    await circuit.close()
    throw error
  })

  async function close(): Promise<void> {
    if (isStopping) return
    isStopping = true
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    const cut = setTimeout(() => {
      door.terminate()
      server.closeAllConnections()
    }, SHUTDOWN_MS)
    await circuit.close()
    door.close()
    server.closeIdleConnections()
    await closed
    clearTimeout(cut)
  }

  return {
    port,
    url: `${options.tls === undefined ? 'http' : 'https'}://localhost:${port}`,
    peerId: circuit.peerId,
    servesApp: files.has('/index.html'),
    close,
  }
}

function createServer(tls: RelayOptions['tls']): http.Server {
  const bounds: http.ServerOptions = {
    maxHeaderSize: MAX_HTTP_HEADER_BYTES,
    headersTimeout: HTTP_HEADERS_TIMEOUT_MS,
    requestTimeout: HTTP_REQUEST_TIMEOUT_MS,
    keepAliveTimeout: HTTP_KEEP_ALIVE_MS,
  }
  const server = tls === undefined ? http.createServer(bounds) : https.createServer({ ...bounds, ...tls })
  server.maxRequestsPerSocket = MAX_HTTP_REQUESTS_PER_SOCKET
  server.maxConnections = MAX_HTTP_SOCKETS
  server.on('clientError', (_error, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    else socket.destroy()
  })
  return server
}

function listen(server: http.Server, { port, host }: RelayOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortTaken(port, error) : error),
    )
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () =>
      resolve((server.address() as AddressInfo).port),
    )
  })
}

/** What `npm start` built, so that a person can compare it with what a browser shows. */
function buildOf(appFolder: string | undefined): string {
  try {
    const stamp: unknown = JSON.parse(readFileSync(join(appFolder ?? '', 'build.json'), 'utf8'))
    if (typeof stamp === 'object' && stamp !== null && 'build' in stamp) return String(stamp.build)
  } catch {
    // A relay without an app has no build.
  }
  return 'none'
}
