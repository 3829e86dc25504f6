// Commands on sets, maps, arrays and work queues.

import { read, write } from './command.ts'
import { KEY } from './parameter.ts'

const ELEMENT = { name: 'value', kind: 'scalar' } as const
const SEVERAL = { name: 'value', kind: 'one or several' } as const
const FIELD = { name: 'field', kind: 'scalar' } as const
const INDEX = { name: 'index', kind: 'index' } as const
const PLACE = { name: 'index', kind: 'place' } as const

export const SET_COMMANDS = {
  SADD: write([KEY, SEVERAL], 'puts a member into a set, or all of [..]', 'SADD members ["carol", "dave"]'),
  SREM: write([KEY, SEVERAL], 'takes a member out of a set, or all of [..]', 'SREM members dave'),
  SMEMBERS: read([KEY], 'lists the members of a set', 'SMEMBERS members'),
  SCONTAINS: read([KEY, ELEMENT], 'says whether a set has a member', 'SCONTAINS members carol'),
  SCARD: read([KEY], 'counts the members of a set', 'SCARD members'),
} as const

export const MAP_COMMANDS = {
  HSET: write(
    [KEY, { name: 'field', kind: 'field or map' }, { name: 'value', kind: 'scalar', optional: true }],
    'writes a field of a map, or all fields of {..}',
    'HSET tree {"name": "oak", "height": 12}',
    'HSET key field value',
  ),
  HDEL: write([KEY, FIELD], 'deletes a field of a map', 'HDEL tree colour'),
  HADD: write(
    [KEY, FIELD, { name: 'number', kind: 'number' }],
    'adds to the number in a field; additions of several people all count',
    'HADD tree height 1.5',
  ),
  HGET: read([KEY, FIELD], 'shows a field of a map', 'HGET tree height'),
  HKEYS: read([KEY], 'lists the fields of a map', 'HKEYS tree'),
  HGETALL: read([KEY], 'lists the fields of a map with their values', 'HGETALL tree'),
} as const

export const ARRAY_COMMANDS = {
  RPUSH: write(
    [KEY, SEVERAL],
    'puts a value at the end of an array, or all of [..]',
    'RPUSH line ["b", "c"]',
  ),
  LPUSH: write(
    [KEY, SEVERAL],
    'puts a value in front of an array, or all of [..] one by one',
    'LPUSH line a',
  ),
  RPOP: write([KEY], 'takes the last value of an array; the commit brings it', 'RPOP line'),
  LPOP: write([KEY], 'takes the first value of an array; the commit brings it', 'LPOP line'),
  LINSERT: write(
    [KEY, PLACE, ELEMENT],
    'puts a value into an array before an index',
    'LINSERT line 0 "first"',
  ),
  LSET: write([KEY, PLACE, ELEMENT], 'writes the value at an index of an array', 'LSET line 0 "1st"'),
  GETAT: read([KEY, INDEX], 'shows the value at an index; -1 is the last', 'GETAT line -1'),
  LRANGE: read(
    [KEY, { name: 'from', kind: 'index', optional: true }, { name: 'to', kind: 'index', optional: true }],
    'shows an array or a part of it, both ends included',
    'LRANGE line 0 -1',
  ),
  LLEN: read([KEY], 'counts the values of an array', 'LLEN line'),
  RESET: write([KEY], 'makes an empty array of a key, whatever was there', 'RESET line'),
} as const

export const QUEUE_COMMANDS = {
  QADD: write([KEY, SEVERAL], 'puts work into a queue, or all of [..]', 'QADD jobs ["wash", "dry"]'),
  QTAKE: write(
    [KEY],
    'takes the next piece of work; several people get different ones, and the commit brings it',
    'QTAKE jobs',
  ),
  QPEEK: read(
    [KEY, { name: 'limit', kind: 'count', optional: true }],
    'shows what waits in a queue and takes nothing',
    'QPEEK jobs 5',
  ),
  QLEN: read([KEY], 'counts what waits in a queue', 'QLEN jobs'),
} as const
