// A run that broke an invariant, made smaller: parts of its plan are left out as long as the same invariant breaks. First
// faults, then rogue clients and liars, then whole clients, then single writes.

import type { Plan } from './plan.ts'

/** Parts of a plan by name: `f3` a fault, `c1` a client, `w1.20` a write of it, `r0` a rogue client, `r0.2` an act of it,
 * `h2.1` a habit of the faulty endorser 2. */
export function partsOf(plan: Plan): readonly (readonly string[])[] {
  return [
    plan.faults.map((_, i) => `f${i}`),
    plan.rogues.map(({ id }) => `r${id}`),
    plan.faulty.flatMap(({ index, habits }) => habits.map((_, i) => `h${index}.${i}`)),
    plan.clients.map(({ id }) => `c${id}`),
    plan.clients.flatMap(({ id, writes }) => writes.map((_, i) => `w${id}.${i}`)),
    plan.rogues.flatMap(({ id, acts }) => acts.map((_, i) => `r${id}.${i}`)),
  ]
}

export function planWithout(plan: Plan, left: ReadonlySet<string>): Plan {
  if (left.size === 0) return plan
  return {
    ...plan,
    faults: plan.faults.filter((_, i) => !left.has(`f${i}`)),
    faulty: plan.faulty.map((each) => ({
      ...each,
      habits: each.habits.filter((_, i) => !left.has(`h${each.index}.${i}`)),
    })),
    rogues: plan.rogues.map((each) => ({
      ...each,
      acts: left.has(`r${each.id}`) ? [] : each.acts.filter((_, i) => !left.has(`r${each.id}.${i}`)),
    })),
    clients: plan.clients.map((client) => ({
      ...client,
      writes: left.has(`c${client.id}`)
        ? []
        : client.writes.filter((_, i) => !left.has(`w${client.id}.${i}`)),
    })),
  }
}

/** `f0-4,w1.20-90` for names whose numbers follow each other. */
export function packNames(names: ReadonlySet<string>): string {
  const byPrefix = new Map<string, number[]>()
  for (const name of names) {
    const [, prefix = '', digits = ''] = /^(.*?)(\d+)$/.exec(name) ?? []
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), Number(digits)])
  }
  const out: string[] = []
  for (const [prefix, numbers] of byPrefix) {
    numbers.sort((a, b) => a - b)
    for (let i = 0; i < numbers.length; i++) {
      const from = numbers[i] as number
      while (numbers[i + 1] === (numbers[i] as number) + 1) i++
      const to = numbers[i] as number
      out.push(to > from ? `${prefix}${from}-${to}` : `${prefix}${from}`)
    }
  }
  return out.join(',')
}

export function unpackNames(text: string): Set<string> {
  const names = new Set<string>()
  for (const part of text.split(',').filter((each) => each !== '')) {
    const [, prefix = '', from = '', to = from] = /^(.*?)(\d+)(?:-(\d+))?$/.exec(part) ?? []
    for (let i = Number(from); i <= Number(to); i++) names.add(`${prefix}${i}`)
  }
  return names
}

/** Delta debugging: halves, then quarters, and so on, of each kind of part. `breaks` runs a plan. */
export async function shrink(
  plan: Plan,
  breaks: (plan: Plan) => Promise<boolean>,
  mostRuns: number,
): Promise<ReadonlySet<string>> {
  let without = new Set<string>()
  let runs = 0
  const tryWithout = async (more: readonly string[]): Promise<boolean> => {
    if (runs++ >= mostRuns) return false
    const candidate = new Set([...without, ...more])
    if (!(await breaks(planWithout(plan, candidate)))) return false
    without = candidate
    return true
  }
  for (const kind of partsOf(plan)) {
    let left = kind.filter((name) => !without.has(name) && !isGone(name, without))
    if (left.length > 0 && (await tryWithout(left))) continue
    for (let size = Math.ceil(left.length / 2); size >= 1 && runs < mostRuns; size = Math.floor(size / 2)) {
      for (let i = 0; i < left.length; i += size) {
        const chunk = left.slice(i, i + size)
        if (chunk.length > 0 && (await tryWithout(chunk))) {
          left = left.filter((name) => !chunk.includes(name))
          i -= size
        }
      }
    }
  }
  return without
}

/** The client or rogue that this belongs to is left out already. */
function isGone(name: string, without: ReadonlySet<string>): boolean {
  const owner = name.split('.')[0] ?? name
  return without.has(owner) || without.has(owner.replace('w', 'c'))
}
