export const POLICIES = {
  title: 'Policies',
  evidence: (count: number): string => (count === 0 ? 'Evidence' : `Evidence (${count})`),
  intro:
    'A policy is a space of keys and the people who decide about it: who endorses writes, and how many must agree.',
  create: 'Create policy',
  import: 'Import policy',
  offers: 'Offers',
  active: 'Your policies',
  ignored: 'Ignored offers',
  emptyTitle: 'You take part in no policy yet',
  emptyNext: 'Create one with the people in your keyring, or accept one that somebody offers you.',
  accept: 'Accept',
  ignore: 'Ignore',
  use: 'Use in console',
  offeredBy: (name: string): string => `Offered by ${name}`,
  imported: 'Imported here',
  notFoundTitle: 'No such policy here',
  notFoundNext: 'Go to your policies',
  rules: 'Rules',
  share: 'Share',
  shareHint: 'The policy as JSON. Whoever imports it sees it as an offer, and accepts it or not.',
  copy: 'Copy JSON',
  download: 'Download JSON',
  show: 'Show JSON',
} as const

export const FACTS = {
  quorum: 'Quorum',
  faults: 'Faults tolerated',
  longest: 'Longest timeout',
  keys: 'Keys stored here',
  id: 'Policy id',
  status: 'Now',
} as const

export const CREATE = {
  title: 'Create policy',
  intro: 'A policy cannot be changed once made: its id is the hash of its content.',
  name: 'Name',
  nameHint: 'What people will see, up to 64 characters.',
  comment: 'Comment',
  commentHint: 'What it is for. Optional.',
  endorsers: 'Endorsers',
  endorsersHint: 'They vote on every write, and keep all of it. Their browsers should be open often.',
  self: (name: string): string => `${name} (you)`,
  alone:
    'Your keyring is empty, so you would be alone. Meet people first to make a policy that survives a faulty one.',
  invite: 'Go to the keyring',
  f: 'Faults tolerated',
  fHint: 'How many endorsers may be broken, bribed or gone before anything wrong can happen.',
  quorum: 'Quorum',
  quorumHint: (least: number): string =>
    `How many endorsers must agree. Empty means the least that is safe: ${least}.`,
  submitters: 'May also write',
  submittersHint: 'People who may submit writes without a vote of their own.',
  timeout: 'Longest timeout (minutes)',
  timeoutHint: 'How far ahead a write may put its deadline, at most 24 hours (1,440 minutes).',
  fast: 'Fast path',
  fastHint:
    'Writes that nearly everybody endorses at once are final in two message delays instead of three; in exchange, settling a stuck write needs more of the endorsers.',
  meaning: 'What this means',
  checking: 'Computing…',
  submit: 'Create policy',
  cancel: 'Cancel',
  firstFix: 'This cannot be created yet',
} as const

export const IMPORT = {
  title: 'Import policy',
  intro: 'It is added as an offer. You see what it says before you accept it.',
  field: 'Policy JSON',
  file: 'Choose a file',
  submit: 'Import',
  tooLarge: (kilobytes: number): string => `A policy has at most ${kilobytes} kB`,
} as const

export const SAFE_ONLY =
  'Safe-only: with fewer than 3f + 1 endorsers nothing wrong can be committed, but a few silent endorsers can block writes for as long as they are silent.'
