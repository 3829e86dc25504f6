export const SPORES = {
  title: 'Spores',
  intro:
    'A spore is one signed write on its way through the policy: submitted, endorsed by enough people, committed.',
  verifyProof: 'Verify a proof',
  filter: 'Show',
  emptyTitle: 'No spores yet',
  emptyNext: 'What you and others write appears here.',
  toConsole: 'Go to the console',
  noneTitle: 'None of this kind',
  noneNext: 'Choose another filter above.',
  more: 'Show more',
  list: 'Spores, newest first',
  by: (name: string): string => `by ${name}`,
  you: 'you',
  detail: (id: string): string => `Spore ${id}`,
  notFoundTitle: 'This node does not know this spore',
  notFoundNext: 'Go to the list',
  operations: 'Operations',
  votes: 'Endorsers',
  locks: 'Still locks',
  locksWhat: (keys: string): string =>
    `Until it is decided, this node endorses no conflicting write to ${keys}.`,
  facts: 'Facts',
  copyId: 'Copy id',
  back: 'All spores',
  waitsBehind: 'Waits behind',
} as const

export const BALLOTS = {
  title: 'Fallback vote',
  is: 'The normal vote did not settle it; a fallback vote is deciding. Ballots follow each other until one is accepted by enough endorsers. No clock decides: only how soon a ballot is tried depends on time.',
  was: 'The normal vote did not settle it, so ballots were held until it was.',
  ballot: (ballot: number): string => `Ballot ${ballot}`,
  would: { commit: 'to commit it', abort: 'to end it without a commit' },
  reported: (names: string): string => `Reported what they had said: ${names}`,
  nobodyReported: 'Nobody has reported yet',
  proposed: (name: string): string => `${name} proposed it from these reports`,
  awaitsProposal: (name: string): string => `It is the turn of ${name} to propose it`,
  accepted: (names: string): string => `Accepted by ${names}`,
  decided: 'Decided',
  open: 'Deciding',
  started: 'Started',
} as const

export const FACT = {
  id: 'Id',
  policy: 'Policy',
  emitter: 'Written by',
  received: 'Seen here',
  decided: 'Decided',
  deadline: 'Deadline',
} as const

export const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'undecided', label: 'Undecided' },
  { value: 'committed', label: 'Committed' },
  { value: 'refused', label: 'Refused' },
] as const
export type Filter = (typeof FILTERS)[number]['value']
