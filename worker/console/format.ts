// Results as tables, JSON, CSV and plain lines: for cards, for files and for a console without a screen. Numbers stay exact: JSON
// has them digit by digit, as no float could.

import { bytesToHex } from '../core/codec/hex.ts'
import { assertNever } from '../core/model/result.ts'
import type { ScalarView, ValueView } from '../rpc/contract.ts'
import { COMMANDS, formOf } from './commands/table.ts'
import type { Outcome } from './outcome.ts'
import { keyToText, scalarToText } from './scalar.ts'
import { counted, kindWords, versionWords } from './words.ts'

export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** What has rows; undefined for what is one thing. */
export function tableOf(outcome: Outcome): Table | undefined {
  switch (outcome.type) {
    case 'items': {
      const { items, from, of } = outcome
      return from === undefined
        ? { columns: [of], rows: items.map((item) => [scalarToText(item)]) }
        : { columns: ['index', of], rows: items.map((item, at) => [String(from + at), scalarToText(item)]) }
    }
    case 'fields':
      return {
        columns: ['field', 'value'],
        rows: outcome.fields.map(({ field, value }) => [scalarToText(field), scalarToText(value)]),
      }
    case 'keys':
      return { columns: ['key'], rows: outcome.keys.map((key) => [keyToText(key)]) }
    case 'policies':
      return {
        columns: ['policy', 'id', 'state'],
        rows: outcome.policies.map(({ name, id, inUse, statusText }) => [
          inUse ? `${name} (in use)` : name,
          id.slice(0, 8),
          statusText,
        ]),
      }
    case 'help':
      return {
        columns: ['command', 'what it does', 'example'],
        rows: outcome.verbs.map((verb) => [formOf(verb), COMMANDS[verb].does, COMMANDS[verb].example]),
      }
    default:
      return undefined
  }
}

/** What is one thing, in words; undefined for what has rows, is live, or went wrong. */
export function answerOf(outcome: Outcome): string | undefined {
  switch (outcome.type) {
    case 'value':
      return valueToText(outcome.value)
    case 'version':
      return versionWords(outcome.version)
    case 'kind':
      return kindWords(outcome.kind)
    case 'count':
      return counted(outcome.count, outcome.of)
    case 'truth':
      return outcome.is ? outcome.yes : outcome.no
    default:
      return undefined
  }
}

/** Text in quotes, numbers bare, bytes as 0x…, a collection by its size. */
export function valueToText(value: ValueView | undefined): string {
  switch (value?.type) {
    case undefined:
      return 'no value'
    case 'number': {
      const bounds = [
        ...(value.min === undefined ? [] : [`at least ${value.min}`]),
        ...(value.max === undefined ? [] : [`at most ${value.max}`]),
      ]
      return bounds.length === 0 ? value.number : `${value.number} (${bounds.join(', ')})`
    }
    case 'string':
    case 'bytes':
      return scalarToText(value)
    case 'set':
      return `a set of ${counted(value.size, 'member')}`
    case 'map':
      return `a map of ${counted(value.size, 'field')}`
    case 'queue':
      return `a work queue with ${counted(value.size, 'piece of work')}`
    case 'array':
      return `an array of ${counted(value.length, 'value')}`
  }
}

/** JSON text of what the node answered; undefined where there is nothing to take along. */
export function jsonOf(outcome: Outcome): string | undefined {
  switch (outcome.type) {
    case 'value':
      return valueToJson(outcome.value)
    case 'version':
      return JSON.stringify(outcome.version)
    case 'kind':
      return JSON.stringify(outcome.kind)
    case 'count':
      return String(outcome.count)
    case 'truth':
      return String(outcome.is)
    case 'items':
      return array(outcome.items.map(scalarToJson))
    case 'fields':
      return array(
        outcome.fields.map(
          ({ field, value }) => `{"field": ${scalarToJson(field)}, "value": ${scalarToJson(value)}}`,
        ),
      )
    case 'keys':
      return array(outcome.keys.map((key) => JSON.stringify(key)))
    case 'policies':
    case 'explained':
      return JSON.stringify(outcome.type === 'policies' ? outcome.policies : outcome.view, null, 2)
    case 'write':
    case 'watch':
    case 'help':
    case 'chosen':
    case 'timeout':
    case 'level':
    case 'fault':
    case 'failed':
      return undefined
    default:
      return assertNever(outcome)
  }
}

const array = (rows: readonly string[]): string =>
  rows.length === 0 ? '[]' : `[\n  ${rows.join(',\n  ')}\n]`

/** Bytes have no form in JSON: they are an object with one name. */
export function scalarToJson(value: ScalarView): string {
  switch (value.type) {
    case 'number':
      return value.number
    case 'string':
      return JSON.stringify(value.text)
    case 'bytes':
      return `{"bytes": "${bytesToHex(value.bytes)}"}`
  }
}

function valueToJson(value: ValueView | undefined): string {
  switch (value?.type) {
    case undefined:
      return 'null'
    case 'number':
    case 'string':
    case 'bytes':
      return scalarToJson(value)
    default:
      return JSON.stringify(value)
  }
}

/** RFC 4180. Cells hold the text of a value, without the console's quotes. */
export function csvOf(outcome: Outcome): string | undefined {
  const lines = csvRows(outcome)
  return lines
    ?.map((cells) => cells.map(csvCell).join(','))
    .join('\r\n')
    .concat('\r\n')
}

function csvRows(outcome: Outcome): readonly (readonly string[])[] | undefined {
  switch (outcome.type) {
    case 'items': {
      const { from, items, of } = outcome
      if (from === undefined) return [[of], ...items.map((item) => [plain(item)])]
      return [['index', of], ...items.map((item, at) => [String(from + at), plain(item)])]
    }
    case 'fields':
      return [['field', 'value'], ...outcome.fields.map(({ field, value }) => [plain(field), plain(value)])]
    case 'keys':
      return [['key'], ...outcome.keys.map((key) => [key])]
    default: {
      const table = tableOf(outcome)
      return table && [table.columns, ...table.rows]
    }
  }
}

const plain = (value: ScalarView): string => (value.type === 'string' ? value.text : scalarToText(value))

/** What begins like a formula is text for a spreadsheet only with an apostrophe before it; a negative number is none. */
function csvCell(text: string): string {
  const safe =
    /^[=+@\t\r]/u.test(text) || (text.startsWith('-') && !/^-[\d.]+$/u.test(text)) ? `'${text}` : text
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The raw view: one line for each row, as it would be typed. */
export function linesOf(outcome: Outcome): readonly string[] {
  const table = tableOf(outcome)
  if (table !== undefined) return table.rows.map((cells) => cells.join('\t'))
  const answer = answerOf(outcome)
  return answer === undefined ? [] : [answer]
}
