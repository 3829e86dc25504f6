// Which of the three first steps are done, and which is next. Pure.

import type { KeyringEntry, PolicyView } from '../../../worker/rpc/contract.ts'
import { ROUTE } from '../../routes.ts'
import { HOME } from './strings.ts'

export interface Step {
  readonly id: keyof typeof HOME.steps
  readonly route: string
  readonly state: 'done' | 'next' | 'later'
  readonly count: string
}

export function firstSteps(
  keyring: readonly KeyringEntry[],
  policies: readonly PolicyView[],
  spores: number,
): readonly Step[] {
  const active = policies.filter((policy) => policy.status === 'active').length
  const done = [keyring.length > 0, active > 0, spores > 0]
  const next = done.indexOf(false)
  const state = (at: number): Step['state'] => (done[at] === true ? 'done' : at === next ? 'next' : 'later')
  return [
    { id: 'meet', route: ROUTE.keyring, state: state(0), count: HOME.steps.meet.state(keyring.length) },
    { id: 'agree', route: ROUTE.policies, state: state(1), count: HOME.steps.agree.state(active) },
    { id: 'write', route: ROUTE.console, state: state(2), count: HOME.steps.write.state(spores) },
  ]
}
