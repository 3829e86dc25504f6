// What a submission would become if it were made now: the very code that submits, run on a copy of what it changes. Nothing is
// logged, signed or sent, and nothing of this node remembers it.

import type { Submission } from '../input.ts'
import { fail, invariant, ok, type Result } from '../model/result.ts'
import type { Spore } from '../model/spore.ts'
import type { Output } from '../output.ts'
import type { CoreState, PolicyState } from '../state.ts'
import { submit } from './submit.ts'

export type Refused = Extract<Output, { readonly type: 'refused' }>

export function rehearse(state: CoreState, submission: Submission): Result<Spore, Refused> {
  const outputs: Output[] = []
  const policy = state.policies.get(submission.policy)
  const policies = new Map(policy === undefined ? [] : [[policy.id, copyOf(policy)]])
  submit({ ...state, outputs, policies }, submission)
  for (const output of outputs) {
    if (output.type === 'refused') return fail(output)
    const spore = output.type === 'sign-bundle' ? output.spores[0] : undefined
    if (spore) return ok(spore)
  }
  invariant(false, 'a submission led to neither a spore nor a refusal')
}

const copyOf = (policy: PolicyState): PolicyState => ({
  ...policy,
  drafts: new Set(policy.drafts),
  queueHeads: new Map(policy.queueHeads),
  ownBySlot: new Map([...policy.ownBySlot].map(([slot, there]) => [slot, new Map(there)])),
})
