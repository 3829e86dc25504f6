export const HOME = {
  title: (name: string): string => `Hello ${name}`,
  intro: 'Three steps make a database that you keep together with people you trust.',
  done: 'Done',
  next: 'Next',
  later: 'Later',
  steps: {
    meet: {
      title: 'Meet people',
      text: 'Send somebody an invite link, or paste one that you were sent. You both confirm and have each other’s key.',
      action: 'Go to the keyring',
      state: (people: number): string => `${people} ${people === 1 ? 'person' : 'people'} in your keyring`,
    },
    agree: {
      title: 'Agree on a policy',
      text: 'Choose who endorses writes and how many must agree. The others accept it.',
      action: 'Go to policies',
      state: (policies: number): string => `${policies} ${policies === 1 ? 'policy' : 'policies'}`,
    },
    write: {
      title: 'Write something',
      text: 'Set a key in the console and watch it be endorsed and committed.',
      action: 'Go to the console',
      state: (spores: number): string => `${spores} ${spores === 1 ? 'spore' : 'spores'} seen`,
    },
  },
} as const
