// What the address of the data screen says: policy, prefix, filter and key, so that a link shows the same to whoever opens it.

import { useCallback } from 'react'
import { useSearchParams } from 'wouter'
import type { PolicyView } from '../../../worker/rpc/contract.ts'
import { useEngineState } from '../../engine/context.ts'
import { usePolicyChoice } from '../console/choice.ts'

export interface DataAddress {
  readonly prefix: string
  readonly filter: string
  readonly key: string | undefined
}

type Change = Partial<Record<'policy' | 'prefix' | 'filter' | 'key', string | undefined>>

export function useDataAddress(): readonly [DataAddress, (change: Change) => void] {
  const [search, setSearch] = useSearchParams()
  const change = useCallback(
    (next: Change) =>
      setSearch((before) => {
        for (const [name, value] of Object.entries(next))
          if (value === undefined || value === '') before.delete(name)
          else before.set(name, value)
        return before
      }),
    [setSearch],
  )
  return [
    {
      prefix: search.get('prefix') ?? '',
      filter: search.get('filter') ?? '',
      key: search.get('key') ?? undefined,
    },
    change,
  ]
}

export const dataLink = (policy: string, key: string): string =>
  `/data?${new URLSearchParams({ policy, key }).toString()}`

/** The policy of the address, else the one of the console, else the first that is active. */
export function useDataPolicy(): {
  readonly policies: readonly PolicyView[] | undefined
  readonly policy: PolicyView | undefined
} {
  const known = useEngineState((state) => state.policies)
  const [search] = useSearchParams()
  const [kept] = usePolicyChoice()
  const policies = known?.filter(({ status }) => status === 'active')
  const find = (id: string | null | undefined): PolicyView | undefined =>
    policies?.find((policy) => policy.id === id)
  return { policies, policy: find(search.get('policy')) ?? find(kept) ?? policies?.[0] }
}
