import type { IntroducerLevel, InviteView, MeetingView } from '../../../worker/rpc/contract.ts'

export const KEYRING = {
  title: 'Keyring',
  intro: 'The keys of the people you work with, and what you think of each.',
  own: 'Your key',
  invite: 'Invite someone',
  paste: 'Paste an invite',
  rename: 'Rename',
  copyKey: 'Copy public key',
  people: 'People',
  emptyTitle: 'You have not met anybody yet',
  emptyNext:
    'Send somebody an invite, or paste one that you were sent. Both of you confirm, and each of you then has the other’s key.',
  details: 'Details',
  verified: 'Verified',
  notVerified: 'Not verified',
  verifyQuestion: (name: string): string => `Is this really ${name}’s key?`,
  verifyHint: (name: string): string =>
    `Ask ${name} over another way, such as a call or in person, to read the fingerprint aloud. Say yes only if every group is equal.`,
  verifyYes: 'Yes, I compared it',
  verifyNo: 'Not compared yet',
  introducerQuestion: (name: string): string => `Do you rely on ${name} to vouch for others?`,
  introducerHint:
    'This is about judgement, not about the key: somebody may be who they say and still believe anybody.',
  newName: 'Name in your keyring',
  save: 'Save name',
  selfName: (name: string): string => `Calls themselves ${name}`,
  added: 'Met',
  reachedThrough: 'Reached through',
  noRelays: 'no relay known',
  remove: 'Remove',
  removeTitle: (name: string): string => `Remove ${name}?`,
  removeDo: 'Remove from keyring',
  removeWhat: (name: string): string =>
    `${name}’s key, your name for it and what you said about it are deleted from this device. To get it back you have to meet again.`,
  removeKeeps: 'What was written and agreed stays as it is.',
  waiting: 'Meetings',
  meetingWith: (name: string): string => `Meeting with ${name}`,
  confirm: 'Confirm',
  refuse: 'Refuse',
  dismiss: 'Dismiss',
  comparePrompt: 'Compare the fingerprint with theirs before you confirm.',
  invites: 'Open invites',
  revoke: 'Revoke',
} as const

export const INTRODUCER: Readonly<
  Record<IntroducerLevel, { readonly label: string; readonly means: string }>
> = {
  none: { label: 'None', means: 'You check everybody yourself.' },
  marginal: { label: 'Marginal', means: 'Their word counts, together with that of others.' },
  full: { label: 'Full', means: 'Their word alone is enough for you.' },
}

export const INVITE_DIALOG = {
  title: 'Invite someone',
  intro:
    'You get a link that works once. Send it to one person, over a way that only they read. They open it, you both confirm, and you know each other’s keys.',
  works: 'The link works for',
  create: 'Create link',
  link: 'Invite link',
  copy: 'Copy link',
  qr: 'The same as a QR code',
  keepOpen: 'Leave SporeDB open in a tab until they have opened it, so that your browsers find each other.',
  offline: 'You are offline: nobody can meet you until you go online.',
  done: 'Done',
} as const

export const LIFETIMES = [
  { value: '3600000', label: '1 hour' },
  { value: '86400000', label: '1 day' },
  { value: '604800000', label: '7 days' },
] as const

export const PASTE_DIALOG = {
  title: 'Paste an invite',
  intro: 'A link may lead to a page that only looks like SporeDB. Pasting it here is safer than opening it.',
  field: 'Invite link or text',
  open: 'Open invite',
} as const

export const MEETING_STATE: Readonly<Record<MeetingView['state'], (name: string) => string>> = {
  dialling: (name) => `Connecting to ${name}…`,
  'waiting-for-them': (name) => `Waiting for ${name} to accept`,
  'waiting-for-me': (name) => `${name} wants to meet you`,
  met: (name) => `You have met: ${name} is in your keyring`,
  refused: (name) => `The meeting with ${name} was refused`,
  failed: (name) => `Meeting ${name} failed`,
}

export const INVITE_STATE: Readonly<Record<InviteView['state'], string>> = {
  open: 'Open',
  used: 'Used',
  expired: 'Expired',
  revoked: 'Revoked',
}
