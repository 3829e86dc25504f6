// What a byzantine endorser may be given to; a seed gives each some of these.

export const HABITS = [
  'equivocate',
  'fork',
  'hide votes',
  'reveal late',
  'reveal after abort',
  'endorse everything',
  'reject everything',
  'accept everything',
  'stay silent',
  'lie in reports',
  'worst reports',
  'propose to some',
  'propose nothing',
  'propose invalidly',
  'recover everything',
  'sign anything',
  'replay',
  'garbage',
  'leap ballots',
] as const
export type Habit = (typeof HABITS)[number]
export type Habits = readonly Habit[]
