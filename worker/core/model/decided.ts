// What is kept of a spore for ever: how it ended, and where its body is.

export interface Decided {
  readonly stage: 'committed' | 'aborted' | 'dead'
  /** Of the log, the one that holds its bundle. */
  readonly round: number
}
