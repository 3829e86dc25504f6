// What the console's cards say. Pure.

import type { ScalarView, ValueView, VersionView } from '../../../worker/rpc/contract.ts'
import { assertNever } from '../../../worker/core/model/result.ts'
import type { CommandFault } from '../../../worker/console/command.ts'
import { scalarToText } from '../../../worker/console/scalar.ts'
import { shorten } from '../../ui/spore-words.ts'
import { CONSOLE } from './strings.ts'

/** How much of a value a card shows; the rest is there for programs. */
const MAX_VALUE_SHOWN = 4_000

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

/** A value as it stands in an answer: text in quotes, numbers bare, bytes as 0x…, what holds others by its size. */
export function valueText(value: ValueView | undefined): string {
  if (value === undefined) return CONSOLE.noValue
  switch (value.type) {
    case 'set':
      return `a set of ${counted(value.size, 'member')}`
    case 'map':
      return `a map of ${counted(value.size, 'field')}`
    case 'queue':
      return `a queue of ${counted(value.size, 'item')}`
    case 'array':
      return `an array of ${counted(value.length, 'item')}`
    case 'number': {
      const { number, min, max } = value
      const least = min === undefined ? '' : `, at least ${min}`
      return `${number}${least}${max === undefined ? '' : `, at most ${max}`}`
    }
    case 'string':
    case 'bytes':
      return shorten(scalarToText(value), MAX_VALUE_SHOWN)
    default:
      return assertNever(value)
  }
}

export const memberTexts = (members: readonly ScalarView[]): readonly string[] =>
  members.map((member) => shorten(scalarToText(member)))

/** "version 3+2·9f86d081: 3 exclusive writes, then 2 that commute" */
export function versionText(version: VersionView): string {
  if (version.x === 0 && version.c === 0) return `version ${version.text}: never written`
  const exclusive = `${version.x} exclusive ${version.x === 1 ? 'write' : 'writes'}`
  return version.c === 0
    ? `version ${version.text}: ${exclusive}`
    : `version ${version.text}: ${exclusive}, then ${version.c} that commute`
}

export interface Marked {
  readonly before: string
  readonly at: string
  readonly after: string
  /** For those who cannot see the mark. */
  readonly place: string
}

/** The line cut where the fault lies; a fault behind the end marks one space there. */
export function markFault(line: string, fault: CommandFault): Marked {
  const offset = Math.min(fault.offset, line.length)
  const at = line.slice(offset, offset + Math.max(1, fault.length))
  return {
    before: line.slice(0, offset),
    at: at === '' ? ' ' : at,
    after: line.slice(offset + at.length),
    place: `at character ${offset + 1}`,
  }
}

/** The line with what the fault suggests in its place. */
export function applySuggestion(line: string, fault: CommandFault): string | undefined {
  if (fault.suggestion === undefined) return undefined
  const { text, offset, length } = fault.suggestion
  return line.slice(0, offset) + text + line.slice(offset + length)
}

export interface Recall {
  readonly index: number
  readonly text: string
}

/** Arrow keys through the history: `index` counts from the newest (0); -1 is the line being typed. */
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
