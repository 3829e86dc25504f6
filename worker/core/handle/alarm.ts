// What cannot happen with at most f faulty endorsers is told, not repaired.

import type { SporeId } from '../model/ids.ts'
import type { CoreState, PolicyState } from '../state.ts'

export function alarm(state: CoreState, policy: PolicyState, id: SporeId): void {
  const message = `Both a commit and an abort of spore ${id.slice(0, 16)} are certified: more than ${policy.record.f} endorsers are faulty.`
  state.outputs.push({ type: 'alarm', policy: policy.id, message })
}
