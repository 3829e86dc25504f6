// What the console's cards say. Pure.

import type { Diagnostic } from '../../../worker/console/diagnostic.ts'
import { csvOf, jsonOf, linesOf, tableOf } from '../../../worker/console/format.ts'
import type { Outcome } from '../../../worker/console/outcome.ts'
import { operationToText } from '../../../worker/console/operation-text.ts'
import { scalarToText } from '../../../worker/console/scalar.ts'
import type { WriteView } from '../../../worker/rpc/contract.ts'
import { shorten } from '../../ui/spore-words.ts'
import { CONSOLE } from './strings.ts'

export type View = keyof typeof CONSOLE.views

/** How an outcome can be looked at; none for what is live or went wrong. The first is shown. */
export function viewsOf(outcome: Outcome): readonly View[] {
  const json = jsonOf(outcome)
  if (json === undefined || outcome.type === 'explained') return []
  return tableOf(outcome) === undefined ? ['raw', 'json'] : ['table', 'json', 'raw']
}

/** What "Copy" takes: what is looked at. */
export function textOf(outcome: Outcome, view: View): string {
  switch (view) {
    case 'json':
      return jsonOf(outcome) ?? ''
    case 'raw':
      return linesOf(outcome).join('\n')
    case 'table': {
      const table = tableOf(outcome)
      return table === undefined
        ? ''
        : [table.columns, ...table.rows].map((cells) => cells.join('\t')).join('\n')
    }
  }
}

export interface Export {
  readonly name: string
  readonly text: string
  readonly type: string
}

export function exportsOf(outcome: Outcome): readonly (readonly [label: string, file: Export])[] {
  const [csv, json] = [csvOf(outcome), jsonOf(outcome)]
  const found: (readonly [string, Export])[] = []
  if (csv !== undefined && outcome.type !== 'help')
    found.push([CONSOLE.exportCsv, { name: `${CONSOLE.fileName}.csv`, text: csv, type: 'text/csv' }])
  if (json !== undefined)
    found.push([
      CONSOLE.exportJson,
      { name: `${CONSOLE.fileName}.json`, text: json, type: 'application/json' },
    ])
  return found
}

export interface Position {
  readonly line: number
  readonly column: number
}

/** Lines and characters count from 1. */
export function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') }
}

export interface Marked {
  readonly before: string
  readonly at: string
  readonly after: string
  /** For those who cannot see the mark. */
  readonly place: string
}

/** The line cut where the fault lies; a fault without length marks one space there. */
export function markFault(text: string, { from, to }: Diagnostic): Marked {
  const { line, column } = positionOf(text, from)
  const start = text.lastIndexOf('\n', from - 1) + 1
  const found = text.indexOf('\n', from)
  const end = found === -1 ? text.length : found
  const at = text.slice(from, Math.min(to, end))
  return {
    before: shortStart(text.slice(start, from)),
    at: at === '' ? ' ' : shorten(at),
    after: shorten(text.slice(Math.min(Math.max(to, from), end), end)),
    place: CONSOLE.place(line, column),
  }
}

const MAX_BEFORE = 200
const shortStart = (text: string): string => (text.length > MAX_BEFORE ? `…${text.slice(-MAX_BEFORE)}` : text)

/** "RPOP line gave "c"": what came with the commit. */
export function resultsOf({ operations, results, state }: WriteView): readonly (readonly [string, string])[] {
  if (results === undefined || state !== 'committed') return []
  return operations.flatMap((operation, at) => {
    const result = results[at]
    const takes = operation.op === 'RPOP' || operation.op === 'LPOP' || operation.op === 'QTAKE'
    if (result === undefined || (result === null && !takes)) return []
    const text = result === null ? CONSOLE.noResult : shorten(scalarToText(result))
    return [[operationToText(operation, shorten), text] as const]
  })
}

export interface Recall {
  readonly index: number
  readonly text: string
}

/** Arrow keys through the history: `index` counts from the newest (0); -1 is what is being typed. */
export function recall(
  history: readonly string[],
  index: number,
  step: 1 | -1,
  draft: string,
): Recall | undefined {
  const next = index + step
  if (next < -1 || next >= history.length) return undefined
  return { index: next, text: next === -1 ? draft : (history.at(-1 - next) ?? '') }
}
