import type { BulkFormat, BulkInto, BulkJobState, BulkRead } from '../../../worker/rpc/contract.ts'

export const FORMAT: Readonly<Record<BulkFormat, string>> = {
  csv: 'CSV',
  json: 'JSON',
  jsonl: 'JSON Lines',
}

export const INTO: Readonly<Record<BulkInto, string>> = {
  value: 'One value for each key',
  add: 'Added to the number at a key',
  set: 'Members of sets',
  map: 'Fields of a map for each key',
  array: 'Items appended to arrays',
  queue: 'Entries of queues',
  exported: 'As an export of SporeDB says itself',
}

export const READ: Readonly<Record<BulkRead, string>> = {
  auto: 'Numbers where they are plain numbers, else text',
  number: 'Numbers',
  string: 'Text',
  bytes: 'Bytes, written as 0x…',
}

export const BULK = {
  title: 'Import and export',
  intro: 'Files of any size, in and out. An import goes on in the background, and after a reload.',
  back: 'Data',
  import: 'Import a file',
  file: 'File',
  choose: 'Choose a file',
  drop: 'or drop it here',
  chosen: (name: string, size: string): string => `${name}, ${size}`,
  other: 'Choose another',
  paste: 'Or paste it',
  pasteHint: 'CSV with a header line, JSON, or JSON Lines',
  usePasted: 'Use what is pasted',
  pastedName: 'pasted text',
  format: 'Format',
  delimiter: 'Columns are divided by',
  into: 'Each row becomes',
  key: 'Key',
  keyHint: 'Columns stand in braces, such as package/{Package}.',
  insert: (column: string): string => `Insert {${column}}`,
  columns: 'Columns',
  value: 'Column with the value',
  fields: 'Columns that become fields',
  read: 'Values are',
  keep: 'Leave keys that exist as they are',
  preview: 'Preview',
  previewOf: (rows: number): string => `The first ${rows} ${rows === 1 ? 'row' : 'rows'}`,
  row: 'Row',
  writes: 'Writes',
  refused: 'Will be refused',
  start: 'Start the import',
  onceOnly: 'Each row is written once, also if you pause, reload or lose the connection.',
  jobs: 'Imports',
  noJobs: 'No imports yet',
  noJobsNext: 'Choose a file above.',
  pause: 'Pause',
  resume: 'Go on',
  remove: 'Remove',
  stop: 'Stop and remove',
  removeTitle: (name: string): string => `Stop the import of ${name}?`,
  removeWhat: 'What is written stays. Rows that are still to come are not written.',
  report: 'Save the report',
  look: 'Show the first refusals',
  export: 'Export',
  prefix: 'Only keys that begin with',
  prefixHint: 'Empty for all keys',
  exportStart: 'Export to a file',
  cancel: 'Cancel',
  exported: (keys: number, rows: number, size: string): string =>
    `${keys.toLocaleString('en')} keys in ${rows.toLocaleString('en')} rows, ${size}`,
  exporting: 'Exporting',
  exportDone: 'Saved',
  exportChanged: 'Keys changed while it was made: it may mix what was before with what came after.',
  exportSame: 'Equal contents give the same bytes on every node.',
} as const

export const JOB: Readonly<Record<BulkJobState, string>> = {
  running: 'Running',
  paused: 'Paused',
  done: 'Done',
  failed: 'Stopped',
}

export const DELIMITERS = [
  { value: ',', label: 'commas' },
  { value: ';', label: 'semicolons' },
  { value: '\t', label: 'tabs' },
  { value: '|', label: 'bars' },
] as const
