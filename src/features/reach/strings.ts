export const REACH = {
  title: 'Endorsers',
  self: 'this device',
  connected: 'reachable',
  heard: 'heard through others',
  away: 'not reachable',
  notCounted: 'cannot be counted on',
  notCountedFaulty: 'proven faulty',
  answers: (ms: number): string => `answers in ${ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`}`,
  behind: (batches: number): string =>
    batches === 0 ? 'up to date' : `${batches} ${batches === 1 ? 'message' : 'messages'} behind`,
  roundTrip: (ms: number): string =>
    `Agreement takes about ${ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`}.`,
  events: 'Partitions and healing',
  noEvents: 'Since this tab opened, nothing changed in who can be reached.',
  understood: 'Understood',
  partition: 'Cut off',
  healed: 'Healed',
  changed: 'Changed',
} as const
