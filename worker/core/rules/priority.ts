// The order in which waiting spores are looked at again (protocol 3.7, rule PR-1): lower first. It hashes the emitter and
// a ten-second window of the deadline, so that a nonce cannot be ground for rank and every window draws anew.

import { bytesToHex, hexToBytes } from '../codec/hex.ts'
import { taggedHash } from '../codec/hash.ts'
import type { Spore } from '../model/spore.ts'

const WINDOW_MS = 10_000

/** Sorts as text. */
export const priorityOf = ({ emitter, deadline, id }: Pick<Spore, 'emitter' | 'deadline' | 'id'>): string =>
  bytesToHex(taggedHash('pr', hexToBytes(emitter), Math.floor(deadline / WINDOW_MS))) + id
