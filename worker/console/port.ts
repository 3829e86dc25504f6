// What the console needs of a node: calls, and to be told when a write is over. The page, a test and a node's own console each
// bring theirs.

import type { Level } from './commands/parameter.ts'
import type { MethodName, Params, PolicyId, PolicyView, Returns, WriteStateView } from '../rpc/contract.ts'

export interface ConsolePort {
  call<Name extends MethodName>(method: Name, params: Params<Name>): Promise<Returns<Name>>
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
