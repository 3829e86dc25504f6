// EX-1 to EX-5 below keys, in every order of every short history.

import { describe, expect, it } from 'vitest'
import type { OperationName } from '../../../worker/core/model/operation.ts'
import type { Wish } from '../../core/history.ts'
import { type Below, everyExecution } from './executions.ts'

const on =
  (key: string) =>
  (op: OperationName, element = 'a', argument = '2'): Wish => ({ op, key, element, argument, index: 0 })
const [array, map, queue, set, plain] = [on('l'), on('m'), on('q'), on('s'), on('t')]

const FAMILIES: readonly Below[] = [
  {
    name: 'fields of a map',
    spores: [
      [map('HSET')],
      [map('HSET', 'b', 'x')],
      [map('HADD')],
      [map('HDEL')],
      [map('DELETE')],
      [map('DELETE'), map('HADD', 'a', '-0.5')],
    ],
    length: 4,
  },
  {
    name: 'members of a set',
    spores: [
      [set('SADD')],
      [set('SADD', 'b'), set('SREM')],
      [set('SREM', 'b')],
      [set('DELETE')],
      [set('DELETE'), set('SADD', 'b')],
    ],
    length: 4,
  },
  {
    name: 'items of a queue',
    spores: [
      [queue('QADD')],
      [queue('QADD', 'b', 'x')],
      [queue('QTAKE')],
      [queue('QTAKE', 'b'), queue('QADD')],
      [queue('DELETE')],
      [queue('DELETE'), queue('QADD', 'b')],
    ],
    length: 4,
  },
  {
    name: 'an array',
    spores: [
      [array('RPUSH')],
      [array('LPUSH', 'a', 'x')],
      [array('RPOP')],
      [array('LPOP'), array('LINSERT')],
      [array('LSET', 'a', '0x01')],
      [array('RESET')],
      [array('DELETE')],
    ],
    length: 3,
  },
  {
    name: 'a key that becomes one kind after the other',
    spores: [
      [map('HADD')],
      [map('SADD')],
      [map('QADD')],
      [map('RPUSH')],
      [map('SET')],
      [map('DELETE')],
      [map('DELETE'), map('SADD')],
    ],
    length: 3,
  },
  {
    name: 'two keys, of which one may be overwritten',
    spores: [
      [map('HSET'), set('SADD')],
      [map('HDEL'), set('SREM')],
      [map('DELETE')],
      [set('DELETE'), plain('SET', 'a', 'x')],
      [map('HADD', 'b'), plain('CONCAT', 'a', 'y')],
    ],
    length: 4,
  },
]

describe('every order in which every short history can arrive leaves what the order of the commits left', () => {
  for (const family of FAMILIES)
    it(`EX-1 EX-3 EX-4 EX-5 ${family.name}`, () => {
      const { violation, histories, absorbed, waited } = everyExecution(family)
      expect(violation).toBeUndefined()
      expect(histories).toBeGreaterThan(100)
      expect(waited).toBeGreaterThan(100)
      // Arrays are written exactly, so that nothing of one can come late.
      if (family.name !== 'an array') expect(absorbed).toBeGreaterThan(50)
      else expect(absorbed).toBe(0)
    })
})
