// `npm run sim`: many seeds in several processes, or one with its trace. Ends with 1 when an invariant was broken.

import { type Arguments, parseArguments, USAGE } from './arguments.ts'
import { checkers } from './checkers/all.ts'
import { runAll, type Task } from './pool.ts'
import { planOf } from './regimes.ts'
import { inWords, summaryOf } from './report.ts'
import { run, type RunResult } from './run.ts'
import { packNames, planWithout, shrink, unpackNames } from './shrink.ts'
import { Trace } from './trace.ts'

const MOST_SHRINKING_RUNS = 120
const MOST_TRACE_LINES = 400

async function simulate(options: Arguments): Promise<void> {
  const { runs, jobs } = options
  const seed = options.seed ?? Date.now() % 1_000_000_000
  const tasks = Array.from({ length: runs }, (_, i) => wantedOf(seed + i, options))
  const results: RunResult[] = []
  const startedAt = Date.now()
  console.error(`seeds ${seed} to ${seed + runs - 1}`)
  await runAll(tasks, jobs, (result) => {
    results.push(result)
    const seconds = (Date.now() - startedAt) / 1_000
    if (result.violation) console.error(`\nseed ${result.seed}: ${result.violation.message}`)
    if (process.stderr.isTTY || results.length % 100 === 0)
      process.stderr.write(`\r${results.length} of ${runs} runs, ${seconds.toFixed(0)} s `)
    return true
  })
  process.stderr.write('\n')
  const summary = summaryOf(results.sort((a, b) => a.seed - b.seed))
  console.log(options.json ? JSON.stringify(summary, null, 1) : inWords(summary))
  process.exitCode = summary.violations.length > 0 ? 1 : 0
  const first = results.find(({ violation }) => violation !== undefined)
  if (first) await explain(first, options)
}

const wantedOf = (seed: number, { n, f, regime }: Arguments): Task => ({
  seed,
  ...(n === undefined ? {} : { n }),
  ...(f === undefined ? {} : { f }),
  ...(regime === undefined ? {} : { regime }),
})

/** The first violation, made small: its trace, and how to see it again. */
async function explain({ seed, violation }: RunResult, options: Arguments): Promise<void> {
  const plan = planOf(wantedOf(seed, options))
  const without = await shrink(
    plan,
    async (smaller) => {
      const result = await run(smaller, { checkers: checkers() })
      return result.violation?.invariant === violation?.invariant
    },
    MOST_SHRINKING_RUNS,
  )
  const names = packNames(without)
  await replay({ ...options, seed, without: names })
  const size = [
    options.n === undefined ? '' : ` --n ${options.n}`,
    options.f === undefined ? '' : ` --f ${options.f}`,
    options.regime === undefined ? '' : ` --regime ${options.regime}`,
  ].join('')
  console.error(
    `replay: npm run sim -- --seed ${seed}${size} --trace${names === '' ? '' : ` --without ${names}`}`,
  )
}

async function playNamed(name: string): Promise<void> {
  const { playScenario } = await import('./scenario.ts')
  const { SCENARIOS } = await import('./scenarios/all.ts')
  if (name === 'list') {
    for (const each of SCENARIOS) console.log(`${each.name.padEnd(4)} ${each.title}`)
    return
  }
  const chosen = SCENARIOS.filter((each) => name === 'all' || each.name === name)
  if (chosen.length === 0) {
    console.error(`no scenario is called ${name}; --scenario list names them`)
    process.exitCode = 2
    return
  }
  for (const each of chosen) {
    const { lines, failure } = await playScenario(each)
    console.log(`${lines.join('\n')}\n`)
    if (failure !== undefined) process.exitCode = 1
  }
}

async function replay(options: Arguments): Promise<void> {
  const seed = options.seed ?? 0
  const plan = planWithout(planOf(wantedOf(seed, options)), unpackNames(options.without))
  const trace = new Trace()
  const result = await run(plan, { checkers: checkers(), watch: (event, world) => trace.on(event, world) })
  console.error(trace.lines.slice(-MOST_TRACE_LINES).join('\n'))
  console.error(
    `seed ${seed}, n/f ${result.size}, ${plan.regime}: ${result.violation?.message ?? 'no violation'}`,
  )
  process.exitCode = result.violation ? 1 : 0
}

const parsed = parseArguments(process.argv.slice(2))
if (typeof parsed === 'string') {
  console.error(`${parsed}\n\n${USAGE}`)
  process.exit(2)
}
if (parsed.mutants) await import('./mutants/main.ts')
else if (parsed.explore) await import('./explore/main.ts')
else if (parsed.scenario !== undefined) await playNamed(parsed.scenario)
else if (parsed.trace || parsed.without !== '') await replay(parsed)
else await simulate(parsed)
