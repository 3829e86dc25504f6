// The command line and environment of the relay, checked. Options win over the environment. Every fault is a sentence.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { fail, ok, type Result } from '../worker/core/model/result.ts'
import { parseRelayUrl } from '../worker/network/relay-address.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import type { RelayOptions } from './create-relay.ts'

export const DEFAULT_PORT = 4000

export const HELP = `SporeDB relay: serves the app and connects browsers with each other. It keeps no data and no secret.

  npm start -- [options]

  --port NUMBER        port to listen on                    (SPOREDB_PORT, default ${DEFAULT_PORT})
  --host ADDRESS       address to listen on                 (SPOREDB_HOST, default all)
  --public-url URL     where other people reach this relay  (SPOREDB_PUBLIC_URL)
  --cert FILE          TLS certificate chain, PEM           (SPOREDB_CERT)
  --key FILE           TLS private key, PEM                 (SPOREDB_KEY)
  --max-connections N  browsers at one time                 (default ${DEFAULT_LIMITS.maxConnections})
  --max-reservations N browsers reachable at one time       (default ${DEFAULT_LIMITS.maxReservations})
  --help               this text
`

export type Config = { readonly type: 'help' } | { readonly type: 'run'; readonly options: RelayOptions }

type Environment = Readonly<Record<string, string | undefined>>

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  'public-url': { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  'max-connections': { type: 'string' },
  'max-reservations': { type: 'string' },
  help: { type: 'boolean' },
} as const

/** The reason of a failure is a sentence for the person at the terminal. */
export function parseConfig(args: readonly string[], env: Environment): Result<Config, string> {
  let given: ReturnType<typeof parseValues>
  try {
    given = parseValues(args)
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}. Try --help.`)
  }
  if (given.help === true) return ok({ type: 'help' })

  const port = parseNumber('--port', given.port ?? env['SPOREDB_PORT'], DEFAULT_PORT, 0, 65_535)
  if (!port.ok) return port
  const maxConnections = parseNumber(
    '--max-connections',
    given['max-connections'],
    DEFAULT_LIMITS.maxConnections,
    1,
    100_000,
  )
  if (!maxConnections.ok) return maxConnections
  const maxReservations = parseNumber(
    '--max-reservations',
    given['max-reservations'],
    DEFAULT_LIMITS.maxReservations,
    1,
    100_000,
  )
  if (!maxReservations.ok) return maxReservations
  const publicOrigin = parsePublicUrl(given['public-url'] ?? env['SPOREDB_PUBLIC_URL'])
  if (!publicOrigin.ok) return publicOrigin
  const tls = readTls(given.cert ?? env['SPOREDB_CERT'], given.key ?? env['SPOREDB_KEY'])
  if (!tls.ok) return tls

  const host = given.host ?? env['SPOREDB_HOST']
  return ok({
    type: 'run',
    options: {
      port: port.value,
      limits: { maxConnections: maxConnections.value, maxReservations: maxReservations.value },
      ...(host === undefined ? {} : { host }),
      ...(publicOrigin.value === undefined ? {} : { publicOrigin: publicOrigin.value }),
      ...(tls.value === undefined ? {} : { tls: tls.value }),
    },
  })
}

const parseValues = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values

function parseNumber(
  name: string,
  text: string | undefined,
  fallback: number,
  min: number,
  max: number,
): Result<number, string> {
  if (text === undefined || text === '') return ok(fallback)
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN
  return value >= min && value <= max
    ? ok(value)
    : fail(`${name} must be a number from ${min} to ${max}, not "${text}".`)
}

function parsePublicUrl(text: string | undefined): Result<string | undefined, string> {
  if (text === undefined || text === '') return ok(undefined)
  const origin = parseRelayUrl(text)
  return origin.ok ? origin : fail(`--public-url must begin with http:// or https://, not "${text}".`)
}

function readTls(
  certFile: string | undefined,
  keyFile: string | undefined,
): Result<{ readonly cert: string; readonly key: string } | undefined, string> {
  if (certFile === undefined && keyFile === undefined) return ok(undefined)
  if (certFile === undefined || keyFile === undefined)
    return fail('--cert and --key belong together; one is missing.')
  const cert = readText('--cert', certFile)
  if (!cert.ok) return cert
  const key = readText('--key', keyFile)
  return key.ok ? ok({ cert: cert.value, key: key.value }) : key
}

function readText(name: string, file: string): Result<string, string> {
  try {
    return ok(readFileSync(file, 'utf8'))
  } catch {
    return fail(`${name}: cannot read ${file}.`)
  }
}
