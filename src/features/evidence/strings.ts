import type { EvidenceCode, SilencedBecause } from '../../../worker/rpc/contract.ts'

export const EVIDENCE = {
  title: 'Evidence',
  intro:
    'Proof, by somebody’s own signatures, that their key broke the rules. It needs no trust in whoever shows it: anybody can check it.',
  emptyTitle: 'No evidence',
  emptyNext:
    'Nobody in your policies is proven faulty. Proof would be kept here, and shared with the others by itself.',
  notFoundTitle: 'This device holds no such evidence',
  notFoundNext: 'Go to the list',
  all: 'All evidence',
  list: 'Evidence, newest first',
  against: (name: string): string => `Against ${name}`,
  inPolicy: (policy: string): string => `in ${policy}`,
  stored: 'Stored here',
  faulty: 'Proven faulty',
  smallerBudget: 'Writes limited',
  you: 'you',
  happened: 'What happened',
  meaning: 'What it means',
  messages: 'The signed messages',
  oneMessage: 'The signed message',
  messagesHint: (name: string): string =>
    `Both of these were signed with the key of ${name}. Somebody who keeps to the rules signs at most one of them.`,
  otherMessagesHint: (name: string): string =>
    `These were signed with the key of ${name} and of those whom they answer. Together they show what broke the rules.`,
  spores: 'The spores they speak of',
  verify: 'Verify again',
  verifying: 'Checking…',
  verifyTitle: 'Check it yourself',
  verifyHint:
    'Runs every check again, on this device, from the stored bytes and the policy alone: nobody is asked.',
  valid: 'It holds: every check passed.',
  invalid: 'It does not hold: a check failed. The stored bytes may be damaged.',
  checks: 'Checks',
  passed: 'passed',
  failed: 'failed',
  export: 'Export proof',
  exportHint: 'A file that anyone who has the policy can verify.',
  raw: 'Show the bytes',
  hideRaw: 'Hide the bytes',
  rawOf: (message: string): string => `Bytes of: ${message}`,
  signer: 'Signed by',
  number: 'Number',
  count: 'Items',
  previous: 'Follows',
  root: 'Root of its items',
  digest: 'What was signed',
  signature: 'Signature',
  path: 'Path to the root',
  says: 'It says',
  nothingShown: 'Only its number matters here: none of what it says is needed for the proof.',
  differs: 'differs',
  same: 'same in both',
  writtenBy: (name: string): string => `written by ${name}`,
  see: 'See the evidence',
  understood: 'Understood',
  more: 'What this means',
} as const

/** What follows from each, for people who read nothing else. The node's own sentence tells what happened. */
export const CODE_RULE: Readonly<Record<EvidenceCode, string>> = {
  P1: 'An endorser has one history: under each number it signs one message, and each message names the one before.',
  P2: 'An endorser votes once on a spore: it endorses it or refuses it.',
  P3: 'An endorser never endorses two spores of which only one can be committed.',
  P4: 'An endorser lets go of a spore only when that spore can no longer be committed.',
  P5: 'An endorser keeps its promises: after a later ballot it says nothing in an earlier one.',
  P6: 'An endorser reports what it said before, as it said it.',
  P7: 'An endorser names messages that justify what it says.',
  P11: 'Whoever writes signs each spore once, and no two that claim to be the same.',
}

export const STANDING: Readonly<
  Record<
    SilencedBecause,
    { readonly title: string; readonly what: readonly string[]; readonly next: readonly string[] }
  >
> = {
  halted: {
    title: 'Read-only: too many endorsers are proven faulty',
    what: [
      'What was committed stays readable here. Nothing is written or endorsed any more, by anybody who holds this evidence.',
      'The rules protect you while at most f endorsers are faulty. With more of them, two devices could be made to believe two different values, so SporeDB stops before that.',
    ],
    next: [
      'Talk to the people whose keys are proven faulty, in person or by phone: a restored backup or a copied profile looks exactly like a lie.',
      'Compare important values with the others, and export what you need.',
      'Make a new policy without the faulty keys, and go on there.',
    ],
  },
  accused: {
    title: 'Your own key is proven faulty',
    what: [
      'There are signed messages of your key that contradict each other. This device no longer endorses in this policy, so that nothing gets worse; reading and following the others go on.',
      'This happens when a backup of the browser’s data was restored, when a profile was copied to another device, or when somebody else has your key.',
    ],
    next: [
      'Ask yourself whether this profile runs anywhere else, or was restored. If so, stop using it there.',
      'Tell the others. If you cannot explain it, treat the key as stolen.',
      'Create a new identity, meet the others again, and make a new policy with it.',
    ],
  },
  'spoke-elsewhere': {
    title: 'This device says nothing more in this policy',
    what: [
      'Others hold messages that were signed with your key and that this device does not remember. To contradict none of them, it does not vote any more; reading and following the others go on.',
      'This happens when a backup of the browser’s data was restored, or when the same profile runs in a second place.',
    ],
    next: [
      'Go on with the device or the browser that has the newer data, if there is one.',
      'Otherwise create a new identity, and make a new policy with it.',
    ],
  },
}

export const STANDING_PARTS = {
  means: 'What it means',
  next: 'What you can do',
  proof: 'The evidence',
} as const
