export const UPDATE = {
  ready: 'A new version of SporeDB is ready.',
  now: 'Update now',
  whenDone: 'Update when they are decided',
  anyway: 'Update anyway',
  waiting: (count: number): string =>
    `${count} of your spores ${count === 1 ? 'is' : 'are'} still undecided.`,
  will: 'The update starts by itself once they are decided.',
  safe: 'Updating reloads all tabs. Undecided spores are kept and go on afterwards.',
  later: 'Later',
} as const
