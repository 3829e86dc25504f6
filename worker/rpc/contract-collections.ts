// Reading maps, arrays and queues, page by page.

import type { PolicyId } from '../core/model/ids.ts'
import type { ScalarView, VersionView } from './contract-data.ts'

export interface CollectionMethods {
  'data.fields': [
    { readonly policy: PolicyId; readonly key: string; readonly after?: ScalarView; readonly limit?: number },
    {
      readonly fields: readonly { readonly field: ScalarView; readonly value: ScalarView }[]
      readonly more: boolean
    },
  ]
  'data.field': [
    { readonly policy: PolicyId; readonly key: string; readonly field: ScalarView },
    { readonly value: ScalarView | undefined; readonly version: VersionView },
  ]
  /** Of an array; negative indexes count from the end, and `to` is included. */
  'data.range': [
    { readonly policy: PolicyId; readonly key: string; readonly from: number; readonly to: number },
    { readonly items: readonly ScalarView[]; readonly length: number },
  ]
  'data.queue': [
    { readonly policy: PolicyId; readonly key: string; readonly limit?: number },
    { readonly items: readonly ScalarView[]; readonly size: number },
  ]
}
