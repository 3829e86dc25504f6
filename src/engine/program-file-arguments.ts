// Options of imports and exports as a program gives them, checked before they cross to the worker.

import type { BulkFormat, BulkInto, BulkMapping, BulkRead, CallFailure } from '../../worker/rpc/contract.ts'
import { EngineError } from './engine-error.ts'
import { MAX_COLUMN_NAME, MAX_FIELDS, MAX_FILE_NAME } from './limits.ts'
import type { ImportOptions } from './program-file-types.ts'

const FORMATS: readonly BulkFormat[] = ['csv', 'json', 'jsonl']
const INTO: readonly BulkInto[] = ['value', 'add', 'set', 'map', 'array', 'queue', 'exported']
const READ: readonly BulkRead[] = ['auto', 'number', 'string', 'bytes']

const refuse = (where: string, message: string, code: CallFailure['code'] = 'bad-input'): EngineError =>
  new EngineError({ code, message, where })

function oneOf<Word extends string>(words: readonly Word[], word: unknown, where: string): Word {
  const found = words.find((each) => each === word)
  if (found === undefined) throw refuse(where, `It is one of ${words.join(', ')}`)
  return found
}

function textOf(text: unknown, where: string, most: number): string {
  if (typeof text !== 'string') throw refuse(where, 'It is text')
  if (text.length > most) throw refuse(where, `It has at most ${most} characters`, 'too-large')
  return text
}

export const formatArgument = (format: unknown): BulkFormat => oneOf(FORMATS, format, 'format')

export function sourceArgument(source: unknown): Blob {
  if (source instanceof Blob) return source
  if (typeof source === 'string') return new Blob([source])
  throw refuse('source', 'What is imported is a file, a Blob or text')
}

export interface ImportArguments {
  readonly name: string
  readonly format?: BulkFormat
  readonly delimiter?: string
  readonly mapping: Partial<BulkMapping>
}

export function importArguments(options: ImportOptions, source: unknown): ImportArguments {
  const { name, format, delimiter, into, key, value, fields, read, keep } = options as Record<
    keyof ImportOptions,
    unknown
  >
  const given = source instanceof File ? source.name.slice(0, MAX_FILE_NAME) : 'a program'
  const text = (each: unknown, where: string): string => textOf(each, where, MAX_COLUMN_NAME)
  return {
    name: name === undefined ? given : textOf(name, 'name', MAX_FILE_NAME),
    ...(format !== undefined && { format: formatArgument(format) }),
    ...(delimiter !== undefined && { delimiter: textOf(delimiter, 'delimiter', 1) }),
    mapping: {
      ...(into !== undefined && { into: oneOf(INTO, into, 'into') }),
      ...(key !== undefined && { key: text(key, 'key') }),
      ...(value !== undefined && { value: text(value, 'value') }),
      ...(fields !== undefined && { fields: fieldsOf(fields, text) }),
      ...(read !== undefined && { read: oneOf(READ, read, 'read') }),
      ...(keep !== undefined && { keep: keep === true }),
    },
  }
}

function fieldsOf(fields: unknown, text: (each: unknown, where: string) => string): readonly string[] {
  if (!Array.isArray(fields) || fields.length > MAX_FIELDS)
    throw refuse('fields', `It is a list of at most ${MAX_FIELDS} columns`)
  return fields.map((each: unknown, index) => text(each, `fields[${index}]`))
}
