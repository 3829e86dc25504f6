// Writes as their author sees them: one that the endorsers have, one that tries again, one in the line of a hot key, and every
// way to end.
import type { WriteView } from '../../../worker/rpc/contract.ts'
import { idOf, NOW, ORCHARD } from './sample-data.ts'

const write = (id: string, over: Partial<WriteView>): WriteView => ({
  id,
  policy: ORCHARD.id,
  operations: [{ op: 'SET', key: 'foo', value: { type: 'string', text: 'bar' } }],
  startedAt: NOW - 20_000,
  patientUntil: NOW + 40_000,
  state: 'waiting',
  attempts: [],
  explanation: '',
  ...over,
})

const STALE = { code: 'STALE', message: 'Another write of the same key was committed first.' }

export const WRITES: ReadonlyMap<string, WriteView> = new Map(
  [
    write('under way', {
      attempts: [idOf('waiting')],
      waitsFor: 'decision',
      explanation: 'It waits for the endorsers.',
    }),
    write('endorsed', { attempts: [idOf('endorsed')], waitsFor: 'decision' }),
    write('again', {
      operations: [
        { op: 'SET', key: 'plan', value: { type: 'string', text: 'apples' } },
        { op: 'ADD', key: 'visits', value: { type: 'number', number: '1' } },
      ],
      attempts: [idOf('dead'), idOf('refused'), idOf('fallback')],
      waitsFor: 'decision',
      why: STALE,
      explanation: `After 2 attempts: ${STALE.message} It waits for the endorsers.`,
    }),
    write('turn', {
      attempts: [idOf('dead')],
      waitsFor: 'turn',
      why: STALE,
      explanation: `After 1 attempt: ${STALE.message} Others write the same key: it waits for its turn.`,
    }),
    write('undecided', {
      state: 'undecided',
      patientUntil: NOW - 30_000,
      attempts: [idOf('waiting')],
      explanation:
        'Its time is over and the last attempt is not decided. It was asked to be cancelled, and may still commit.',
    }),
    write('committed', { state: 'committed', attempts: [idOf('set')], committed: idOf('set') }),
    write('taken', {
      operations: [
        { op: 'RPOP', key: 'line' },
        { op: 'QTAKE', key: 'jobs' },
      ],
      results: [{ type: 'string', text: 'the last one' }, null],
      state: 'committed',
      attempts: [idOf('set')],
      committed: idOf('set'),
    }),
    write('committed again', {
      state: 'committed',
      attempts: [idOf('dead'), idOf('sadd')],
      committed: idOf('sadd'),
      explanation: 'Committed after 2 attempts.',
    }),
    write('refused', {
      state: 'refused',
      attempts: [idOf('refused')],
      explanation: 'Refused. The operation does not fit the value.',
    }),
    write('given up', {
      state: 'given-up',
      patientUntil: NOW - 5_000,
      attempts: [idOf('dead'), idOf('refused')],
      explanation: 'Given up after 2 attempts. The time for it is over.',
    }),
  ].map((each) => [each.id, each]),
)
