// One write as the screens show it, in words too.

import type { Intended } from '../core/input.ts'
import type { Write } from '../host/write.ts'
import type { OperationInput, WriteView } from './contract.ts'
import { scalarView } from './value-view.ts'

export function writeView(write: Write): WriteView {
  const { id, request, startedAt, patientUntil, state, attempts, waitsFor, committed, why } = write
  const { intent = null } = request
  return {
    id,
    policy: request.policy,
    operations: request.operations.map(operationView),
    startedAt,
    patientUntil,
    state,
    attempts,
    ...(waitsFor === undefined ? {} : { waitsFor }),
    ...(committed === undefined ? {} : { committed }),
    ...(why === undefined ? {} : { why }),
    ...(intent === null ? {} : { intent }),
    explanation: explain(write),
  }
}

function operationView({ op, key, sub, argument }: Intended): OperationInput {
  const shown = argument ?? sub
  if (op === 'DELETE' || shown === null) return { op: 'DELETE', key }
  const value = scalarView(shown)
  if (op !== 'ADD' && op !== 'MUL') return { op, key, value }
  return { op, key, value: value.type === 'number' ? value : { type: 'number', number: '0' } }
}

const WAITS = {
  spore: 'It is being built and signed.',
  decision: 'It waits for the endorsers.',
  turn: 'Others write the same key: it waits for its turn.',
  pause: 'It tries again in a moment.',
} as const

function explain({ state, attempts, committed, waitsFor, why }: Write): string {
  const because = why === undefined ? '' : ` ${why.message}`
  const tries = attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`
  switch (state) {
    case 'committed':
      if (committed !== undefined && !attempts.includes(committed))
        return 'It had been committed before: a write with this intent.'
      return attempts.length > 1 ? `Committed after ${tries}.` : ''
    case 'refused':
      return `Refused.${because}`
    case 'given-up':
      return `Given up after ${tries}.${because}`
    case 'undecided':
      return 'Its time is over and the last attempt is not decided. It was asked to be cancelled, and may still commit.'
    case 'waiting': {
      const now = waitsFor === undefined ? '' : WAITS[waitsFor]
      return why === undefined ? now : `After ${tries}:${because} ${now}`
    }
  }
}
