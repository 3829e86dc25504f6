// A mutant: one wrong line of the product, made when its sources are bundled for a test. Nothing of it is in the product.

export interface Change {
  /** Under worker/. */
  readonly file: string
  /** Must stand there exactly once. */
  readonly find: string
  readonly replace: string
}

export interface Mutant {
  readonly name: string
  /** Where protocol.md asks for it: section 10, or the correction of section 14 that it takes back. */
  readonly of: string
  readonly changes: readonly Change[]
  readonly regime: RegimeName
  /** Runs after which it counts as having survived. */
  readonly runs: number
}

export const REGIME_NAMES = [
  'single',
  'pairs',
  'fast',
  'fast at four',
  'deep',
  'types',
  'bounds',
  'overspend',
  'split vote',
  'silent coordinator',
  'stream',
  'crash',
] as const
export type RegimeName = (typeof REGIME_NAMES)[number]

/** What a child process reports. */
export interface Verdict {
  readonly regime: string
  readonly runs: number
  readonly milliseconds: number
  readonly violation: string | undefined
}
