// What an import says of itself, and the files that are saved.
import { describe, expect, it } from 'vitest'
import {
  exportName,
  jobWords,
  mappingWords,
  refusedName,
  reportCsv,
} from '../../../src/features/bulk/view-model.ts'
import type { BulkJobView, PolicyId } from '../../../worker/rpc/contract.ts'

const JOB: BulkJobView = {
  id: 'j',
  policy: 'p' as PolicyId,
  name: 'a.csv',
  format: 'csv',
  mapping: { into: 'value', key: '{k}', value: 'v', fields: [], read: 'auto', keep: false },
  state: 'running',
  startedAt: 0,
  sizeBytes: 1_000,
  readBytes: 500,
  rowsRead: 100,
  rowsDone: 50,
  rowsRefused: 0,
  open: 1,
  rowsPerSecond: 25,
}

describe('an import in words', () => {
  it('counts what is decided, not what is only read', () => {
    expect(jobWords(JOB)).toMatchObject({
      progress: '50 rows written',
      pace: '25 rows a second, 1 spore on the way',
      percent: 25,
      kind: 'underway',
    })
    expect(jobWords({ ...JOB, state: 'done', rowsDone: 1, rowsRefused: 1_200 })).toMatchObject({
      progress: '1 row written, 1,200 refused',
      pace: '',
      percent: 100,
    })
    expect(jobWords({ ...JOB, rowsRead: 0 }).percent).toBe(0)
    expect(mappingWords(JOB.mapping)).toBe('One value for each key, {k}')
  })

  it('reports with quotes where they are needed', () => {
    expect(reportCsv([{ row: 3, line: 4, code: 'BAD-ROW', reason: 'Column "v": no.' }])).toBe(
      '3,4,BAD-ROW,"Column ""v"": no."\n',
    )
  })

  it('names files plainly', () => {
    expect(exportName('My orchard!', 'a/b:', 'jsonl')).toBe('My-orchard-a-b.jsonl')
    expect(exportName('', '', 'csv')).toBe('sporedb.csv')
    expect(refusedName('data.2026.csv')).toBe('data.2026-refused.csv')
  })
})
