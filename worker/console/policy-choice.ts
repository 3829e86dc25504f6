// Which policy a name means: by name, or by the start of an id when that is at least eight characters. Never by a guess.

import { fail, ok, type Result } from '../core/model/result.ts'
import type { PolicyView } from '../rpc/contract.ts'
import { keyToText } from './scalar.ts'
import { nearest } from './suggest.ts'

export interface NoSuchPolicy {
  readonly message: string
  /** As it would be typed. */
  readonly meant?: string
}

export function policyNamed(
  wanted: string,
  policies: readonly PolicyView[],
): Result<PolicyView, NoSuchPolicy> {
  const active = policies.filter(({ status }) => status === 'active')
  const named = active.filter(({ record }) => record.name === wanted)
  const isIdStart = /^[0-9a-f]{8,64}$/u.test(wanted)
  const found = named.length > 0 ? named : active.filter(({ id }) => isIdStart && id.startsWith(wanted))
  const [only] = found
  if (only === undefined) {
    const meant = nearest(
      wanted,
      active.map(({ record }) => record.name),
    )
    const message = `No accepted policy is called ${wanted}`
    return fail(
      meant === undefined
        ? { message }
        : { message: `${message}; did you mean ${meant}?`, meant: keyToText(meant) },
    )
  }
  return found.length > 1
    ? fail({ message: `Several policies are called ${wanted}: use the start of an id` })
    : ok(only)
}
