// What came of a statement, as data: the page draws it, a node's console prints it, and the formatter makes tables of it.

import type {
  CallFailure,
  ExplainView,
  PolicyId,
  ScalarView,
  ValueView,
  VersionView,
} from '../rpc/contract.ts'
import type { Level } from './commands/parameter.ts'
import type { Verb } from './commands/table.ts'
import type { Diagnostic } from './diagnostic.ts'

export type Outcome =
  /** `level` where it is not the committed value. */
  | { readonly type: 'value'; readonly value: ValueView | undefined; readonly level?: Level }
  | { readonly type: 'version'; readonly version: VersionView }
  /** A word for what a key holds. */
  | { readonly type: 'kind'; readonly kind: ValueView['type'] | 'nothing' }
  | { readonly type: 'count'; readonly count: number; readonly of: string }
  | { readonly type: 'truth'; readonly is: boolean; readonly yes: string; readonly no: string }
  /** Members, keys of a map, what waits in a queue. `numbered` from an index on where the order is part of the value. */
  | {
      readonly type: 'items'
      readonly items: readonly ScalarView[]
      readonly of: string
      readonly from?: number
      readonly more: boolean
    }
  | {
      readonly type: 'fields'
      readonly fields: readonly { readonly field: ScalarView; readonly value: ScalarView }[]
      readonly more: boolean
    }
  /** `next` is the statement that goes on. */
  | {
      readonly type: 'keys'
      readonly keys: readonly string[]
      readonly more: boolean
      readonly next?: string
    }
  /** A write that the node sees through; its id is known to this node only. */
  | { readonly type: 'write'; readonly id: string }
  | { readonly type: 'watch'; readonly policy: PolicyId; readonly key: string; readonly level: Level }
  | { readonly type: 'help'; readonly verbs: readonly Verb[] }
  | {
      readonly type: 'policies'
      readonly policies: readonly {
        readonly id: PolicyId
        readonly name: string
        readonly statusText: string
        readonly inUse: boolean
      }[]
    }
  | { readonly type: 'chosen'; readonly policy: PolicyId; readonly name: string }
  | { readonly type: 'timeout'; readonly ms: number }
  | { readonly type: 'level'; readonly level: Level }
  | { readonly type: 'explained'; readonly view: ExplainView }
  /** Nothing was done. The places are in the text that was run. */
  | { readonly type: 'fault'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly type: 'failed'; readonly failure: CallFailure }
