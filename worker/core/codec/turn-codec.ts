// A turn as a message: [6, policy, step, key, number].

import { MAX_TURN_WRITES } from '../limits.ts'
import type { PolicyId } from '../model/ids.ts'
import { keyFault } from '../model/slot.ts'
import { TURN_STEPS, type Turn } from '../model/turn.ts'
import { encode } from './cbor.ts'
import { hexToBytes } from './hex.ts'
import { hex, isArray, uint } from './shape.ts'

export interface TurnMessage {
  readonly type: 'turn'
  readonly policy: PolicyId
  readonly turn: Turn
}

export const encodeTurn = (policy: PolicyId, { step, key, number }: Turn): Uint8Array =>
  encode([6, hexToBytes(policy), TURN_STEPS.indexOf(step), key, number])

export function decodeTurn(fields: readonly unknown[]): TurnMessage | undefined {
  if (!isArray(fields, 5)) return undefined
  const policy = hex(fields[1], 32) as PolicyId | undefined
  const step = TURN_STEPS[uint(fields[2]) ?? -1]
  const key = fields[3]
  const number = uint(fields[4])
  if (!policy || step === undefined || typeof key !== 'string' || keyFault(key) !== undefined)
    return undefined
  if (number === undefined || (step === 'done' && number !== 0)) return undefined
  if (step === 'ask' && (number < 1 || number > MAX_TURN_WRITES)) return undefined
  return { type: 'turn', policy, turn: { step, key, number } }
}
