// How people present themselves to each other: a name and where they can be found. Both come from peers and are judged
// here: a name is text that shows, an address is the origin of a web server and nothing that could carry more.

import { nameFault } from '../core/model/well-formed-text.ts'
import { MAX_NAME_CHARS } from '../core/model/policy-limits.ts'
import { list } from '../core/codec/shape.ts'
import { MAX_RELAY_LENGTH, MAX_RELAYS_PER_PERSON } from './limits.ts'
import type { Presentation } from './state.ts'

export const parseName = (value: unknown): string | undefined =>
  typeof value === 'string' && nameFault(value, MAX_NAME_CHARS) === undefined ? value : undefined

/** An origin such as https://relay.example, exactly as a browser writes it. */
export function parseRelay(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > MAX_RELAY_LENGTH || !/^https?:\/\//.test(value))
    return undefined
  return URL.canParse(value) && new URL(value).origin === value ? value : undefined
}

export const parseRelays = (value: unknown, most = MAX_RELAYS_PER_PERSON): readonly string[] | undefined =>
  list(value, most, parseRelay)

export function parsePresentation(name: unknown, relays: unknown): Presentation | undefined {
  const parsedName = parseName(name)
  const parsedRelays = parseRelays(relays)
  return parsedName === undefined || parsedRelays === undefined
    ? undefined
    : { name: parsedName, relays: parsedRelays }
}

/** What this node says of itself, in a form that every peer accepts whatever the settings hold. */
export function presentableSelf(name: string, relays: readonly string[], fallback: string): Presentation {
  const good = [...new Set(relays)].filter((relay) => parseRelay(relay) !== undefined)
  return { name: parseName(name.trim()) ?? fallback, relays: good.slice(0, MAX_RELAYS_PER_PERSON) }
}
