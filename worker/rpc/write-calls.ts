// Writes as the page asks for them: single spores, writes that are seen through, and ending both.

import { parseSporeId, type PolicyId, type SporeId } from '../core/model/ids.ts'
import { MAX_TIMEOUT_MS, MIN_TIMEOUT_MS } from '../core/model/policy-limits.ts'
import { defaultTimeoutMs } from '../core/rules/reach.ts'
import type { PolicyState } from '../core/state.ts'
import type { Engine } from '../host/engine.ts'
import { callError } from './call-error.ts'
import type { Params, WriteView } from './contract.ts'
import { DEFAULT_PATIENCE_MS, MAX_ROWS } from './limits.ts'
import { intentOf, operationsOf, requirementsOf } from './operation-input.ts'
import { writeView } from './write-view.ts'

export class WriteCalls {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  async submit(input: Params<'data.submit'>): Promise<{ readonly id: SporeId }> {
    const policy = this.#policy(input.policy)
    const result = await this.#engine.submit({
      policy: policy.id,
      operations: operationsOf(input.operations),
      requirements: requirementsOf(input.requirements),
      deadline: Date.now() + duration(input.timeoutMs ?? defaultTimeoutMs(policy), 'timeoutMs'),
      intent: intentOf(input.intent),
    })
    if (!result.ok) throw callError(codeOf(result.reason.why), result.reason.message)
    return { id: result.value }
  }

  write(input: Params<'data.write'>): WriteView {
    const begun = this.#engine.writes.begin({
      policy: this.#policy(input.policy).id,
      operations: operationsOf(input.operations),
      requirements: requirementsOf(input.requirements),
      patienceMs: duration(input.patienceMs ?? DEFAULT_PATIENCE_MS, 'patienceMs'),
      intent: intentOf(input.intent),
      retryChanged: input.retryChanged === true,
    })
    if (!begun.ok) throw callError(codeOf(begun.reason.why), begun.reason.message)
    return writeView(begun.value)
  }

  get({ id }: Params<'write.get'>): WriteView {
    const write = typeof id === 'string' ? this.#engine.writes.get(id) : undefined
    if (!write) throw callError('unknown', 'This node does not know that write any more.', { where: 'id' })
    return writeView(write)
  }

  list({ limit }: Params<'write.list'>): readonly WriteView[] {
    return this.#engine.writes.list(Math.min(limit ?? MAX_ROWS, MAX_ROWS)).map(writeView)
  }

  cancel(params: Params<'write.cancel'>): WriteView {
    this.get(params)
    this.#engine.writes.give(params.id)
    return this.get(params)
  }

  cancelSpore({ id }: Params<'spore.cancel'>): void {
    const spore = parseSporeId(id)
    for (const policy of this.#engine.state.policies.values()) {
      const entry = spore && policy.open.get(spore)
      if (entry?.stage !== 'open') continue
      if (entry.spore.emitter !== this.#engine.state.self)
        throw callError('refused', 'Only who wrote a spore can cancel it.', { where: 'id' })
      return this.#engine.cancel(policy.id, entry.spore.id)
    }
    throw callError('refused', 'That spore is not undecided here: there is nothing to cancel.', {
      where: 'id',
    })
  }

  #policy(id: PolicyId): PolicyState {
    const policy = this.#engine.state.policies.get(id)
    if (!policy) throw callError('unknown', 'This policy is not active here.', { where: 'policy' })
    return policy
  }
}

function duration(ms: number, where: string): number {
  if (!Number.isSafeInteger(ms) || ms < MIN_TIMEOUT_MS || ms > MAX_TIMEOUT_MS)
    throw callError('bad-input', 'A duration is between 1 second and 24 hours.', { where })
  return ms
}

const codeOf = (why: string): 'too-large' | 'busy' | 'unknown' | 'stopped' | 'refused' =>
  why === 'too-large' || why === 'unknown' || why === 'stopped' ? why : why === 'RATE' ? 'busy' : 'refused'
