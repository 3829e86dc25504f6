// A script, read: statements with their places in the text. Typed by the command table; nothing in it is half-read.

import type { Diagnostic, Place } from './diagnostic.ts'
import type { Call, CallOf } from './commands/table.ts'

export interface CallStatement {
  readonly type: 'call'
  readonly call: Call
  readonly place: Place
  /** Where each argument stands, by the parameter's name: what comes of it later is told at its place, too. */
  readonly places: Readonly<Record<string, Place>>
}

/** BEGIN … COMMIT: writes and requirements that are one spore. */
export interface Block {
  readonly type: 'block'
  readonly statements: readonly CallStatement[]
  readonly place: Place
}

export interface Explained {
  readonly type: 'explained'
  readonly subject: CallStatement | Block
  readonly place: Place
}

export type Statement = CallStatement | Block | Explained

export interface Script {
  /** Those that are right; a script with diagnostics is not run at all. */
  readonly statements: readonly Statement[]
  readonly diagnostics: readonly Diagnostic[]
}

export type RequireCall = CallOf<'REQUIRE'>
