// The console in all its states: every kind of result, of failure and of write, an editor with mistakes, several tabs.
import { showRuns, type Run } from '../../../src/features/console/runs.ts'
import { showTabs, type Tab } from '../../../src/features/console/tabs.ts'
import { writeSummary } from '../../../src/features/writes/view-model.ts'
import type { EngineState } from '../../../src/engine/store.ts'
import { VERBS } from '../../../worker/console/commands/table.ts'
import type { Outcome } from '../../../worker/console/outcome.ts'
import { readScript } from '../../../worker/console/read-script.ts'
import type { ExplainView, ScalarView } from '../../../worker/rpc/contract.ts'
import { ALICE, idOf, keyOf, NOW, ORCHARD_ID } from './sample-data.ts'
import { WRITES } from './sample-writes.ts'
import type { Scene } from './scenes.ts'

type State = Partial<EngineState>

const text = (of: string): ScalarView => ({ type: 'string', text: of })
const number = (of: string): ScalarView => ({ type: 'number', number: of })
const faultOf = (script: string): Outcome => ({ type: 'fault', diagnostics: readScript(script).diagnostics })

const EXPLAINED: ExplainView = {
  policy: ORCHARD_ID,
  policyName: 'orchard',
  rule: 'Final when 3 of the 4 endorsers have endorsed it (quorum 3) and 3 of them have confirmed that.',
  quorum: 3,
  endorsers: [
    { key: ALICE, name: 'alice', isSelf: true, reachable: true },
    { key: keyOf('bob'), name: 'bob', isSelf: false, reachable: true },
    { key: keyOf('carol'), name: 'carol', isSelf: false, reachable: false },
  ],
  footprint: [
    {
      key: 'members',
      mode: 'C:set',
      words: 'writes inside of it: others may do so too, but nobody may overwrite all of it',
      version: { x: 1, c: 2, h: '', text: '1+2·9f86d081' },
    },
    {
      key: 'members',
      part: text('carol'),
      mode: 'X',
      words: 'overwrites it: nothing else may write it at the same time',
      version: { x: 0, c: 1, h: '', text: '0+1·7c21aa90' },
    },
  ],
  conflicts: [
    {
      spore: idOf('waiting'),
      emitter: keyOf('bob'),
      emitterName: 'bob',
      mine: false,
      key: 'members',
      endorsedHere: true,
    },
  ],
  refusals: [],
  sentence: 'It would wait: an undecided spore excludes it.',
}

function show(cards: readonly (readonly [text: string, outcome: Outcome | undefined])[]): void {
  const runs = cards.map(([of, outcome], index): Run => ({
    id: 100 - index,
    text: of,
    at: NOW - index * 30_000,
    outcome,
    tookMs: outcome && 3 + index,
  }))
  showRuns(runs)
}

const VALUES: readonly (readonly [string, Outcome | undefined])[] = [
  ['SET "key to the shed/under which flower pot" "the third one"', { type: 'write', id: 'under way' }],
  ['BEGIN\n  REQUIRE visits UNCHANGED\n  RPOP line\n  QTAKE jobs\nCOMMIT', { type: 'write', id: 'taken' }],
  ['CONCAT water/litres "!"', { type: 'write', id: 'refused' }],
  ['GET foo', { type: 'value', value: { type: 'string', text: 'bar' } }],
  ['GET nothing', { type: 'value', value: undefined }],
  ['GET balance', { type: 'value', value: { type: 'number', number: '10', min: '0', max: '100' } }],
  ['GET tree', { type: 'value', value: { type: 'map', size: 2 } }],
  ['VERSION foo', { type: 'version', version: { x: 3, c: 2, h: '', text: '3+2·9f86d081' } }],
  ['TYPE line', { type: 'kind', kind: 'array' }],
  ['LLEN line', { type: 'count', count: 3, of: 'value' }],
  ['SCONTAINS members two', { type: 'truth', is: true, yes: 'yes, it is a member', no: 'no' }],
  [
    'SMEMBERS members',
    { type: 'items', items: [text('fourty'), text('two'), number('-0.5')], of: 'member', more: true },
  ],
  [
    'LRANGE line 0 -1',
    { type: 'items', items: [text('a'), text('b'.repeat(200))], of: 'value', from: 0, more: false },
  ],
  [
    'HGETALL tree',
    {
      type: 'fields',
      fields: [
        { field: text('name'), value: text('oak') },
        { field: text('height'), value: number('13.5') },
      ],
      more: false,
    },
  ],
  [
    'SCAN f LIMIT 2',
    { type: 'keys', keys: ['foo', 'food and drink'], more: true, next: 'SCAN f AFTER foo LIMIT 2' },
  ],
  ['SMEMBERS nobody', { type: 'items', items: [], of: 'member', more: false }],
]

const OTHERS: readonly (readonly [string, Outcome | undefined])[] = [
  ['WATCH visits', { type: 'watch', policy: ORCHARD_ID, key: 'visits', level: 'committed' }],
  ['EXPLAIN SREM members carol', { type: 'explained', view: EXPLAINED }],
  ['GTE foo', faultOf('GTE foo')],
  [
    'SET foo hello big world\nSET bar "open\nADD k bar',
    faultOf('SET foo hello big world\nSET bar "open\nADD k bar'),
  ],
  ['TIMEOUT 10m', { type: 'timeout', ms: 600_000 }],
  ['LEVEL endorsed', { type: 'level', level: 'endorsed' }],
  ['POL orchard', { type: 'chosen', policy: ORCHARD_ID, name: 'orchard' }],
  [
    'POL',
    {
      type: 'policies',
      policies: [
        { id: ORCHARD_ID, name: 'orchard', statusText: '3 of 4 endorsers reachable, 3 needed', inUse: true },
      ],
    },
  ],
  ['GET slow', undefined],
  [
    'GET broken',
    {
      type: 'failed',
      failure: { code: 'offline', message: 'The node did not answer', action: 'Try again' },
    },
  ],
]

const WRONG = `# what each of us brings
SET apples 12
GTE apples
BEGIN
  REQUIRE apples UNCHANGED
  HSET tree {"name": "oak", "height": 12}
COMMIT`

const tab = (id: string, name: string, of: string): Tab => ({
  id,
  name,
  text: of,
  isClosed: false,
  base: { id, name, text: of, madeAt: NOW, savedAt: NOW },
})

/** Nothing is kept of the gallery: its tabs stand as they are shown. */
function tabs(list: readonly Tab[]): void {
  localStorage.setItem('sporedb-console:', JSON.stringify({ policy: ORCHARD_ID }))
  showTabs({
    profile: '',
    isLoaded: true,
    list,
    active: list[0]?.id ?? '',
    history: [],
    isSaved: true,
    trouble: 'none',
  })
}

export const consoleScenes = (full: State, empty: State): Readonly<Record<string, Scene>> => ({
  console: {
    route: '/console',
    state: full,
    before: () => {
      tabs([tab('a', 'Tab 1', 'SET foo bar\nGET foo'), tab('b', 'The harvest', '')])
      show(VALUES)
    },
  },
  'console-others': {
    route: '/console',
    state: full,
    before: () => {
      tabs([tab('a', 'Tab 1', WRONG)])
      show(OTHERS)
    },
  },
  'console-help': {
    route: '/console',
    state: full,
    before: () => {
      const names = ['Tab 1', 'The harvest', 'Who brings what', 'Another one with a long name', 'Tab 5']
      tabs(names.map((name, at) => tab(String(at), name, 'HELP')))
      show([['HELP', { type: 'help', verbs: VERBS }]])
    },
  },
  'console-json': {
    route: '/console',
    state: full,
    before: () => {
      tabs([tab('a', 'Tab 1', '')])
      show(VALUES.filter(([of]) => of.startsWith('HGETALL')))
    },
    press: ['JSON'],
  },
  'console-writes': {
    route: '/console',
    state: full,
    before: () => {
      tabs([tab('a', 'Tab 1', '')])
      showRuns(
        [...WRITES.values()].map((write, index): Run => ({
          id: 200 - index,
          text: writeSummary(write),
          at: write.startedAt,
          outcome: { type: 'write', id: write.id },
          tookMs: 4,
        })),
      )
    },
  },
  'console-empty': { route: '/console', state: empty },
  'console-closed': {
    route: '/console',
    state: full,
    before: () => {
      tabs([tab('a', 'Tab 1', 'SET a 1'), tab('b', 'Tab 2', 'SET b 2')])
      showTabs({ trouble: 'storage' })
    },
  },
})
