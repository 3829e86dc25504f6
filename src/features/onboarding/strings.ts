export const ONBOARDING = {
  title: 'Create your identity',
  intro:
    'SporeDB is a database that you and people you trust keep together, in your browsers. It starts with a key of your own: it signs what you write and what you agree to.',
  invited:
    'You opened an invite. It waits here: create your identity first, then you will see whom you are about to meet.',
  name: 'Your name',
  nameHint: 'Shown to people you meet. You can change it later.',
  passphrase: 'Passphrase',
  passphraseHint:
    'Encrypts your key on this device. Nobody can reset it: several words that you will remember are best. Pasting is fine.',
  repeat: 'Repeat passphrase',
  stay: 'Stay unlocked on this device',
  stayHint:
    'Keeps a key in this browser that opens your identity without the passphrase. Whoever can use this browser, or read its files, can then sign as you; locking later does not take that back.',
  online: (host: string): string => `Go online through ${host}`,
  onlineHint:
    'The relay that served this app connects browsers to each other. It sees your network address, your public key and whom you connect to; it never sees what you write. Without it you are offline; you can go online later.',
  create: 'Create identity',
  nameMissing: 'Type a name that people will know you by',
  nameLong: 'A name has at most 64 characters',
  passphraseShort: 'At least 8 characters: it is all that protects your key',
  passphraseLong: 'At most 1,024 characters',
  repeatDiffers: 'The two passphrases differ',
} as const

export const STRENGTH = ['Very easy to guess', 'Easy to guess', 'Fair', 'Good', 'Strong'] as const
