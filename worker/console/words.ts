// Words that results are told in, wherever they are shown.

import type { ValueView, VersionView } from '../rpc/contract.ts'

const KINDS: Readonly<Record<ValueView['type'] | 'nothing', string>> = {
  nothing: 'nothing',
  number: 'a number',
  string: 'text',
  bytes: 'bytes',
  set: 'a set',
  map: 'a map',
  array: 'an array',
  queue: 'a work queue',
}

export const kindWords = (kind: ValueView['type'] | 'nothing'): string => KINDS[kind]

const PLURALS: Readonly<Record<string, string>> = { 'piece of work': 'pieces of work' }

/** "1 member", "3 pieces of work" */
export const counted = (count: number, of: string): string =>
  `${count} ${count === 1 ? of : (PLURALS[of] ?? `${of}s`)}`

/** "version 3+2·9f86d081: 3 exclusive writes, then 2 that commute" */
export function versionWords(version: VersionView): string {
  if (version.x === 0 && version.c === 0) return `version ${version.text}: never written`
  const exclusive = counted(version.x, 'exclusive write')
  return version.c === 0
    ? `version ${version.text}: ${exclusive}`
    : `version ${version.text}: ${exclusive}, then ${version.c} that commute`
}
