// `npx tsx test/sim/explore/main.ts [SECONDS] [NAME] [BALLOTS]`: explores each world, or those whose name contains NAME, for
// so long, and says what was visited.

import { explore } from './explorer.ts'
import { canFinish, retrace } from './finish.ts'
import { BELOW, FAST, PAIRS, SINGLE, TRIPLES } from './plans.ts'

const [seconds = '30', name = '', ballots] = process.argv.slice(2).filter((word) => !word.startsWith('--'))
for (const plan of [...SINGLE, ...PAIRS, ...TRIPLES, ...BELOW, ...FAST]) {
  if (!plan.name.includes(name)) continue
  const maxBallot = ballots === undefined ? plan.maxBallot : Number(ballots)
  const bounds = { states: Infinity, milliseconds: Number(seconds) * 1_000 }
  const bounded = { ...plan, maxBallot }
  const { exploration, lasts } = explore(bounded, bounds, () => performance.now())
  const { states, moves, locals, complete, reached, violation, milliseconds } = exploration
  console.log(`${plan.name}, ballots up to ${maxBallot}`)
  console.log(
    `  ${complete ? 'all' : 'the first'} ${states} states, ${moves} moves, ${locals} local states, ${(milliseconds / 1_000).toFixed(1)} s`,
  )
  console.log(`  at endorsers: ${JSON.stringify(reached)}`)
  if (violation)
    console.log(`  ${violation.what}\n    ${violation.trace.map(({ name: step }) => step).join('\n    ')}`)
  const ends = lasts.slice(0, 60).flatMap((steps) => retrace(bounded, steps) ?? [])
  const stuck = ends.flatMap(({ world, state }) => canFinish(world, state) ?? [])
  console.log(`  of ${ends.length} last states, ${stuck.length} cannot end well ${stuck[0] ?? ''}`)
  if (violation || stuck.length > 0) process.exitCode = 1
}
