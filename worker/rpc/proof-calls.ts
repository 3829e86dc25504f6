// Light proofs for the page: made from this node's log, and checked whoever made them. What does not check is never
// handed out.

import { decodeProof, MAX_PROOF_BYTES } from '../core/codec/proof-codec.ts'
import { parsePolicyId, parseSporeId, type PolicyId } from '../core/model/ids.ts'
import { formatDecimal } from '../core/model/number.ts'
import type { PolicyRecord } from '../core/model/policy.ts'
import type { Spore } from '../core/model/spore.ts'
import type { Proven } from '../core/rules/proof.ts'
import type { CoreState } from '../core/state.ts'
import type { Verifier } from '../crypto/verifier.ts'
import type { Prover, Unprovable } from '../host/prover.ts'
import { verifyProof } from '../verify-proof.ts'
import { callError } from './call-error.ts'
import type { Params, ProofVerdict, ProvenView, Returns } from './contract.ts'
import type { NameOf } from './spore-view.ts'

export class ProofCalls {
  readonly #state: CoreState
  readonly #prover: Prover
  readonly #verifier: Verifier
  readonly #nameOf: NameOf

  constructor(state: CoreState, prover: Prover, verifier: Verifier, nameOf: NameOf) {
    this.#state = state
    this.#prover = prover
    this.#verifier = verifier
    this.#nameOf = nameOf
  }

  async make({ id, withPolicy }: Params<'proof.make'>): Promise<Returns<'proof.make'>> {
    const spore = parseSporeId(id)
    if (!spore)
      throw callError('bad-input', 'A spore is named by 64 hexadecimal characters.', { where: 'id' })
    const made = await this.#prover.prove(spore, withPolicy !== false)
    if (!made.ok) throw callError(...REFUSALS[made.reason])
    const verdict = await this.verify({ proof: made.value })
    if (!verdict.valid) throw callError('storage', `The stored votes do not make a proof: ${verdict.message}`)
    return { proof: made.value, proven: verdict.proven }
  }

  async verify({ proof, policy }: Params<'proof.verify'>): Promise<ProofVerdict> {
    const bytes: unknown = proof
    if (!(bytes instanceof Uint8Array)) throw callError('bad-input', 'A proof is bytes.', { where: 'proof' })
    if (policy !== undefined && !parsePolicyId(policy))
      throw callError('bad-input', 'A policy is named by 64 hexadecimal characters.', { where: 'policy' })
    const id = policy ?? this.#policyIn(bytes)
    const known = id === undefined ? undefined : this.#state.policies.get(id)?.record
    const verdict = await verifyProof(bytes, known ?? id ?? '', this.#verifier)
    if (verdict.ok) return { valid: true, proven: this.#view(verdict.value, known) }
    // Without a policy there was nothing to compare with: the bytes themselves are at fault.
    const fault = id === undefined ? MALFORMED : verdict.reason
    return { valid: false, code: fault.code, message: fault.message }
  }

  #policyIn(bytes: Uint8Array): PolicyId | undefined {
    return bytes.length <= MAX_PROOF_BYTES ? decodeProof(bytes)?.policy : undefined
  }

  #view(proven: Proven, known: PolicyRecord | undefined): ProvenView {
    const { policy, record, spore, decision, by, endorsers } = proven
    const shown = endorsers.flatMap((index) => {
      const each = record.endorsers[index]
      return each ? [{ key: each.key, name: known ? this.#nameOf(each.key) : each.name }] : []
    })
    return {
      policy,
      policyName: record.name,
      policyKnown: known !== undefined,
      spore: spore.id,
      emitter: spore.emitter,
      emitterName: this.#nameOf(spore.emitter),
      decision,
      by: by?.id ?? null,
      endorsers: shown,
      operations: spore.operations.map(lineOf),
      sentence: sentenceOf(proven),
    }
  }
}

const REFUSALS: Readonly<Record<Unprovable, Parameters<typeof callError>>> = {
  unknown: ['unknown', 'This node does not know that spore.', { where: 'id' }],
  undecided: [
    'refused',
    'The spore is not decided yet, so there is nothing to prove.',
    { action: 'Ask again when it is.' },
  ],
  'not-at-hand': [
    'unknown',
    'This node no longer finds the votes that decided it.',
    { action: 'Ask another member of the policy.' },
  ],
}

const MALFORMED = { code: 'malformed', message: 'These bytes are not a proof of this version.' } as const

const lineOf = ({ op, key, sub, argument }: Spore['operations'][number]): string => {
  const value = argument ?? sub
  const text =
    value === null
      ? ''
      : value.type === 'string'
        ? ` ${JSON.stringify(value.text)}`
        : value.type === 'bytes'
          ? ` ${value.bytes.length} bytes`
          : ` ${formatDecimal(value.number)}`
  return `${op} ${key}${text}`
}

function sentenceOf({ record, spore, decision, by, grounds, endorsers }: Proven): string {
  const votes = `${endorsers.length} of ${record.endorsers.length} endorsers signed that they`
  const said =
    grounds === 'rejects'
      ? `${votes} refuse it`
      : grounds === 'endorses'
        ? `${votes} endorse it`
        : `${votes} accept its end`
  const end = `Spore ${spore.id.slice(0, 8)} is`
  if (decision === 'dead')
    return `${end} dead: spore ${by?.id.slice(0, 8) ?? ''} was committed in its place, so it can never be. ${endorsers.length} of ${record.endorsers.length} endorsers signed that commit.`
  return `${end} ${decision} for good in policy “${record.name}”: ${said}.`
}
