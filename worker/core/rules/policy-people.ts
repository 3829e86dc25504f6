// The people whom a policy names: endorsers (their order gives each an index) and submitters. Rule PO-2: well-formed and
// distinct keys, nobody in both lists. Whether a key is a sound curve point is asked where keys are admitted
// (worker/crypto): that is not a pure question.

import { isHex32, type PublicKeyHex } from '../model/ids.ts'
import { MAX_ENDORSERS, MAX_NAME_CHARS, MAX_SUBMITTERS } from '../model/policy-limits.ts'
import { nameFault } from '../model/well-formed-text.ts'

export type Fields = Readonly<Record<string, unknown>>

/** Collects what is wrong, with its path. */
export type Say = (path: string, message: string) => void

/** Returns n, or undefined where the list itself is unusable. `complete` asks for the fields that a draft lacks. */
export function checkEndorsers(value: unknown, say: Say, complete: boolean): number | undefined {
  const listFault = endorserListFault(value)
  if (listFault !== undefined) say('endorsers', listFault)
  if (listFault !== undefined || !Array.isArray(value)) return undefined
  const firstByKey = new Map<unknown, string>()
  value.forEach((item: unknown, index) => {
    const path = `endorsers[${index}]`
    checkPerson(item, path, complete ? ['key', 'name', 'join'] : ['key', 'name'], say)
    if (!isPlainObject(item)) return
    refuseSecondUse(item.key, path, firstByKey, say)
    if (complete && item.join !== null)
      say(`${path}.join`, 'Session keys are not in use yet: this must be null.')
  })
  return value.length
}

function endorserListFault(value: unknown): string | undefined {
  if (!Array.isArray(value)) return 'This must be a list of endorsers.'
  if (value.length === 0) return 'A policy needs at least one endorser.'
  return value.length > MAX_ENDORSERS
    ? `At most ${MAX_ENDORSERS} endorsers are possible; there are ${value.length}.`
    : undefined
}

/** Endorsers may submit anyway, so the list names only others. */
export function checkSubmitters(value: unknown, endorsers: unknown, say: Say, sorted: boolean): void {
  const listFault = submitterListFault(value)
  if (listFault !== undefined) say('submitters', listFault)
  if (listFault !== undefined || !Array.isArray(value)) return
  const firstByKey = new Map<unknown, string>()
  const endorserKeys = keysOf(endorsers)
  let previous = ''
  value.forEach((item: unknown, index) => {
    const path = `submitters[${index}]`
    checkPerson(item, path, ['key', 'name'], say)
    if (!isPlainObject(item)) return
    refuseSecondUse(item.key, path, firstByKey, say)
    if (endorserKeys.has(item.key))
      say(`${path}.key`, 'This is an endorser already, and endorsers may always submit.')
    if (typeof item.key !== 'string') return
    if (sorted && item.key < previous)
      say(`${path}.key`, 'Submitters must stand in ascending order of their keys.')
    previous = item.key
  })
}

function submitterListFault(value: unknown): string | undefined {
  if (!Array.isArray(value)) return 'This must be a list; it may be empty.'
  return value.length > MAX_SUBMITTERS
    ? `At most ${MAX_SUBMITTERS} submitters are possible; there are ${value.length}.`
    : undefined
}

function checkPerson(item: unknown, path: string, fields: readonly string[], say: Say): void {
  if (!isPlainObject(item)) {
    say(path, 'This must be an object with a key and a name.')
    return
  }
  refuseUnknownFields(item, fields, path, say)
  const key = keyFault(item.key)
  if (key !== undefined) say(`${path}.key`, key)
  const name = nameFault(item.name, MAX_NAME_CHARS)
  if (name !== undefined) say(`${path}.name`, name)
}

function keyFault(value: unknown): string | undefined {
  if (isHex32(value)) return undefined
  if (typeof value !== 'string') return 'This is not a public key: 64 hexadecimal characters are needed.'
  if (value.length !== 64)
    return `This is not a public key: 64 hexadecimal characters are needed, ${value.length} were given.`
  const at = value.search(/[^0-9a-f]/)
  return `This is not a public key: character ${at + 1} is not a lower-case hexadecimal digit.`
}

function refuseSecondUse(key: unknown, path: string, firstByKey: Map<unknown, string>, say: Say): void {
  if (!isHex32(key)) return
  const first = firstByKey.get(key)
  if (first === undefined) firstByKey.set(key, path)
  else say(`${path}.key`, `This is the same key as ${first}.key: nobody may count twice.`)
}

export function refuseUnknownFields(value: Fields, known: readonly string[], path: string, say: Say): void {
  for (const field of Object.keys(value))
    if (!known.includes(field))
      say(`${path === '' ? '' : `${path}.`}${field.slice(0, 64)}`, 'This field is not known to this version.')
}

/** The well-formed keys of a list of people; whatever else is in there is reported elsewhere. */
function keysOf(list: unknown): ReadonlySet<unknown> {
  const keys = new Set<unknown>()
  if (Array.isArray(list))
    for (const item of list) if (isPlainObject(item) && isHex32(item.key)) keys.add(item.key)
  return keys
}

export const isPlainObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every key that a policy names and where, for admission and for offering. */
export function namedKeys(record: {
  readonly endorsers: readonly { readonly key: PublicKeyHex }[]
  readonly submitters: readonly { readonly key: PublicKeyHex }[]
}): readonly { readonly path: string; readonly key: PublicKeyHex }[] {
  return [
    ...record.endorsers.map(({ key }, index) => ({ path: `endorsers[${index}].key`, key })),
    ...record.submitters.map(({ key }, index) => ({ path: `submitters[${index}].key`, key })),
  ]
}
