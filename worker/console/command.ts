// What can be typed in the console: one command a line. Pure data, shared by the parser, HELP and the screens.
// It must never know how a command is run: the page asks the node, and the node alone decides.

import type { ScalarView } from '../rpc/contract.ts'

export type NumberArgument = Extract<ScalarView, { readonly type: 'number' }>

export type Command =
  | { readonly verb: 'GET' | 'VERSION' | 'SMEMBERS'; readonly key: string }
  | { readonly verb: 'SCONTAINS'; readonly key: string; readonly value: ScalarView }
  | { readonly verb: 'DEL'; readonly key: string }
  | {
      readonly verb: 'SET' | 'CONCAT' | 'SADD' | 'SREM'
      readonly key: string
      readonly value: ScalarView
    }
  | { readonly verb: 'ADD' | 'MUL'; readonly key: string; readonly value: NumberArgument }
  /** Without a name it lists the policies; with one it chooses the policy that later commands use. */
  | { readonly verb: 'POL'; readonly policy?: string }
  /** Without a duration it shows the one in use. */
  | { readonly verb: 'TIMEOUT'; readonly ms?: number }
  | { readonly verb: 'HELP'; readonly about?: Verb }

export type Verb = Command['verb']

/** What is wrong with a line and where: `offset` and `length` count UTF-16 units of the text as typed. */
export interface CommandFault {
  readonly message: string
  readonly offset: number
  readonly length: number
  /** What was probably meant: text to put in place of that part of the line. */
  readonly suggestion?: { readonly text: string; readonly offset: number; readonly length: number }
}

export interface Usage {
  readonly verb: Verb
  readonly form: string
  readonly does: string
  readonly example: string
}

/** The order is the order in which HELP lists them. */
export const USAGE: readonly Usage[] = [
  { verb: 'GET', form: 'GET key', does: 'shows the committed value of a key', example: 'GET foo' },
  { verb: 'VERSION', form: 'VERSION key', does: 'shows the version of a key', example: 'VERSION foo' },
  {
    verb: 'SET',
    form: 'SET key value',
    does: 'writes a value in place of whatever was there',
    example: 'SET foo "hello world"',
  },
  { verb: 'CONCAT', form: 'CONCAT key value', does: 'appends text or bytes', example: 'CONCAT foo "!"' },
  {
    verb: 'ADD',
    form: 'ADD key number',
    does: 'adds to a number; additions of several people all count',
    example: 'ADD visits 1',
  },
  { verb: 'MUL', form: 'MUL key number', does: 'multiplies a number', example: 'MUL price 1.5' },
  { verb: 'SADD', form: 'SADD key value', does: 'puts a member into a set', example: 'SADD members carol' },
  {
    verb: 'SREM',
    form: 'SREM key value',
    does: 'takes a member out of a set',
    example: 'SREM members carol',
  },
  { verb: 'SMEMBERS', form: 'SMEMBERS key', does: 'lists the members of a set', example: 'SMEMBERS members' },
  {
    verb: 'SCONTAINS',
    form: 'SCONTAINS key value',
    does: 'says whether a set has a member',
    example: 'SCONTAINS members carol',
  },
  { verb: 'DEL', form: 'DEL key', does: 'deletes a key', example: 'DEL foo' },
  {
    verb: 'POL',
    form: 'POL [name or id]',
    does: 'lists the policies, or chooses the one that commands use',
    example: 'POL orchard',
  },
  {
    verb: 'TIMEOUT',
    form: 'TIMEOUT [duration]',
    does: 'how long a write is tried before it is given up, 1s to 24h',
    example: 'TIMEOUT 10m',
  },
  { verb: 'HELP', form: 'HELP [command]', does: 'lists the commands, or explains one', example: 'HELP SADD' },
]

export const VERBS: readonly Verb[] = USAGE.map((usage) => usage.verb)
