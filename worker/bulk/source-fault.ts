// What makes a whole file unreadable from some place on: said in one sentence with the place.

export class SourceFault extends Error {
  override readonly name = 'SourceFault'
}
