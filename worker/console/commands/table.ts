// Every command of the console, once: the reader, HELP, completion, the README and the browser tests all take it from here.
// The order is the one in which HELP lists them and in which the examples can be run.

import { ARRAY_COMMANDS, MAP_COMMANDS, QUEUE_COMMANDS, SET_COMMANDS } from './collections.ts'
import type { CommandEntry, Effect } from './command.ts'
import { parameterForm, type ArgumentsOf, type Parameter } from './parameter.ts'
import { LOOKING_COMMANDS, SESSION_COMMANDS, TOGETHER_COMMANDS } from './session.ts'
import { NUMBER_COMMANDS, VALUE_COMMANDS } from './values.ts'

export const GROUPS = {
  'Any value': VALUE_COMMANDS,
  Numbers: NUMBER_COMMANDS,
  Sets: SET_COMMANDS,
  Maps: MAP_COMMANDS,
  Arrays: ARRAY_COMMANDS,
  'Work queues': QUEUE_COMMANDS,
  'Looking around': LOOKING_COMMANDS,
  Together: TOGETHER_COMMANDS,
  'This console': SESSION_COMMANDS,
} as const satisfies Readonly<Record<string, Readonly<Record<string, CommandEntry>>>>

const TABLE = {
  ...VALUE_COMMANDS,
  ...NUMBER_COMMANDS,
  ...SET_COMMANDS,
  ...MAP_COMMANDS,
  ...ARRAY_COMMANDS,
  ...QUEUE_COMMANDS,
  ...LOOKING_COMMANDS,
  ...TOGETHER_COMMANDS,
  ...SESSION_COMMANDS,
} as const

type Table = typeof TABLE
export type Verb = keyof Table
/** Keywords of the grammar; they have an entry in HELP and no call of their own. */
export type GrammarVerb = 'BEGIN' | 'EXPLAIN'
export type CallVerb = Exclude<Verb, GrammarVerb>

/** A command with what it was given. */
export type Call = {
  [V in CallVerb]: { readonly verb: V; readonly args: ArgumentsOf<Table[V]['takes']> }
}[CallVerb]
export type CallOf<V extends CallVerb> = Extract<Call, { readonly verb: V }>

type VerbsOf<E extends Effect> = { [V in CallVerb]: Table[V]['effect'] extends E ? V : never }[CallVerb]
export type WriteCall = CallOf<VerbsOf<'write'>>
export type ReadCall = CallOf<VerbsOf<'read'>>
export type SessionCall = CallOf<VerbsOf<'session'>>

export const VERBS = Object.keys(TABLE) as readonly Verb[]
export const COMMANDS: Readonly<Record<Verb, CommandEntry>> = TABLE

export const isVerb = (word: string): word is Verb => Object.hasOwn(TABLE, word)
export const isGrammarVerb = (verb: Verb): verb is GrammarVerb => verb === 'BEGIN' || verb === 'EXPLAIN'

export const isWrite = (call: Call): call is WriteCall => COMMANDS[call.verb].effect === 'write'
export const isRead = (call: Call): call is ReadCall => COMMANDS[call.verb].effect === 'read'

/** "COUNTER key number [MIN number] [MAX number]" */
export function formOf(verb: Verb): string {
  const { form, takes } = COMMANDS[verb]
  return form ?? [verb, ...takes.map((each: Parameter) => parameterForm(each))].join(' ')
}
