export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Where single tests failed: file and title of each. */
  readonly failures?: readonly string[]
  /** What went wrong when it wasn't a single test. */
  readonly reason?: string
}
/** Reads vitest's JSON report; everything that went wrong counts as at least one failure. */
export function countTests(
  reportFile: string,
  exit: { readonly code: number; readonly timedOut: boolean },
): Counts
