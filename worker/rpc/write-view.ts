// One write as the screens show it, in words too.

import type { Write } from '../host/write.ts'
import type { WriteView } from './contract.ts'
import { operationView } from './operation-view.ts'
import { resultViews } from './value-view.ts'

export function writeView(write: Write): WriteView {
  const { id, request, startedAt, patientUntil, state, attempts, waitsFor, committed, results, why } = write
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
    ...(results === undefined ? {} : { results: resultViews(results) }),
    ...(why === undefined ? {} : { why }),
    ...(intent === null ? {} : { intent }),
    explanation: explain(write),
  }
}

const WAITS = {
  spore: 'It is being built and signed.',
  decision: 'It waits for the endorsers.',
  turn: 'Others write the same key: it waits for its turn.',
  pause: 'It tries again in a moment.',
} as const

function explain({ state, attempts, committed, waitsFor, why, request }: Write): string {
  const because = why === undefined ? '' : ` ${why.message}`
  const tries = attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`
  switch (state) {
    case 'committed':
      if (committed !== undefined && !attempts.includes(committed))
        return (request.intent ?? null) === null
          ? 'Another write had just set the same.'
          : 'It had been committed before: a write with this intent.'
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
