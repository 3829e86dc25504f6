// Evidence as the node would tell it: one of each shape. The hashes only look like hashes.
import type {
  EvidenceCode,
  EvidenceDetails,
  EvidenceItemView,
  EvidenceMessageView,
  EvidenceVerification,
  EvidenceView,
} from '../../../worker/rpc/contract.ts'
import { hexOf, idOf, keyOf, NOW, POLICIES } from './sample-data.ts'

const [ORCHARD] = POLICIES

const proof = (
  code: EvidenceCode,
  name: string,
  title: string,
  sentence: string,
  over: Partial<EvidenceView> = {},
): EvidenceView => ({
  id: hexOf(`evidence ${code} ${name}`),
  policy: ORCHARD?.id ?? POLICIES[0]!.id,
  code,
  title,
  sentence,
  accused: { key: keyOf(name), name, endorser: 1, isMe: false },
  countsAsFaulty: true,
  storedAt: NOW - 240_000,
  ...over,
})

export const TWO_HISTORIES = proof(
  'P1',
  'bob',
  'Two histories',
  'bob signed two different messages as number 41, so bob has told two stories to different people.',
)
export const BOTH_VOTES = proof(
  'P2',
  'Dave from the allotment by the river',
  'Two votes on one spore',
  'Dave from the allotment by the river endorsed spore 3f2a91bc in message 12 and rejected it in message 13.',
  { storedAt: NOW - 3_600_000 },
)
export const CONFLICTING = proof(
  'P3',
  'carol',
  'Endorsed two spores of which only one can be committed',
  'carol endorsed spore 51aa7be0 and spore 90cd11f2, which write the same version of "foo", without saying that the first had ended.',
)
export const SAME_NONCE = proof(
  'P11',
  'erin',
  'Two spores that claim to be one',
  'erin signed two different spores with the same number.',
  { countsAsFaulty: false, accused: { key: keyOf('erin'), name: 'erin', endorser: null, isMe: false } },
)
export const AGAINST_ME = proof(
  'P2',
  'alice',
  'Two votes on one spore',
  'You endorsed spore 3f2a91bc in message 7 and rejected it in message 9.',
  { accused: { key: keyOf('alice'), name: 'you', endorser: 0, isMe: true } },
)
const ALL = [TWO_HISTORIES, BOTH_VOTES, CONFLICTING, SAME_NONCE, AGAINST_ME]

const item = (index: number, verb: string, word: string): EvidenceItemView => ({
  index,
  text: `${verb} spore ${idOf(word).slice(0, 8)}`,
  spore: idOf(word),
  raw: `8300${hexOf(`${verb} ${word}`)}80`,
  path: [hexOf(`left ${word}`), hexOf(`right ${word}`)],
})

const message = (
  { accused }: EvidenceView,
  seq: number,
  branch: string,
  items: readonly EvidenceItemView[],
): EvidenceMessageView => ({
  kind: 'batch',
  signer: accused,
  text: `Message ${seq} of ${accused.name}, which follows ${hexOf(`${seq - 1} x`).slice(0, 8)}…`,
  seq,
  previous: hexOf(`${seq - 1} x`),
  root: hexOf(`root ${seq} ${branch}`),
  count: 4,
  digest: hexOf(`${seq} ${branch}`),
  signature: hexOf(`sig ${seq} ${branch}`) + hexOf(`nature ${seq} ${branch}`),
  items,
})

const bundle = ({ accused }: EvidenceView, word: string): EvidenceMessageView => ({
  ...message(BOTH_VOTES, 0, word, [{ ...item(0, 'signs', word), text: `spore ${idOf(word).slice(0, 8)}` }]),
  kind: 'bundle',
  signer: accused,
  text: `Spores signed together by ${accused.name}`,
  seq: null,
  previous: null,
  count: null,
})

function messagesOf(evidence: EvidenceView): readonly EvidenceMessageView[] {
  switch (evidence.code) {
    case 'P1':
      return [
        message(evidence, 41, 'first', [item(0, 'ENDORSE', 'set')]),
        message(evidence, 41, 'second', [item(0, 'REJECT', 'set')]),
      ]
    case 'P11':
      return [bundle(evidence, 'one'), bundle(evidence, 'two')]
    default:
      return [
        message(evidence, 12, 'x', [item(2, 'ENDORSE', 'set')]),
        message(evidence, 13, 'x', [item(0, evidence.code === 'P3' ? 'ENDORSE' : 'REJECT', 'dead')]),
      ]
  }
}

export const evidenceDetails = (id: string): EvidenceDetails => {
  const evidence = ALL.find((each) => each.id === id) ?? TWO_HISTORIES
  const bodies = evidence.code === 'P3' || evidence.code === 'P11' ? ['one', 'two'] : []
  return {
    evidence,
    messages: messagesOf(evidence),
    spores: bodies.map((word) => ({
      id: idOf(word),
      emitter: { key: keyOf('erin'), name: 'erin' },
      operations: [`SET foo "written as ${word}"`, 'ADD "water/litres" 12.5'],
      raw: hexOf(word),
    })),
    bytes: new Uint8Array([1, 2, 3]),
  }
}

/** The one against Dave is damaged, so that a check that fails is seen as well. */
export const evidenceVerification = (id: string): EvidenceVerification => {
  const { evidence, messages } = evidenceDetails(id)
  const { name } = evidence.accused
  const isDamaged = evidence === BOTH_VOTES
  const checks = [
    { label: 'The proof is complete and in its one canonical form', passed: true },
    {
      label: `It is about the policy ${ORCHARD?.record.name ?? ''}, in which ${name} is an endorser`,
      passed: true,
    },
    ...messages.map(({ seq }) => ({ label: `${name} signed message ${seq ?? ''}`, passed: !isDamaged })),
  ]
  return {
    id,
    valid: !isDamaged,
    checks: isDamaged
      ? checks.slice(0, 3)
      : [...checks, { label: 'Both have the same number, and they differ', passed: true }],
  }
}
