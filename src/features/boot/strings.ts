export const BOOT = {
  starting: 'Starting the node in this tab…',
  unsupported: {
    title: 'This browser cannot run SporeDB',
    intro:
      'A whole database node runs inside this page, and it needs some things that this browser does not offer here:',
    next: 'Use a current Firefox, Chrome, Edge or Safari, and open the address over https.',
  },
  badProfile: { title: 'This address names no profile', next: 'Open the default profile' },
  elsewhere: {
    title: 'SporeDB is open in another tab',
    why: 'Only one tab at a time may sign with your key. Two of them could contradict each other, and others would then take you for a liar.',
    use: 'Use it here',
    asking: 'Asking the other tab to let go…',
    unanswered:
      'The other tab does not answer. It may be asleep: go to it or close it, and SporeDB starts here by itself.',
  },
  moved: {
    title: 'SporeDB moved to another tab',
    why: 'It runs there now. This tab stopped its node before the other one started.',
  },
  stopped: {
    title: 'SporeDB stopped to protect your data',
    why: 'Something happened that must not happen. Nothing more is written or signed in this tab, and what was stored before stays as it was.',
    next: 'Copy the report for whoever can look into it, then reload the page to go on from what is stored.',
    report: 'Report',
    copy: 'Copy report',
    reload: 'Reload',
  },
} as const
