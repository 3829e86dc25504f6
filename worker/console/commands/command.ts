import type { Parameter } from './parameter.ts'

/** What a command does to the data: reads it, writes it as one operation or more, or neither. */
export type Effect = 'read' | 'write' | 'session'

export interface CommandEntry<
  P extends readonly Parameter[] = readonly Parameter[],
  E extends Effect = Effect,
> {
  readonly takes: P
  readonly effect: E
  /** After the command's form, in a sentence: "GET key shows the committed value of a key". */
  readonly does: string
  /** Runs as it stands, after the examples of the commands before it. */
  readonly example: string
  /** The form, where it is not the command and what it takes. */
  readonly form?: string
}

const entry =
  <const E extends Effect>(effect: E) =>
  <const P extends readonly Parameter[]>(
    takes: P,
    does: string,
    example: string,
    form?: string,
  ): CommandEntry<P, E> => ({ takes, effect, does, example, ...(form === undefined ? {} : { form }) })

export const read = entry('read')
export const write = entry('write')
export const session = entry('session')
