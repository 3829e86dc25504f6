export const UNLOCK = {
  title: (name: string | undefined): string => (name === undefined ? 'Locked' : `Locked: ${name}`),
  intro: 'Your key is encrypted on this device. Nothing is signed, sent or received until you unlock it.',
  invited: 'You opened an invite. It waits here until you unlock.',
  passphrase: 'Passphrase',
  stay: 'Stay unlocked on this device',
  stayHint:
    'Whoever can use this browser, or read its files, can then sign as you; locking later does not take that back.',
  unlock: 'Unlock',
} as const
