// What the console needs of a node: calls, and to be told when a write is over. The page, a test and a node's own console each
// bring theirs.

import type { Level } from './commands/parameter.ts'
import type {
  Methods,
  PolicyId,
  PolicyView,
  ReadMethods,
  RecordView,
  WriteStateView,
} from '../rpc/contract.ts'

/** The node's methods, with the reads of every data type and level. */
export interface ConsoleMethods extends Omit<Methods, 'data.get'>, ReadMethods {
  'data.get': [
    { readonly policy: PolicyId; readonly key: string; readonly level?: Level },
    Pick<RecordView, 'key' | 'value' | 'version'>,
  ]
  'data.count': [{ readonly policy: PolicyId; readonly prefix?: string }, { readonly count: number }]
}

export interface ConsolePort {
  call<Name extends keyof ConsoleMethods>(
    method: Name,
    params: ConsoleMethods[Name][0],
  ): Promise<ConsoleMethods[Name][1]>
  /** Resolves with how a write ended, which may take as long as it is tried. */
  ended(write: string): Promise<WriteStateView>
}

/** What statements run under; POL, TIMEOUT and LEVEL change it for those after them. */
export interface Context {
  readonly policy: PolicyId | undefined
  readonly timeoutMs: number
  readonly level: Level
}

export interface Surroundings {
  readonly port: ConsolePort
  readonly policies: readonly PolicyView[]
  readonly context: () => Context
  readonly change: (change: Partial<Context>) => void
}
