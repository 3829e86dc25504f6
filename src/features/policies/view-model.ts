// Policies in plain words: what an offer would commit one to, who of the endorsers can be reached, and what a wizard's
// fields add up to. Pure. Whether a policy is safe is the node's word (`policy.check`); here it is only told.

import type {
  EndorserRecord,
  KeyringEntry,
  NetworkView,
  PolicyCheck,
  PolicyDraft,
  PolicyFault,
  PolicyView,
  PublicKeyHex,
} from '../../../worker/rpc/contract.ts'
import { listNames, type NameOf } from '../../engine/names.ts'
import { durationText } from '../../ui/time.ts'
import type { ChipKind } from '../../ui/chip.tsx'
import { SAFE_ONLY } from './strings.ts'

export const MAX_IMPORT_KB = 256

/** "Decided by you, bob and carol: 2 of 3 must agree …": the whole of an offer, sentence by sentence. */
export function policySentences(
  policy: PolicyView,
  me: PublicKeyHex | undefined,
  nameOf: NameOf,
): readonly string[] {
  const { record } = policy
  const named = (list: readonly { readonly key: PublicKeyHex }[]): string =>
    listNames(
      list.map((each) => (each.key === me ? 'you' : nameOf(each.key))),
      8,
    )
  const n = record.endorsers.length
  return [
    n === 1
      ? `Decided by ${named(record.endorsers)} alone.`
      : `Decided by ${named(record.endorsers)}: ${policy.quorum} of ${n} must agree to each write.`,
    record.f === 0
      ? 'No endorser may be faulty: a single one that lies could break it.'
      : `Nothing wrong is committed as long as at most ${record.f} of them ${record.f === 1 ? 'is' : 'are'} faulty.`,
    ...(policy.live ? [] : [SAFE_ONLY]),
    policy.isEndorser
      ? 'You are an endorser: your browser votes on every write by itself, and keeps all data of the policy.'
      : policy.maySubmit
        ? 'You may write. You have no vote.'
        : 'You may read. You neither vote nor write.',
    record.submitters.length === 0
      ? 'Nobody but the endorsers may write.'
      : `May also write: ${named(record.submitters)}.`,
    `A write may wait at most ${durationText(record.maxTimeoutMs)}.`,
    ...(policy.fastQuorum === null
      ? []
      : [
          `Fast path: a write that ${policy.fastQuorum} endorsers agree to at once is final one step sooner.`,
        ]),
  ]
}

export interface Reach {
  readonly key: PublicKeyHex
  readonly name: string
  readonly text: string
  readonly kind: ChipKind
}

export function endorserReach(
  endorser: EndorserRecord,
  me: PublicKeyHex | undefined,
  network: NetworkView | undefined,
  nameOf: NameOf,
): Reach {
  const { key } = endorser
  if (key === me) return { key, name: nameOf(key), text: 'this device', kind: 'settled' }
  const name = nameOf(key)
  const link = network?.peers.find((peer) => peer.key === key)?.link
  switch (link) {
    case 'direct':
      return { key, name, text: 'direct', kind: 'settled' }
    case 'relayed':
      return { key, name, text: 'through a relay', kind: 'settled' }
    case 'connecting':
      return { key, name, text: 'connecting', kind: 'underway' }
    case 'gone':
    case undefined:
      return { key, name, text: 'not reachable', kind: 'none' }
  }
}

export interface PolicyForm {
  readonly name: string
  readonly comment: string
  /** Keys of the keyring that are ticked; oneself is always among the endorsers. */
  readonly endorsers: readonly string[]
  readonly f: number
  /** '' for the least that is safe. */
  readonly quorum: number | ''
  readonly submitters: readonly string[]
  readonly timeoutMinutes: number | ''
  /** Undefined for what the node suggests. */
  readonly fast: boolean | undefined
}

export const EMPTY_FORM: Omit<PolicyForm, 'f'> = {
  name: '',
  comment: '',
  endorsers: [],
  quorum: '',
  submitters: [],
  timeoutMinutes: 1_440,
  fast: undefined,
}

/** The largest f with n ≥ 3f + 1, the one that is both safe and live. */
export const suggestedFaults = (endorserCount: number): number =>
  Math.max(0, Math.floor((endorserCount - 1) / 3))

export function draftOf(
  form: PolicyForm,
  me: { readonly key: PublicKeyHex; readonly name: string },
  keyring: readonly KeyringEntry[],
): PolicyDraft {
  const pick = (keys: readonly string[]) =>
    keyring.filter((entry) => keys.includes(entry.key)).map(({ key, name }) => ({ key, name }))
  const endorsers = [me, ...pick(form.endorsers)]
  return {
    name: form.name.trim(),
    comment: form.comment.trim(),
    endorsers,
    f: form.f,
    ...(form.quorum === '' ? {} : { quorum: form.quorum }),
    submitters: pick(form.submitters.filter((key) => !form.endorsers.includes(key))),
    ...(form.timeoutMinutes === '' ? {} : { maxTimeoutMs: Math.round(form.timeoutMinutes * 60_000) }),
    ...(form.fast === undefined ? {} : { fast: form.fast }),
  }
}

/** The fault that belongs to a field of the form, if any. */
export const faultAt = (faults: readonly PolicyFault[], path: string): string | undefined =>
  faults.find(
    (fault) => fault.path === path || fault.path.startsWith(`${path}[`) || fault.path.startsWith(`${path}.`),
  )?.message

/** Faults that no field shows: they are listed above the button, so that a refusal is never without a reason. */
const SHOWN_PATHS = ['name', 'comment', 'endorsers', 'f', 'quorum', 'submitters', 'maxTimeoutMs', 'fast']
export const otherFaults = (faults: readonly PolicyFault[]): readonly PolicyFault[] =>
  faults.filter((fault) => !SHOWN_PATHS.some((path) => faultAt([fault], path) !== undefined))

/** "quorum 3 of 4": the head line over the explanation. */
export const checkHeadline = (check: PolicyCheck, n: number): string =>
  `${check.quorum} of ${n} endorsers must agree (quorum ${check.quorum})`

/** The inequality that makes the quorum, with this policy's numbers. */
export const quorumInequality = (n: number, f: number, quorum: number): string =>
  `quorum > (n + f) / 2, here ${quorum} ${quorum > (n + f) / 2 ? '>' : '≤'} (${n} + ${f}) / 2 = ${(n + f) / 2}`

/** File name for an exported policy: plain characters of its name and the start of its id. */
export const exportName = (policy: PolicyView): string => {
  const plain = policy.record.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-|-$/gu, '')
  return `policy-${plain === '' ? 'unnamed' : plain.slice(0, 40)}-${policy.id.slice(0, 8)}.json`
}
