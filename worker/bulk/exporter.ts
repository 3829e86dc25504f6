// Keys as a file, part by part: whoever wants the file asks for the next part when it has stored the last one, so nothing
// piles up. Order is that of the keys and, within a collection, of its elements: the same on every node.

import type { BulkCursor, BulkExportPart, BulkExportRequest } from '../rpc/contract-bulk.ts'
import type { RecordView, ScalarView } from '../rpc/contract-data.ts'
import type { Params, Returns } from '../rpc/contract.ts'
import { exportHead, exportRows, exportTail } from './export-format.ts'
import type { ExportRow } from './exported-rows.ts'
import { EXPORT_PART_CHARS } from './limits.ts'

type Read<
  Name extends 'data.keys' | 'data.get' | 'data.members' | 'data.fields' | 'data.range' | 'data.queue',
> = (params: Params<Name>) => Promise<Returns<Name>>

/** The reads of the node that an export is made of. */
export interface ExportReads {
  readonly keys: Read<'data.keys'>
  readonly get: Read<'data.get'>
  readonly members: Read<'data.members'>
  readonly fields: Read<'data.fields'>
  readonly range: Read<'data.range'>
  readonly queue: Read<'data.queue'>
}

const PAGE = 1_000
const KEYS = 500

/** Rows of one step, and where to go on: undefined behind the key. */
interface Step {
  readonly rows: readonly ExportRow[]
  readonly next?: BulkCursor
}

export async function exportPart(
  reads: ExportReads,
  { policy, prefix, format, from }: BulkExportRequest,
): Promise<BulkExportPart> {
  let text = from === undefined ? exportHead(format) : ''
  let isFirst = from === undefined
  let cursor = from
  let keys = 0
  let rows = 0
  const put = ({ rows: made, next }: Step): void => {
    text += exportRows(format, made, isFirst)
    isFirst &&= made.length === 0
    rows += made.length
    cursor = next
  }
  for (;;) {
    while (cursor && isInside(cursor)) {
      const { key } = cursor
      put(await step(reads, policy, await reads.get({ policy, key }), cursor))
      cursor ??= { key }
      if (text.length >= EXPORT_PART_CHARS) return part(text, keys, rows, cursor)
    }
    const page = await reads.keys({
      policy,
      limit: KEYS,
      ...(prefix === undefined || prefix === '' ? {} : { prefix }),
      ...(cursor === undefined ? {} : { after: cursor.key }),
    })
    for (const [i, key] of page.keys.entries()) {
      put(await step(reads, policy, await reads.get({ policy, key }), undefined))
      keys++
      if (cursor !== undefined) break
      cursor = { key }
      const isLast = i === page.keys.length - 1 && !page.more
      if (text.length >= EXPORT_PART_CHARS && !isLast) return part(text, keys, rows, cursor)
    }
    const goesOnInside = cursor !== undefined && isInside(cursor)
    if (goesOnInside && text.length >= EXPORT_PART_CHARS) return part(text, keys, rows, cursor)
    if (!page.more && !goesOnInside) return part(text + exportTail(format), keys, rows, undefined)
  }
}

const isInside = ({ element, index, item }: BulkCursor): boolean =>
  element !== undefined || index !== undefined || item !== undefined

const part = (text: string, keys: number, rows: number, next: BulkCursor | undefined): BulkExportPart => ({
  bytes: new TextEncoder().encode(text),
  keys,
  rows,
  ...(next === undefined ? {} : { next }),
})

/** A key, or the next page of a large one. What vanished meanwhile gives nothing. */
async function step(
  reads: ExportReads,
  policy: BulkExportRequest['policy'],
  { key, value }: RecordView,
  from: BulkCursor | undefined,
): Promise<Step> {
  const at = { policy, key }
  const isStart = from === undefined
  const after = from?.element === undefined ? {} : { after: from.element }
  switch (value?.type) {
    case undefined:
      return { rows: [] }
    case 'string':
    case 'bytes':
      return { rows: isStart ? [{ key, container: '', value }] : [] }
    case 'number': {
      const { number, min, max } = value
      const isBounded = min !== undefined || max !== undefined
      const bounds = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
      const scalar: ScalarView = { type: 'number', number }
      return {
        rows: isStart ? [{ key, container: isBounded ? 'counter' : '', value: scalar, ...bounds }] : [],
      }
    }
    case 'set': {
      if (value.size === 0) return { rows: isStart ? [{ key, container: 'set' }] : [] }
      const { members, more } = await reads.members({ ...at, ...after, limit: PAGE })
      const last = members.at(-1)
      const rows = members.map((member): ExportRow => ({ key, container: 'set', value: member }))
      return more && last ? { rows, next: { key, element: last } } : { rows }
    }
    case 'map': {
      if (value.size === 0) return { rows: isStart ? [{ key, container: 'map' }] : [] }
      const { fields, more } = await reads.fields({ ...at, ...after, limit: PAGE })
      const last = fields.at(-1)
      const rows = fields.map((each): ExportRow => ({ key, container: 'map', ...each }))
      return more && last ? { rows, next: { key, element: last.field } } : { rows }
    }
    case 'array': {
      const start = from?.index ?? 0
      if (value.length === 0) return { rows: isStart ? [{ key, container: 'array' }] : [] }
      if (start >= value.length) return { rows: [] }
      const { items, length } = await reads.range({ ...at, from: start, to: start + PAGE - 1 })
      const rows = items.map((item): ExportRow => ({ key, container: 'array', value: item }))
      const index = start + items.length
      return index < length && items.length > 0 ? { rows, next: { key, index } } : { rows }
    }
    case 'queue': {
      const behind = from?.item === undefined ? {} : { after: from.item }
      const { items, next } = await reads.queue({ ...at, ...behind, limit: PAGE })
      const rows = items.map((item): ExportRow => ({ key, container: 'queue', value: item }))
      return next === undefined ? { rows } : { rows, next: { key, item: next } }
    }
  }
}
