// The known word that a misspelt one was probably meant to be, or none: a wild guess is worse than no guess.

/** Edits allowed: one for short words, two from four letters on, so that GTE finds GET and SMEBMERS finds SMEMBERS. */
const allowedEdits = (length: number): number => (length < 3 ? 1 : 2)

export function nearest<Word extends string>(typed: string, known: readonly Word[]): Word | undefined {
  let best: Word | undefined
  let bestEdits = allowedEdits(typed.length) + 1
  for (const word of known) {
    const edits = distance(typed, word)
    if (edits < bestEdits && edits < word.length) {
      best = word
      bestEdits = edits
    }
  }
  return best
}

/** Edits between two words: insert, delete, replace, or swap two neighbours (optimal string alignment). */
export function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3) return Math.max(a.length, b.length)
  const width = b.length + 1
  const cost = new Array<number>((a.length + 1) * width).fill(0)
  const at = (i: number, j: number): number => cost[i * width + j] ?? 0
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      const same = a.charAt(i - 1) === b.charAt(j - 1)
      let least =
        i === 0 || j === 0
          ? i + j
          : Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1))
        least = Math.min(least, at(i - 2, j - 2) + 1)
      cost[i * width + j] = least
    }
  }
  return at(a.length, b.length)
}
