import type { WriteStateView } from '../../../worker/rpc/contract.ts'

export const WRITES = {
  title: 'Your writes under way',
  state: {
    waiting: 'Under way',
    undecided: 'Not decided',
    committed: 'Committed',
    refused: 'Refused',
    'given-up': 'Given up',
  } satisfies Record<WriteStateView, string>,
  givesUp: 'Gives up',
  stopped: 'Stopped trying',
  cancel: 'Cancel',
  cancelWhich: (what: string): string => `Cancel ${what}`,
  undecided:
    'Wait for the answer, or look at the key, before you write it again: otherwise it could happen twice.',
  attempts: (count: number): string => `${count} attempts`,
  attempt: (at: number): string => `Attempt ${at}`,
  partOf: (at: number, of: number): string => `Attempt ${at} of ${of} of one write.`,
  openSpore: 'Open spore',
  cancelSpore: 'Cancel this write',
  cancelSporeHint:
    'Asks the endorsers to end it. What enough of them have endorsed already may still commit; nothing can take that back.',
  unknown: 'This node does not know this write any more: its spores are in the list.',
} as const
