// The policy that test clusters run: the first n keys endorse, the next ones may submit, the rest are replicas.

import type { PublicKeyHex } from '../../worker/core/model/ids.ts'
import { agreementQuorum } from '../../worker/core/model/policy-parameters.ts'
import type { PolicyRecord } from '../../worker/core/model/policy.ts'

export interface TestPolicyOptions {
  readonly n: number
  readonly f: number
  readonly quorum?: number
  readonly submitters?: number
  readonly maxTimeoutMs?: number
  readonly fast?: boolean
}

export function testPolicy(keys: readonly PublicKeyHex[], options: TestPolicyOptions): PolicyRecord {
  const { n, f } = options
  const submitters = keys.slice(n, n + (options.submitters ?? 0)).sort()
  return {
    version: 1,
    kind: 'bft',
    name: 'test',
    comment: '',
    endorsers: keys.slice(0, n).map((key, i) => ({ key, name: `node ${i}`, join: null })),
    f,
    quorum: options.quorum ?? agreementQuorum(n, f),
    adminQuorum: Math.max(agreementQuorum(n, f), n - f),
    submitters: submitters.map((key) => ({ key, name: 'submitter' })),
    maxTimeoutMs: options.maxTimeoutMs ?? 24 * 3_600_000,
    nonce: '00'.repeat(16),
    fast: options.fast ?? false,
  }
}
