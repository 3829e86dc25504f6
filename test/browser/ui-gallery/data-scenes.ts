// The data screen and the screen of imports and exports, with a small node's answers behind them.
import type { EngineState } from '../../../src/engine/store.ts'
import { EngineError } from '../../../src/engine/engine-error.ts'
import { toggleWatched } from '../../../src/features/data/watched.ts'
import { BULK } from '../../../src/features/bulk/strings.ts'
import { DATA, EDIT, RECORD } from '../../../src/features/data/strings.ts'
import type {
  BulkJobView,
  BulkPreview,
  BulkPreviewRequest,
  MethodName,
  PolicyId,
  ScalarView,
  SporeDetails,
  ValueView,
} from '../../../worker/rpc/contract.ts'
import { idOf, minutes, NOW, ORCHARD_ID } from './sample-data.ts'
import type { Scene } from './scenes.ts'

const text = (each: string): ScalarView => ({ type: 'string', text: each })
const BYTES = Uint8Array.from({ length: 70 }, (_, i) => (i * 37) % 256)

const VALUES: Readonly<Record<string, ValueView>> = {
  'balance/alice': { type: 'number', number: '37.5', min: '0', max: '100' },
  'balance/bob': { type: 'number', number: '12', min: '0' },
  'certificate:2026:orchard.pem': { type: 'bytes', bytes: BYTES },
  members: { type: 'set', size: 3 },
  minutes: { type: 'array', length: 3 },
  'people/carol/address': { type: 'map', size: 2 },
  plan: text('apples in spring,\nand quinces: "later"'),
  tasks: { type: 'queue', size: 2 },
  visits: { type: 'number', number: '12' },
  'water/litres': { type: 'number', number: '12345678901234567890.25' },
}
const KEYS = [
  ...Object.keys(VALUES),
  ...Array.from({ length: 400 }, (_, i) => `words/${String(i).padStart(4, '0')}`),
].sort()

const empty = new Set<PolicyId>()
/** What the policy that scenes of an empty node use is called. */
export const EMPTY_ANSWERS = (isEmpty: boolean): void => {
  if (isEmpty) empty.add(ORCHARD_ID)
  else empty.clear()
}

let failing = false

export const DATA_ANSWERS: Readonly<Partial<Record<MethodName, (params: never) => unknown>>> = {
  'data.keys': ({ prefix = '', after = '' }: { readonly prefix?: string; readonly after?: string }) => {
    if (failing)
      throw new EngineError({
        code: 'storage',
        message: 'The disk cannot be read.',
        action: 'Reload the page.',
      })
    const keys = empty.has(ORCHARD_ID) ? [] : KEYS.filter((key) => key.startsWith(prefix) && key > after)
    return { keys, more: false }
  },
  'data.tree': ({ prefix = '' }: { readonly prefix?: string }) => {
    const names = KEYS.filter((key) => key.startsWith(prefix)).map((key) => {
      const at = key.slice(prefix.length).search(/[/:.]/u)
      return at < 0 ? key : key.slice(0, prefix.length + at + 1)
    })
    const branches = [...new Set(names)].map((name) => ({ name, leaf: !/[/:.]$/u.test(name) }))
    return { branches, more: false }
  },
  'data.get': ({ key }: { readonly key: string }) => ({
    key,
    value: VALUES[key] ?? (key.startsWith('words/') ? text(`the word ${key.slice(6)}`) : undefined),
    version: { x: 3, c: 2, h: '9f86d081', text: '3+2·9f86d081' },
    last: idOf('set'),
  }),
  'data.members': () => ({
    members: [text('fourty'), text('two'), { type: 'number', number: '-0.5' }],
    more: false,
  }),
  'data.fields': () => ({
    fields: [
      { field: text('street'), value: text('Long Lane') },
      { field: text('number'), value: { type: 'number', number: '12' } },
    ],
    more: false,
  }),
  'data.range': () => ({ items: [text('opened'), text('talked'), text('closed')], length: 3 }),
  'data.queue': () => ({ items: [text('prune the pears'), text('mend the fence')], size: 2 }),
  'bulk.preview': ({ mapping, format = 'csv' }: BulkPreviewRequest): BulkPreview => ({
    format,
    delimiter: ',',
    columns: ['Package', 'Version', 'Section', 'Installed-Size'],
    rows: [
      {
        row: 1,
        line: 2,
        cells: ['apt', '2.6.1', 'admin', '4232'],
        writes: ['SET package/apt 4232'],
      },
      {
        row: 2,
        line: 3,
        cells: ['bash', '5.2.15-2+b7', 'shells', '7163'],
        writes: ['SET package/bash 7163'],
      },
      {
        row: 3,
        line: 4,
        cells: ['broken', '1', 'misc', 'many'],
        writes: [],
        fault: 'Column "Installed-Size": "many" is not a number.',
      },
    ],
    mapping: mapping ?? {
      into: 'value',
      key: 'package/{Package}',
      value: 'Installed-Size',
      fields: ['Version', 'Section'],
      read: 'number',
      keep: false,
    },
    sizeBytes: 12_345,
  }),
  'bulk.refused': () => ({
    rows: [
      { row: 3, line: 4, code: 'BAD-ROW', reason: 'Column "Installed-Size": "many" is not a number.' },
      { row: 871, line: 872, code: 'TYPE', reason: 'ADD needs a number, and red holds a string.' },
    ],
    more: false,
  }),
  'spore.details': ({ id }: { readonly id: string }): SporeDetails => ({
    operations: [{ op: 'SET', key: 'foo', argument: text('bar'), exact: false }],
    requirements: [{ key: 'plan', mode: 'unchanged', version: '3' }],
    era: 0,
    intent: 'ab'.repeat(16),
    bytes: BYTES,
    ...(id === idOf('set')
      ? {
          effects: [
            { key: 'foo', before: text('an older text'), after: text('bar') },
            { key: 'members', before: { type: 'set', size: 1 }, after: { type: 'set', size: 2 } },
            { key: 'members', element: text('two'), after: text('') },
            {
              key: 'a/very/long/key/that/does/not/fit/into/one/line/of/a/telephone',
              before: { type: 'number', number: '12' },
              after: { ...(text('x'.repeat(200)) as ValueView), sizeBytes: 1_048_576 },
            },
          ],
        }
      : {}),
  }),
}

const job = (over: Partial<BulkJobView>): BulkJobView => ({
  id: 'job',
  policy: ORCHARD_ID,
  name: 'packages.csv',
  format: 'csv',
  mapping: {
    into: 'value',
    key: 'package/{Package}',
    value: 'Size',
    fields: [],
    read: 'number',
    keep: false,
  },
  state: 'running',
  startedAt: minutes(1),
  sizeBytes: 9_400_000,
  readBytes: 3_400_000,
  rowsRead: 22_900,
  rowsDone: 21_870,
  rowsRefused: 0,
  open: 16,
  rowsPerSecond: 2_140,
  ...over,
})

const JOBS = [
  job({ id: 'running' }),
  job({ id: 'paused', name: 'words.jsonl', state: 'paused', open: 0, startedAt: minutes(4) }),
  job({
    id: 'done',
    name: 'ledger of the year with a name that is very long indeed.csv',
    state: 'done',
    rowsRefused: 2,
    rowsDone: 100_000,
    open: 0,
    readBytes: 9_400_000,
    startedAt: minutes(12),
    endedAt: NOW,
  }),
  job({
    id: 'failed',
    name: 'latin1.csv',
    state: 'failed',
    open: 0,
    startedAt: minutes(20),
    note: 'Line 3 is not valid UTF-8: byte 8 (0xc3) is inside of no character. Save the file as UTF-8 and choose it again.',
  }),
]

const at = (key: string): string => `/data?${new URLSearchParams({ policy: ORCHARD_ID, key }).toString()}`

export function dataScenes(
  full: Partial<EngineState>,
  fresh: Partial<EngineState>,
): Readonly<Record<string, Scene>> {
  const withJobs: Partial<EngineState> = { ...full, imports: new Map(JOBS.map((each) => [each.id, each])) }
  const shown = (key: string): Scene => ({ route: at(key), state: withJobs })
  return {
    data: { route: '/data', state: withJobs },
    'data-prefix': {
      route: '/data?prefix=words%2F&filter=03',
      state: withJobs,
      before: () => {
        for (const key of ['water/litres', 'members']) toggleWatched({ policy: ORCHARD_ID, key })
      },
    },
    'data-counter': shown('balance/alice'),
    'data-number': shown('water/litres'),
    'data-number-bounds': { ...shown('visits'), press: [EDIT.bound] },
    'data-string': shown('plan'),
    'data-bytes': shown('certificate:2026:orchard.pem'),
    'data-set': shown('members'),
    'data-map': shown('people/carol/address'),
    'data-array': shown('minutes'),
    'data-queue': shown('tasks'),
    'data-nothing': shown('no such key'),
    'data-new-key': { route: '/data', state: withJobs, press: [DATA.create] },
    'data-delete': { route: at('plan'), state: withJobs, press: [RECORD.delete] },
    'data-empty': { route: '/data', state: withJobs, before: () => EMPTY_ANSWERS(true) },
    'data-error': {
      route: '/data',
      state: withJobs,
      before: () => {
        failing = true
      },
    },
    'data-no-policy': { route: '/data', state: fresh },
    bulk: { route: '/data/bulk', state: withJobs },
    'bulk-empty': { route: '/data/bulk', state: { ...full, imports: new Map() } },
    'bulk-preview': {
      route: '/data/bulk',
      state: withJobs,
      paste: 'Package,Version\napt,2.6.1\n',
      press: [BULK.usePasted],
    },
    'bulk-refused': { route: '/data/bulk', state: withJobs, press: [BULK.look] },
    'spore-effects': { route: `/spores/${idOf('set')}`, state: withJobs },
    'spores-filtered': { route: '/spores?show=committed&author=me&key=foo', state: withJobs },
    'spores-ended': { route: '/spores?ended=shown', state: withJobs },
  }
}
