// What the console needs of a node: calls, and to be told when a write is over. The page, a test and a node's own console each
// bring theirs.

import type { Level } from './commands/parameter.ts'
import type { Methods, PolicyId, PolicyView, ScalarView, ValueView, VersionView } from '../rpc/contract.ts'
import type { WriteStateView } from '../rpc/contract.ts'

interface AtKey {
  readonly policy: PolicyId
  readonly key: string
}

/** The node's methods, with the reads of every data type. */
export interface ConsoleMethods extends Omit<Methods, 'data.get'> {
  'data.get': [
    AtKey & { readonly level?: Level },
    {
      readonly key: string
      readonly value: ValueView | undefined
      readonly version: VersionView
    },
  ]
  'data.fields': [
    AtKey & { readonly after?: ScalarView; readonly limit?: number },
    {
      readonly fields: readonly { readonly field: ScalarView; readonly value: ScalarView }[]
      readonly more: boolean
    },
  ]
  'data.field': [
    AtKey & { readonly field: ScalarView },
    { readonly value: ScalarView | undefined; readonly version: VersionView },
  ]
  /** Negative indexes count from the end; `to` is included. */
  'data.range': [
    AtKey & { readonly from: number; readonly to: number },
    { readonly items: readonly ScalarView[]; readonly length: number },
  ]
  'data.queue': [
    AtKey & { readonly limit?: number },
    { readonly items: readonly ScalarView[]; readonly size: number },
  ]
  'data.slice': [
    AtKey & { readonly from: number; readonly to: number },
    { readonly value: ScalarView | undefined; readonly length: number },
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
