// Commands that look around, that bind writes together, and that say how the others run.

import { read, session } from './command.ts'
import { KEY } from './parameter.ts'

const PREFIX = { name: 'prefix', kind: 'prefix', optional: true } as const
const LIMIT = { name: 'limit', kind: 'count', optional: true, keyword: 'LIMIT' } as const

export const LOOKING_COMMANDS = {
  VERSION: read(
    [KEY],
    'shows the version of a key, equal on all nodes that applied the same writes',
    'VERSION foo',
  ),
  TYPE: read([KEY], 'says what a key holds', 'TYPE members'),
  EXISTS: read([KEY], 'says whether a key holds anything', 'EXISTS foo'),
  KEYS: read([PREFIX, LIMIT], 'lists the keys that begin so', 'KEYS f'),
  SCAN: read(
    [PREFIX, { name: 'cursor', kind: 'key', optional: true, keyword: 'AFTER' }, LIMIT],
    'lists keys page by page; AFTER goes on behind a key',
    'SCAN "" AFTER foo LIMIT 10',
  ),
  COUNT: read([PREFIX], 'counts the keys that begin so', 'COUNT f'),
  WATCH: read([KEY], 'shows a key and every change of it, until it is stopped', 'WATCH visits'),
} as const

export const TOGETHER_COMMANDS = {
  BEGIN: session(
    [],
    'binds writes into one spore: all of them happen, or none',
    'BEGIN; ADD visits 1; SET last carol; COMMIT',
    'BEGIN … COMMIT',
  ),
  REQUIRE: session(
    [KEY, { name: 'mode', kind: 'mode' }, { name: 'version', kind: 'version', optional: true }],
    'after BEGIN: nothing of the spore happens unless the key is as required',
    'BEGIN; REQUIRE foo UNCHANGED; SET last dave; COMMIT',
    'REQUIRE key UNCHANGED|UNWRITTEN|ABSENT|VERSION version',
  ),
  EXPLAIN: session(
    [],
    'says which policy and rule a statement meets, who must endorse and what conflicts now; it submits nothing',
    'EXPLAIN SET foo bar',
    'EXPLAIN statement',
  ),
} as const

export const SESSION_COMMANDS = {
  POL: session(
    [{ name: 'policy', kind: 'policy', optional: true }],
    'lists the policies, or chooses the one that commands use',
    'POL',
  ),
  TIMEOUT: session(
    [{ name: 'duration', kind: 'duration', optional: true }],
    'says how long a write is tried before it is given up, 1s to 24h, or changes it',
    'TIMEOUT 10m',
  ),
  LEVEL: session(
    [{ name: 'level', kind: 'level', optional: true }],
    'says what reads show, or changes it: committed, endorsed (may still be undone) or certified (enough endorsers say so)',
    'LEVEL committed',
    'LEVEL [committed|endorsed|certified]',
  ),
  HELP: session(
    [{ name: 'command', kind: 'command', optional: true }],
    'lists the commands, or explains one',
    'HELP SADD',
  ),
} as const
