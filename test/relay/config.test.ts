import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { announcement, isSecureContext } from '../../relay/announcement.ts'
import { parseConfig } from '../../relay/config.ts'
import type { Relay } from '../../relay/create-relay.ts'

const reasonOf = (...args: string[]): string => {
  const config = parseConfig(args, {})
  return config.ok ? 'ok' : config.reason
}

describe('the command line of the relay', () => {
  test('has a port by default, and options win over the environment', () => {
    expect(parseConfig([], {})).toMatchObject({ ok: true, value: { options: { port: 4000 } } })
    expect(parseConfig([], { SPOREDB_PORT: '5000' })).toMatchObject({ value: { options: { port: 5000 } } })
    expect(parseConfig(['--port', '6000'], { SPOREDB_PORT: '5000' })).toMatchObject({
      value: { options: { port: 6000 } },
    })
  })

  test('keeps the origin of a public URL only', () => {
    const config = parseConfig(['--public-url', 'https://relay.example/path?x#y', '--host', '0.0.0.0'], {})
    expect(config).toMatchObject({
      value: { options: { publicOrigin: 'https://relay.example', host: '0.0.0.0' } },
    })
  })

  test('says in a sentence what is wrong', () => {
    expect(reasonOf('--port', 'many')).toBe('--port must be a number from 0 to 65535, not "many".')
    expect(reasonOf('--port', '65536')).toContain('--port must be')
    expect(reasonOf('--max-connections', '0')).toContain('--max-connections must be')
    expect(reasonOf('--public-url', 'relay.example')).toContain('must begin with http')
    expect(reasonOf('--cert', 'a.pem')).toContain('one is missing')
    expect(reasonOf('--cert', join('no', 'such.pem'), '--key', 'x')).toContain('cannot read')
    expect(reasonOf('--prot', '4')).toContain('--help')
    expect(reasonOf('4000')).toContain('--help')
  })

  test('offers help', () => {
    expect(parseConfig(['--help'], {})).toEqual({ ok: true, value: { type: 'help' } })
  })
})

describe('what the relay announces', () => {
  const relay: Relay = {
    port: 4000,
    url: 'http://localhost:4000',
    peerId: '',
    servesApp: true,
    close: () => Promise.resolve(),
  }

  test('the address to open', () => {
    expect(announcement(relay, { port: 4000 })[0]).toContain('http://localhost:4000')
  })

  test('that other machines have no WebCrypto without https', () => {
    expect(announcement(relay, { port: 1, publicOrigin: 'http://192.168.1.5:4000' }).join(' ')).toContain(
      'no WebCrypto',
    )
    expect(announcement(relay, { port: 1, publicOrigin: 'https://a.example' }).join(' ')).not.toContain(
      'WebCrypto',
    )
  })

  test('which origins browsers trust', () => {
    for (const origin of ['https://a.example', 'http://localhost:1', 'http://127.0.0.1', 'http://[::1]:4000'])
      expect(isSecureContext(origin)).toBe(true)
    expect(isSecureContext('http://10.0.0.1')).toBe(false)
  })
})
