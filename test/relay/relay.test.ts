// The relay as a program on one port: what it answers, what it refuses, how it ends.
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createRelay, PortTaken, type Relay, type RelayOptions } from '../../relay/create-relay.ts'
import { MAX_WS_MESSAGE_BYTES } from '../../relay/limits.ts'

let folder: string
let relays: Relay[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relay-'))
  mkdirSync(join(folder, 'app/assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'not for the web')
  writeFileSync(join(folder, 'app/index.html'), '<!doctype html><title>app</title>')
  writeFileSync(join(folder, 'app/sw.js'), 'self.x = 1')
  writeFileSync(join(folder, 'app/assets/main-4f3aB21c.js'), `console.log("${'x'.repeat(4000)}")`)
  writeFileSync(join(folder, 'app/assets/hash-0a1b2c3d.wasm'), Buffer.from([0, 97, 115, 109]))
  writeFileSync(join(folder, 'app/build.json'), '{"build":"1.2.3-abc"}')
})
afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.close()))
  relays = []
  rmSync(folder, { recursive: true })
})

async function start(options: Partial<RelayOptions> = {}): Promise<Relay> {
  const relay = await createRelay({ port: 0, host: '127.0.0.1', appFolder: join(folder, 'app'), ...options })
  relays.push(relay)
  return relay
}

const get = (relay: Relay, path: string, init?: RequestInit): Promise<Response> =>
  fetch(`http://127.0.0.1:${relay.port}${path}`, init)

/** A request as no client would write it; the first line of the answer. */
function raw(relay: Relay, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(relay.port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', (data) => (answer += data.toString('latin1')))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

/** Resolves with the status of a refused upgrade, or 101. */
function dial(relay: Relay): Promise<{ readonly status: number; readonly socket: WebSocket }> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${relay.port}/`)
    socket.on('open', () => resolve({ status: 101, socket }))
    socket.on('unexpected-response', (_request, response) =>
      resolve({ status: response.statusCode ?? 0, socket }),
    )
    socket.on('error', () => undefined)
  })
}

describe('what the relay serves', () => {
  test('its health, as JSON', async () => {
    const health = (await (await get(await start(), '/health')).json()) as Record<string, unknown>
    expect(health).toMatchObject({
      status: 'ok',
      connections: 0,
      reservations: 0,
      relayedBytes: 0,
      build: '1.2.3-abc',
    })
    expect(typeof health['uptimeSeconds']).toBe('number')
  })

  test('its identity, with an address for whoever asked, readable from other origins', async () => {
    const relay = await start()
    const response = await get(relay, '/relay.json', { headers: { host: 'ignored.example' } })
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.json()).toEqual({
      peerId: relay.peerId,
      addrs: [`/ip4/127.0.0.1/tcp/${relay.port}/ws/p2p/${relay.peerId}`],
      build: '1.2.3-abc',
    })
  })

  test('its public address when it has one', async () => {
    const relay = await start({ publicOrigin: 'https://relay.example' })
    const document = (await (await get(relay, '/relay.json')).json()) as { addrs: string[] }
    expect(document.addrs).toEqual([`/dns/relay.example/tcp/443/tls/ws/p2p/${relay.peerId}`])
  })

  test('the app, with the right types and ages', async () => {
    const relay = await start()
    const page = await get(relay, '/')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    expect((await get(relay, '/sw.js')).headers.get('cache-control')).toBe('no-cache')
    const script = await get(relay, '/assets/main-4f3aB21c.js')
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(script.headers.get('content-encoding')).toBe('gzip')
    expect(await script.text()).toContain('console.log')
    expect((await get(relay, '/assets/hash-0a1b2c3d.wasm')).headers.get('content-type')).toBe(
      'application/wasm',
    )
  })

  test('the page for the app’s own paths, and nothing for a missing file', async () => {
    const relay = await start()
    const page = await get(relay, '/policies/42', { headers: { accept: 'text/html' } })
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<title>app')
    expect((await get(relay, '/assets/gone-12345678.js', { headers: { accept: 'text/html' } })).status).toBe(
      404,
    )
    expect((await get(relay, '/policies/42')).status).toBe(404)
  })

  test('304 to a browser that has the file', async () => {
    const relay = await start()
    const etag = (await get(relay, '/')).headers.get('etag') ?? ''
    expect((await get(relay, '/', { headers: { 'if-none-match': etag } })).status).toBe(304)
  })

  test('strict headers on every answer, errors too', async () => {
    const relay = await start()
    for (const path of ['/', '/health', '/relay.json', '/nothing.js', '/assets/main-4f3aB21c.js']) {
      const { headers } = await get(relay, path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'self'; script-src 'self' 'wasm-unsafe-eval';")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("require-trusted-types-for 'script'")
      expect(policy).not.toContain("script-src 'self' 'unsafe-inline'")
      expect(policy).not.toContain("'unsafe-eval'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('permissions-policy')).toContain('geolocation=()')
    }
  })
})

describe('what the relay refuses', () => {
  test('methods other than GET and HEAD', async () => {
    const relay = await start()
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])
      expect((await get(relay, '/', { method })).status).toBe(405)
    const head = await get(relay, '/assets/main-4f3aB21c.js', { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(await head.text()).toBe('')
  })

  test('paths that lead out of the app, however they are written', async () => {
    const relay = await start()
    const paths = [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/../../secret.txt',
      '//secret.txt',
    ]
    for (const path of [
      ...paths,
      '/..\\secret.txt',
      '/assets/%2e%2e%5c%2e%2e%5csecret.txt',
      '/%00',
      '/%',
      'secret.txt',
    ]) {
      const answer = await raw(relay, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
      expect(answer).toMatch(/^HTTP\/1.1 4\d\d/)
      expect(answer).not.toContain('not for the web')
    }
  })

  test('headers without end', async () => {
    const relay = await start()
    const answer = await raw(relay, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(answer).not.toContain('200 OK')
  })

  test('more connections than it may have, in all and from one address', async () => {
    const few = await start({ limits: { maxConnections: 2 } })
    const opened = [await dial(few), await dial(few), await dial(few)]
    expect(opened.map(({ status }) => status)).toEqual([101, 101, 503])
    const perAddress = await start({ limits: { maxConnectionsPerAddress: 1 } })
    expect([(await dial(perAddress)).status, (await dial(perAddress)).status]).toEqual([101, 429])
    for (const { socket } of opened) socket.terminate()
  })

  test('connections that come too fast, and takes the place of one that left', async () => {
    const fast = await start({ limits: { connectBurst: 3, connectsPerSecond: 0.001 } })
    const statuses = []
    for (let n = 0; n < 4; n++) statuses.push((await dial(fast)).status)
    expect(statuses).toEqual([101, 101, 101, 429])
    const one = await start({ limits: { maxConnectionsPerAddress: 1 } })
    const { socket } = await dial(one)
    await new Promise((resolve) => {
      socket.once('close', resolve)
      socket.terminate()
    })
    await expect.poll(async () => (await dial(one)).status).toBe(101)
  })

  test('a message that is too large, and text', async () => {
    const relay = await start()
    for (const message of [Buffer.alloc(MAX_WS_MESSAGE_BYTES + 1), 'hello']) {
      const { socket } = await dial(relay)
      await new Promise((resolve) => {
        socket.once('close', resolve)
        socket.send(message)
      })
    }
    expect((await get(relay, '/health')).status).toBe(200)
  })

  test('an upgrade to something else', async () => {
    const answer = await raw(
      await start(),
      'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
    )
    expect(answer).toMatch(/^HTTP\/1.1 400/)
  })
})

describe('how the relay starts and ends', () => {
  test('says which port is taken', async () => {
    const relay = await start()
    const error = await createRelay({ port: relay.port, host: '127.0.0.1' }).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(PortTaken)
    expect((error as PortTaken).message).toBe(`Port ${relay.port} is already taken`)
  })

  test('serves no app where there is none, and is a relay all the same', async () => {
    const relay = await createRelay({ port: 0, host: '127.0.0.1', appFolder: join(folder, 'none') })
    relays.push(relay)
    expect(relay.servesApp).toBe(false)
    expect((await get(relay, '/')).status).toBe(404)
    expect((await get(relay, '/relay.json')).status).toBe(200)
  })

  test('frees its port and ends its connections when closed, idle ones too', async () => {
    const relay = await start()
    const { socket } = await dial(relay)
    const closed = new Promise((resolve) => socket.once('close', resolve))
    const agent = new http.Agent({ keepAlive: true })
    await new Promise((resolve) =>
      http.get({ port: relay.port, host: '127.0.0.1', path: '/health', agent }, (response) =>
        response.resume().on('end', resolve),
      ),
    )
    await relay.close()
    await closed
    agent.destroy()
    await relay.close()
    const again = await createRelay({ port: relay.port, host: '127.0.0.1' })
    await again.close()
  })
})
