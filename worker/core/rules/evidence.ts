// The verifier of evidence, the same on every node: from the policy and the evidence alone, the checks in words and the
// signatures that the host must find valid. Rules by code: evidence-votes, -conflict, -release, -ballots, -justification,
// -emitter; each says in its head why no honest endorser can be found by it (rules PN-1 to PN-4).

import { hexToBytes } from '../codec/hex.ts'
import { itemsRoot } from '../codec/item-codec.ts'
import { merkleVerify } from '../codec/merkle.ts'
import { taggedHash } from '../codec/hash.ts'
import type { EmitterEvidence, EndorserEvidence, Evidence } from '../model/evidence.ts'
import type { PublicKeyHex } from '../model/ids.ts'
import { policyParameters } from '../model/policy-parameters.ts'
import type { PolicyRecord } from '../model/policy.ts'
import { falseReportRule, regressionRule } from './evidence-ballots.ts'
import { conflictRule } from './evidence-conflict.ts'
import { emitterAt, emitterRule } from './evidence-emitter.ts'
import { justificationRule } from './evidence-justification.ts'
import { releaseRule } from './evidence-release.ts'
import { check, type Check, nameOfEndorser, type Rule, type Shown } from './evidence-shown.ts'
import { bothVotesRule, forkRule } from './evidence-votes.ts'

export interface SignatureToVerify {
  readonly label: string
  readonly key: PublicKeyHex
  readonly digest: Uint8Array
  readonly signature: Uint8Array
}

export interface Judgement {
  /** In their order; ends at the first that fails. */
  readonly checks: readonly Check[]
  readonly signatures: readonly SignatureToVerify[]
  /** All checks passed: with valid signatures it is proof. */
  readonly holds: boolean
}

const RULES: Readonly<Record<EndorserEvidence['code'], Rule>> = {
  P1: forkRule,
  P2: bothVotesRule,
  P3: conflictRule,
  P4: releaseRule,
  P5: regressionRule,
  P6: falseReportRule,
  P7: justificationRule,
}

/** PN-1. The record must be that of the policy which the evidence names. */
export function judgeEvidence(record: PolicyRecord, evidence: Evidence): Judgement {
  const checks: Check[] = []
  const conclude = (signatures: readonly SignatureToVerify[], holds: boolean): Judgement => ({
    checks,
    signatures: holds ? signatures : [],
    holds,
  })
  for (const each of evidence.code === 'P11' ? ofEmitter(record, evidence) : ofEndorser(record, evidence)) {
    checks.push(each)
    if (!each.passed) return conclude([], false)
  }
  return conclude(
    evidence.code === 'P11' ? emitterSignatures(record, evidence) : endorserSignatures(record, evidence),
    true,
  )
}

function* ofEmitter(record: PolicyRecord, evidence: EmitterEvidence): Iterable<Check> {
  const emitter = emitterAt(record, evidence.accused)
  yield check('the accused may write in this policy', emitter !== undefined)
  if (emitter) yield* emitterRule(evidence, emitter)
}

function* ofEndorser(record: PolicyRecord, evidence: EndorserEvidence): Iterable<Check> {
  const shown: Shown = { evidence, record, parameters: policyParameters(record) }
  const { headers, items, wholes, bodies, policy } = evidence
  yield check('the accused is an endorser of this policy', record.endorsers[evidence.accused] !== undefined)
  for (const { header } of headers) {
    const known = record.endorsers[header.endorser] !== undefined && header.incarnation === 0
    yield check(`message ${header.seq} is one of ${nameOfEndorser(shown, header.endorser)}`, known)
  }
  const digests = new Set(headers.map(({ digest }) => digest)).size
  yield check('every message is shown once', digests === headers.length)
  for (const { header: at, index, bytes, path } of items) {
    const header = headers[at]?.header
    yield check(
      `item ${index} stands in message ${header?.seq ?? '?'}`,
      header !== undefined &&
        merkleVerify(hexToBytes(header.root), bytes, { index, count: header.count, path }),
    )
  }
  for (const { header: at, items: all } of wholes) {
    const header = headers[at]?.header
    yield check(
      `message ${header?.seq ?? '?'} is shown whole`,
      header?.count === all.length && itemsRoot(all) === header.root,
    )
  }
  const used = new Set([...items, ...wholes].map(({ header }) => header)).size
  if (evidence.code !== 'P1') yield check('no other message is shown', used === headers.length)
  yield check(
    'the spores are of this policy',
    bodies.every((body) => body.policy === policy && body.era === 0),
  )
  yield* RULES[evidence.code](shown)
}

/** Those of the accused first: who makes up evidence fails at the first, and others' signatures are to be had. */
const endorserSignatures = (
  record: PolicyRecord,
  { headers, accused }: EndorserEvidence,
): SignatureToVerify[] =>
  [
    ...headers.filter(({ header }) => header.endorser === accused),
    ...headers.filter(({ header }) => header.endorser !== accused),
  ].flatMap(({ header, digest, signature }) => {
    const endorser = record.endorsers[header.endorser]
    if (!endorser) return []
    const label = `${endorser.name} signed message ${header.seq}`
    return [{ label, key: endorser.key, digest: hexToBytes(digest), signature }]
  })

function emitterSignatures(record: PolicyRecord, { accused, seals }: EmitterEvidence): SignatureToVerify[] {
  const emitter = emitterAt(record, accused)
  if (!emitter) return []
  return seals.map(({ root, signature }, i) => ({
    label: `${emitter.name} signed bundle ${i + 1}`,
    key: emitter.key,
    digest: taggedHash('bundle/1', hexToBytes(emitter.key), root),
    signature,
  }))
}
