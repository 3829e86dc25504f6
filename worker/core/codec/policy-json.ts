// A policy as a file that people can read: export, and import that believes nothing. The id stands in the file too, so
// that a change made after the export is noticed instead of quietly making another policy.

import { fail, ok, type Result } from '../model/result.ts'
import { isHex32, type PolicyId } from '../model/ids.ts'
import type { PolicyFault, PolicyRecord } from '../model/policy.ts'
import { MAX_POLICY_JSON_LENGTH } from '../model/policy-limits.ts'
import { isPlainObject, refuseUnknownFields } from '../rules/policy-people.ts'
import { checkPolicyRecord, isCount } from '../rules/policy-validity.ts'
import { policyIdOf } from './policy-codec.ts'

const FORMAT = 'sporedb-policy'
const FORMAT_VERSION = 1

/** Fields in a fixed order, two spaces deep: the same policy always exports to the same text. */
export function exportPolicy(record: PolicyRecord): string {
  const ordered = {
    version: record.version,
    kind: record.kind,
    name: record.name,
    comment: record.comment,
    endorsers: record.endorsers.map(({ key, name, join }) => ({ key, name, join })),
    f: record.f,
    quorum: record.quorum,
    adminQuorum: record.adminQuorum,
    submitters: record.submitters.map(({ key, name }) => ({ key, name })),
    maxTimeoutMs: record.maxTimeoutMs,
    nonce: record.nonce,
    fast: record.fast,
  }
  const file = { format: FORMAT, formatVersion: FORMAT_VERSION, id: policyIdOf(record), policy: ordered }
  return `${JSON.stringify(file, null, 2)}\n`
}

export function importPolicy(
  json: unknown,
): Result<{ readonly id: PolicyId; readonly record: PolicyRecord }, readonly PolicyFault[]> {
  if (typeof json !== 'string') return refuse('', 'A policy file is text.')
  if (json.length > MAX_POLICY_JSON_LENGTH)
    return refuse(
      '',
      `This is too long for a policy file: at most ${MAX_POLICY_JSON_LENGTH} characters are read.`,
    )
  const parsed = parseJson(json)
  if (!parsed.ok) return refuse('', `This is not a policy file, because it is not JSON: ${parsed.reason}.`)
  const file = parsed.value
  if (!isPlainObject(file) || file.format !== FORMAT)
    return refuse('format', `This is not a policy file: its "format" is not "${FORMAT}".`)
  if (isCount(file.formatVersion) && file.formatVersion > FORMAT_VERSION)
    return refuse(
      'formatVersion',
      'This file was made by a newer version of SporeDB: update this app to read it.',
    )
  if (file.formatVersion !== FORMAT_VERSION) return refuse('formatVersion', `This must be ${FORMAT_VERSION}.`)
  const faults: PolicyFault[] = []
  refuseUnknownFields(file, ['format', 'formatVersion', 'id', 'policy'], '', (path, message) =>
    faults.push({ path, message }),
  )
  if (!isHex32(file.id))
    faults.push({ path: 'id', message: 'The id must be 64 lower-case hexadecimal characters.' })
  const checked = checkPolicyRecord(file.policy)
  if (!checked.ok) return fail([...faults, ...checked.reason])
  const id = policyIdOf(checked.value)
  if (faults.length === 0 && file.id !== id)
    faults.push({
      path: 'id',
      message: 'The id does not fit the policy: the file was changed after it was exported.',
    })
  return faults.length > 0 ? fail(faults) : ok({ id, record: checked.value })
}

const refuse = (path: string, message: string): Result<never, readonly PolicyFault[]> =>
  fail([{ path, message }])

function parseJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text))
  } catch (error) {
    return fail(error instanceof Error ? error.message : 'it cannot be read')
  }
}
