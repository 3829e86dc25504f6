// Evidence as the page asks for it: what there is, one of it in full, and the verifier once more.

import { findEvidence } from '../core/handle/evidence.ts'
import type { PolicyId, PublicKeyHex } from '../core/model/ids.ts'
import type { PolicyState } from '../core/state.ts'
import type { Engine } from '../host/engine.ts'
import { callError } from './call-error.ts'
import type { EvidenceDetails, EvidenceVerification, EvidenceView, Params } from './contract.ts'
import { evidenceDetails, evidenceView } from './evidence-view.ts'

export class EvidenceCalls {
  readonly #engine: Pick<Engine, 'state' | 'evidence'>
  readonly #nameOf: (key: PublicKeyHex) => string

  constructor(engine: Pick<Engine, 'state' | 'evidence'>, nameOf: (key: PublicKeyHex) => string) {
    this.#engine = engine
    this.#nameOf = nameOf
  }

  list({ policy: id }: Params<'evidence.list'>): readonly EvidenceView[] {
    const { policies, self } = this.#engine.state
    const asked = [...policies.values()].filter((policy) => id === undefined || policy.id === id)
    if (id !== undefined && asked.length === 0)
      throw callError('unknown', 'This policy is not active here.', { where: 'policy' })
    return asked
      .flatMap((policy) =>
        [...policy.evidence.held.values()].map((held) => evidenceView(policy, held, self, this.#nameOf)),
      )
      .sort((a, b) => b.storedAt - a.storedAt)
  }

  /** Undefined when there is none. */
  find(id: string): EvidenceView | undefined {
    const { state } = this.#engine
    const found = findEvidence(state, id)
    const policy = found && state.policies.get(found.policy)
    return policy && evidenceView(policy, found.held, state.self, this.#nameOf)
  }

  async get({ id }: Params<'evidence.get'>): Promise<EvidenceDetails> {
    const view = this.find(id)
    const evidence = view && (await this.#engine.evidence.read(id))
    if (!view || !evidence) throw none()
    return evidenceDetails(this.#policy(view.policy), view, evidence, this.#nameOf)
  }

  async verify({ id }: Params<'evidence.verify'>): Promise<EvidenceVerification> {
    const verdict = await this.#engine.evidence.verify(id)
    if (!verdict) throw none()
    return { id, ...verdict }
  }

  #policy(id: PolicyId): PolicyState {
    const policy = this.#engine.state.policies.get(id)
    if (!policy) throw none()
    return policy
  }
}

const none = (): Error => callError('unknown', 'This node holds no such evidence.', { where: 'id' })
