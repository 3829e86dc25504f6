export const MEET = {
  title: 'You are invited',
  known: (name: string): string =>
    `${name} is in your keyring already. Meeting again renews how you reach each other.`,
  what: (name: string): string =>
    `If you meet ${name}, each of you is put into the other’s keyring. It gives neither of you any right over the other’s data.`,
  compare:
    'Compare this fingerprint with theirs over another way, such as a call, to be sure who sent the link.',
  relays: 'Reached through',
  expires: 'Link works until',
  self: 'This is your own invite. Send it to the person that you want to meet.',
  meet: 'Meet',
  goOnlineAndMeet: 'Go online and meet',
  notNow: 'Not now',
  offline: (relays: string): string =>
    `You are offline. Meeting needs the network: it will connect through ${relays}.`,
} as const
