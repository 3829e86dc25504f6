// Reads: which call of the node answers which command, and what is made of the answer. A wrong type or an index out of range is
// told at its place in the script.

import { assertNever } from '../core/model/result.ts'
import type { PolicyId, ValueView } from '../rpc/contract.ts'
import type { ReadCall } from './commands/table.ts'
import { diagnostic } from './diagnostic.ts'
import { DEFAULT_SHOWN, MAX_SHOWN } from './limits.ts'
import type { Outcome } from './outcome.ts'
import type { ConsolePort, Context } from './port.ts'
import { printCall } from './print.ts'
import type { CallStatement } from './syntax.ts'
import { kindWords } from './words.ts'

interface Reading {
  readonly statement: CallStatement
  readonly policy: PolicyId
  readonly port: ConsolePort
  readonly context: Context
}

export async function readOutcome(call: ReadCall, reading: Reading): Promise<Outcome> {
  const { port, policy, context } = reading
  const { level } = context
  const atLevel = level === 'committed' ? {} : { level }
  switch (call.verb) {
    case 'GET': {
      const { value } = await port.call('data.get', { policy, ...call.args, ...atLevel })
      return { type: 'value', value, ...atLevel }
    }
    case 'VERSION':
      return {
        type: 'version',
        version: (await port.call('data.get', { policy, ...call.args, ...atLevel })).version,
      }
    case 'TYPE': {
      const { value } = await port.call('data.get', { policy, ...call.args, ...atLevel })
      return { type: 'kind', kind: value?.type ?? 'nothing' }
    }
    case 'EXISTS': {
      const { value } = await port.call('data.get', { policy, ...call.args, ...atLevel })
      return {
        type: 'truth',
        is: value !== undefined,
        yes: 'yes, it holds something',
        no: 'no, it is absent',
      }
    }
    case 'WATCH':
      return { type: 'watch', policy, key: call.args.key, level }
    case 'SCONTAINS': {
      const is = await port.call('data.contains', { policy, ...call.args })
      return { type: 'truth', is, yes: 'yes, it is a member', no: 'no, it is not a member' }
    }
    case 'COUNT': {
      const { count } = await port.call('data.count', { policy, ...prefixOf(call.args.prefix) })
      return { type: 'count', count, of: 'key' }
    }
    case 'KEYS':
    case 'SCAN':
      return readKeys(call, reading)
    case 'SCARD':
    case 'LLEN':
    case 'QLEN':
      return readSize(call, reading)
    case 'STRLEN':
    case 'SLICE':
      return readText(call, reading)
    case 'SMEMBERS': {
      const { members, more } = await port.call('data.members', {
        policy,
        ...call.args,
        limit: DEFAULT_SHOWN,
      })
      return { type: 'items', items: members, of: 'member', more }
    }
    case 'HGET':
    case 'HKEYS':
    case 'HGETALL':
      return readMap(call, reading)
    case 'GETAT':
    case 'LRANGE':
      return readArray(call, reading)
    case 'QPEEK': {
      const { limit = DEFAULT_SHOWN, key } = call.args
      const { items, size } = await port.call('data.queue', { policy, key, limit })
      return { type: 'items', items, of: 'piece of work', more: size > items.length }
    }
    default:
      return assertNever(call)
  }
}

type ReadOf<V extends ReadCall['verb']> = Extract<ReadCall, { readonly verb: V }>

const prefixOf = (prefix: string | undefined) => (prefix === undefined || prefix === '' ? {} : { prefix })

async function readKeys(call: ReadOf<'KEYS' | 'SCAN'>, { port, policy }: Reading): Promise<Outcome> {
  const { prefix, limit = DEFAULT_SHOWN } = call.args
  const after = call.verb === 'SCAN' && call.args.cursor !== undefined ? { after: call.args.cursor } : {}
  const { keys, more } = await port.call('data.keys', { policy, ...prefixOf(prefix), ...after, limit })
  const last = keys.at(-1)
  if (!more || last === undefined) return { type: 'keys', keys, more: false }
  const next = printCall({ verb: 'SCAN', args: { prefix: prefix ?? '', cursor: last, limit } })
  return { type: 'keys', keys, more, next }
}

const SIZED = {
  SCARD: { wanted: 'set', of: 'member' },
  LLEN: { wanted: 'array', of: 'value' },
  QLEN: { wanted: 'queue', of: 'piece of work' },
} as const

async function readSize(call: ReadOf<'SCARD' | 'LLEN' | 'QLEN'>, reading: Reading): Promise<Outcome> {
  const { wanted, of } = SIZED[call.verb]
  const { value } = await reading.port.call('data.get', { policy: reading.policy, ...call.args })
  if (value === undefined) return { type: 'count', count: 0, of }
  if (value.type !== wanted) return wrongType(reading, value, `needs ${kindWords(wanted)}`)
  return { type: 'count', count: value.type === 'array' ? value.length : value.size, of }
}

async function readText(call: ReadOf<'STRLEN' | 'SLICE'>, reading: Reading): Promise<Outcome> {
  const { port, policy } = reading
  const { key } = call.args
  const { value } = await port.call('data.get', { policy, key })
  if (value !== undefined && value.type !== 'string' && value.type !== 'bytes')
    return wrongType(reading, value, 'needs text or bytes')
  const range = call.verb === 'SLICE' ? { from: call.args.from, to: call.args.to } : { from: 0, to: 0 }
  if (value === undefined)
    return call.verb === 'SLICE' ? { type: 'value', value } : { type: 'count', count: 0, of: 'character' }
  const slice = await port.call('data.slice', { policy, key, ...range })
  if (call.verb === 'SLICE') return { type: 'value', value: slice.value }
  return { type: 'count', count: slice.length, of: value.type === 'bytes' ? 'byte' : 'character' }
}

async function readMap(
  call: ReadOf<'HGET' | 'HKEYS' | 'HGETALL'>,
  { port, policy }: Reading,
): Promise<Outcome> {
  if (call.verb === 'HGET')
    return { type: 'value', value: (await port.call('data.field', { policy, ...call.args })).value }
  const { fields, more } = await port.call('data.fields', { policy, ...call.args, limit: DEFAULT_SHOWN })
  return call.verb === 'HGETALL'
    ? { type: 'fields', fields, more }
    : { type: 'items', items: fields.map(({ field }) => field), of: 'field', more }
}

async function readArray(call: ReadOf<'GETAT' | 'LRANGE'>, reading: Reading): Promise<Outcome> {
  const { port, policy, statement } = reading
  const { key } = call.args
  if (call.verb === 'GETAT') {
    const { index } = call.args
    const { items, length } = await port.call('data.range', { policy, key, from: index, to: index })
    const [value] = items
    if (value !== undefined) return { type: 'value', value }
    const holds = length === 1 ? 'one value, at index 0' : `${length} values`
    const message = `Index ${index} is out of range: ${key} has ${length === 0 ? 'no values' : holds}`
    return { type: 'fault', diagnostics: [diagnostic(statement.places['index'] ?? statement.place, message)] }
  }
  const { from = 0, to = -1 } = call.args
  const { items, length } = await port.call('data.range', { policy, key, from, to })
  const start = Math.max(0, from < 0 ? length + from : from)
  return {
    type: 'items',
    items: items.slice(0, MAX_SHOWN),
    of: 'value',
    from: start,
    more: items.length > MAX_SHOWN,
  }
}

function wrongType({ statement }: Reading, value: ValueView, needs: string): Outcome {
  const { call, place, places } = statement
  const message = `${call.verb} ${needs}, and this key holds ${kindWords(value.type)}`
  return { type: 'fault', diagnostics: [diagnostic(places['key'] ?? place, message)] }
}
