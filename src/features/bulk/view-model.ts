// An import in words and numbers, and its report as a file. Pure.

import type { BulkFormat, BulkJobView, BulkMapping, BulkRefusedRow } from '../../../worker/rpc/contract.ts'
import type { ChipKind } from '../../ui/chip.tsx'
import { bytesText } from '../../ui/time.ts'
import { INTO } from './strings.ts'

export interface JobWords {
  readonly kind: ChipKind
  /** "12,400 rows written, 3 refused" */
  readonly progress: string
  /** "2,400 rows a second, 64 spores on their way" while it runs. */
  readonly pace: string
  /** Of the file, 0 to 100. */
  readonly percent: number
  /** "1.2 of 10 MB read" */
  readonly read: string
}

const KIND: Readonly<Record<BulkJobView['state'], ChipKind>> = {
  running: 'underway',
  paused: 'none',
  done: 'settled',
  failed: 'bad',
}

const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

export function jobWords(job: BulkJobView): JobWords {
  const refused = job.rowsRefused === 0 ? '' : `, ${job.rowsRefused.toLocaleString('en')} refused`
  const isRunning = job.state === 'running'
  const pace = [
    ...(job.rowsPerSecond > 0 ? [`${counted(job.rowsPerSecond, 'row', 'rows')} a second`] : []),
    ...(job.open > 0 ? [`${counted(job.open, 'spore', 'spores')} on the way`] : []),
  ]
  return {
    kind: KIND[job.state],
    progress: `${counted(job.rowsDone, 'row', 'rows')} written${refused}`,
    pace: isRunning ? pace.join(', ') : '',
    percent: job.state === 'done' ? 100 : percentOf(job),
    read: `${bytesText(job.readBytes)} of ${bytesText(job.sizeBytes)} read`,
  }
}

/** Of what is read, what is decided counts: a file that is read is not written yet. */
function percentOf({ readBytes, sizeBytes, rowsRead, rowsDone, rowsRefused }: BulkJobView): number {
  if (sizeBytes === 0 || rowsRead === 0) return 0
  const decided = Math.min(1, (rowsDone + rowsRefused) / rowsRead)
  return Math.floor((100 * decided * readBytes) / sizeBytes)
}

/** "package/{Package}: fields of a map for each key" */
export const mappingWords = ({ into, key }: BulkMapping): string =>
  into === 'exported' ? INTO[into] : `${INTO[into]}, ${key}`

/** One line for each refused row, as CSV. */
export function reportCsv(rows: readonly BulkRefusedRow[]): string {
  const quoted = (text: string): string => `"${text.replace(/"/gu, '""')}"`
  return rows.map(({ row, line, code, reason }) => `${row},${line},${code},${quoted(reason)}\n`).join('')
}
export const REPORT_HEAD = 'row,line,code,reason\n'

/** "orchard-word.csv": what is no letter or digit becomes a dash. */
export function exportName(policy: string, prefix: string, format: BulkFormat): string {
  const plain = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/gu, '')
  const parts = [plain(policy), plain(prefix)].filter((part) => part !== '')
  return `${parts.length === 0 ? 'sporedb' : parts.join('-')}.${format}`
}

export const refusedName = (name: string): string => `${name.replace(/\.[^.]*$/u, '')}-refused.csv`

/** Adds the column to the key where nothing is said yet, else behind it. */
export const withColumn = (key: string, column: string): string => `${key}{${column}}`
