// The command line of the simulator.

export interface Arguments {
  readonly json: boolean
  readonly trace: boolean
  readonly mutants: boolean
  readonly explore: boolean
  readonly seed: number | undefined
  readonly runs: number
  readonly jobs: number
  readonly n: number | undefined
  readonly f: number | undefined
  readonly regime: string | undefined
  readonly scenario: string | undefined
  /** Parts of the plan to leave out, as the shrinker prints them. */
  readonly without: string
}

export const USAGE = `npm run sim -- [options]
  --seed N        the first seed (default: from the clock)
  --runs N        so many seeds, one after another (default 20; 1 with --seed)
  --n N --f N     this many endorsers, this many of them faulty at most
  --regime NAME   shallow, deep, laggard, contention, partition, crash, byzantine
  --scenario NAME a directed scenario with its trace; "all" for all, "list" for their names
  --without LIST  leave parts of the plan out, as printed with a shrunk trace
  --trace         print the trace of the run
  --mutants       hunt every mutant of the product, and say after how many runs each was found
  --explore       visit the states of small worlds of votes and ballots, half a minute each
  --json          the summary as JSON
  --jobs N        processes (default 2)`

const FLAGS = ['json', 'trace', 'mutants', 'explore'] as const
const VALUES = ['seed', 'runs', 'jobs', 'n', 'f', 'regime', 'scenario', 'without'] as const

/** What is wrong with it, or the arguments. */
export function parseArguments(words: readonly string[]): Arguments | string {
  const values = new Map<string, string>()
  for (let i = 0; i < words.length; i++) {
    const [name, inline] = (words[i] ?? '').replace(/^--/, '').split('=', 2) as [string, string | undefined]
    if (FLAGS.some((flag) => flag === name)) values.set(name, 'yes')
    else if (VALUES.some((each) => each === name)) {
      const value = inline ?? words[++i]
      if (value === undefined) return `--${name} takes a value`
      values.set(name, value)
    } else return `unknown option ${words[i] ?? ''}`
  }
  const numbers = new Map<string, number>()
  for (const name of ['seed', 'runs', 'jobs', 'n', 'f']) {
    const text = values.get(name)
    if (text === undefined) continue
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < 0) return `--${name} takes a whole number, not ${text}`
    numbers.set(name, value)
  }
  const seed = numbers.get('seed')
  return {
    json: values.has('json'),
    trace: values.has('trace'),
    mutants: values.has('mutants'),
    explore: values.has('explore'),
    seed,
    runs: numbers.get('runs') ?? (seed === undefined ? 20 : 1),
    jobs: numbers.get('jobs') ?? 2,
    n: numbers.get('n'),
    f: numbers.get('f'),
    regime: values.get('regime'),
    scenario: values.get('scenario'),
    without: values.get('without') ?? '',
  }
}
