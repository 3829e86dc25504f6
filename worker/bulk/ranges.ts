// Sets of whole numbers as ascending ranges [from, to): what is done of a job, small however large the job.

export type Ranges = readonly (readonly [from: number, to: number])[]

export function withNumber(ranges: Ranges, number: number): Ranges {
  const next: [number, number][] = []
  let added: [number, number] = [number, number + 1]
  for (const [from, to] of ranges) {
    if (to < added[0]) next.push([from, to])
    else if (from > added[1]) {
      next.push(added)
      added = [from, to]
    } else added = [Math.min(from, added[0]), Math.max(to, added[1])]
  }
  next.push(added)
  return next
}

export const hasNumber = (ranges: Ranges, number: number): boolean =>
  ranges.some(([from, to]) => from <= number && number < to)
