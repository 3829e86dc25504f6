// I18: "no clock in safety: rerun the same schedule with arbitrary clock values ⇒ I1–I15 still hold". The plan of a run is
// carried out again on devices whose clocks are wrong by anything up to days, run up to ten times too fast or too slow and
// jump while they run. Whatever that does to who is in time, nothing that promises safety may notice.

import type { Checker } from '../events.ts'
import { Violation } from '../events.ts'
import type { Fault } from '../faults.ts'
import type { DevicePlan, Plan } from '../plan.ts'
import { type Random, streamOf } from '../random.ts'
import type { RunOptions, RunResult } from '../run.ts'
import { safetyCheckers } from './all.ts'

const MINUTE = 60_000
const OFFSETS_MS = [0, 2_000, -2_000, 10 * MINUTE, -10 * MINUTE, 2 * 1_440 * MINUTE, -2 * 1_440 * MINUTE]
const RATES = [1, 1, 0.1, 0.5, 2, 10]

export function withOtherClocks(plan: Plan, seed: number): Plan {
  const random = streamOf(seed, 'clocks')
  const devices = plan.devices.map((device): DevicePlan => ({
    ...device,
    offsetMs: random.pick(OFFSETS_MS) + random.below(1_000),
    rate: random.pick(RATES),
  }))
  const jumps = devices.map((_, node) => jumpOf(random, node, plan.longestMs))
  return { ...plan, devices, faults: [...plan.faults, ...jumps] }
}

const jumpOf = (random: Random, node: number, within: number): Fault => ({
  name: 'clock jump',
  atMs: random.below(within),
  lastsMs: 0,
  nodes: [node],
  amount: random.next(),
  told: false,
})

type Run = (plan: Plan, options: RunOptions) => Promise<RunResult>

/** Throws where a run breaks a safety invariant once the clocks are others. */
export async function holdsWithOtherClocks(
  plan: Plan,
  run: Run,
  seed: number,
  checkers: () => readonly Checker[] = safetyCheckers,
): Promise<RunResult> {
  const result = await run(withOtherClocks(plan, seed), { checkers: checkers() })
  const { violation } = result
  if (violation)
    throw new Violation('I18', `seed ${plan.seed} with the clocks of ${seed}: ${violation.message}`)
  return result
}
