// What the user chose about the network: nothing is dialled before `online` was said. Survives restarts.

import { callError } from '../rpc/call-error.ts'
import type { Store } from '../store/port.ts'

export interface Settings {
  readonly online: boolean
  /** Origins, such as https://relay.example. */
  readonly relays: readonly string[]
}

const NAME = 'settings'
const MAX_RELAYS = 8
const MAX_URL_LENGTH = 256

export async function readSettings(store: Store, origin: string): Promise<Settings> {
  const stored = (await store.getDocument(NAME)) as Partial<Settings> | undefined
  const relays = Array.isArray(stored?.relays)
    ? stored.relays.filter((each) => typeof each === 'string')
    : [origin]
  return { online: stored?.online === true, relays }
}

export const writeSettings = (store: Store, settings: Settings): Promise<void> =>
  store.putDocument(NAME, settings)

export function withRelay(settings: Settings, text: unknown): Settings {
  const url = relayOrigin(text)
  if (settings.relays.includes(url)) return settings
  if (settings.relays.length >= MAX_RELAYS)
    throw callError('bad-input', `At most ${MAX_RELAYS} relays.`, { where: 'url' })
  return { ...settings, relays: [...settings.relays, url] }
}

export const withoutRelay = (settings: Settings, url: unknown): Settings => ({
  ...settings,
  relays: settings.relays.filter((each) => each !== url),
})

function relayOrigin(text: unknown): string {
  const given = typeof text === 'string' && text.length <= MAX_URL_LENGTH ? text.trim() : ''
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw callError('bad-input', 'A relay is given by its address, such as https://relay.example.', {
      where: 'url',
    })
  return url.origin
}
