// Commands on single values: any type, text and bytes, numbers.

import { read, write } from './command.ts'
import { KEY } from './parameter.ts'

const VALUE = { name: 'value', kind: 'any value' } as const
const NUMBER = { name: 'number', kind: 'number' } as const

export const VALUE_COMMANDS = {
  SET: write(
    [KEY, VALUE],
    'writes a value in place of whatever was there; [..] makes an array and {..} a map',
    'SET foo "hello world"',
  ),
  GET: read([KEY], 'shows the value of a key', 'GET foo'),
  DEL: write([KEY], 'deletes a key, whatever it holds', 'DEL old'),
  SETNX: write(
    [KEY, { name: 'value', kind: 'scalar' }],
    'writes a value if the key is absent, else is refused',
    'SETNX owner alice',
  ),
  CAS: write(
    [KEY, { name: 'expected', kind: 'expected' }, { name: 'value', kind: 'scalar' }],
    'writes a value if the key holds the expected one (ABSENT: nothing), else is refused',
    'CAS owner alice bob',
  ),
  CONCAT: write([KEY, { name: 'text', kind: 'text' }], 'appends text or bytes', 'CONCAT foo "!"'),
  STRLEN: read([KEY], 'counts the characters of a text, or the bytes', 'STRLEN foo'),
  SLICE: read(
    [KEY, { name: 'from', kind: 'index' }, { name: 'to', kind: 'index' }],
    'shows a part of a text or of bytes, both ends included; negative ones count from the end',
    'SLICE foo 0 4',
  ),
} as const

export const NUMBER_COMMANDS = {
  ADD: write([KEY, NUMBER], 'adds to a number; additions of several people all count', 'ADD visits 1'),
  MUL: write([KEY, NUMBER], 'multiplies a number, exactly', 'MUL price 1.5'),
  MAX: write(
    [KEY, { name: 'value', kind: 'ordered' }],
    'keeps the larger one of what is there and a number (or bytes)',
    'MAX record 42',
  ),
  MIN: write(
    [KEY, { name: 'value', kind: 'ordered' }],
    'keeps the smaller one of what is there and a number (or bytes)',
    'MIN best 9.58',
  ),
  COUNTER: write(
    [
      KEY,
      NUMBER,
      { name: 'min', kind: 'number', optional: true, keyword: 'MIN' },
      { name: 'max', kind: 'number', optional: true, keyword: 'MAX' },
    ],
    'makes a counter that never leaves its bounds, however many people ADD to it at once',
    'COUNTER balance 10 MIN 0 MAX 100',
  ),
} as const
