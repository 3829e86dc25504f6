// What makes a whole file unreadable from some place on: said in one sentence with the place.

export class SourceFault extends Error {
  override readonly name = 'SourceFault'
}

/** What `work` found wrong; other errors are bugs, and thrown on. */
export function faultIn(work: () => void): SourceFault | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof SourceFault) return error
    throw error
  }
}
