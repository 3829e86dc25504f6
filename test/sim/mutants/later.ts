// Rules that are younger than the design: what the feed rests on, what an endorser may forget of its promises, and who is shown
// that a spore is dead.

import type { Mutant } from './mutant.ts'

const SETTLE = 'core/handle/settle.ts'

export const LATER: readonly Mutant[] = [
  {
    // Own batches count at once in a replay: what they decide is then executed earlier than it was.
    name: 'replay executes as it decides',
    of: 'SPEC, FE-2',
    changes: [
      {
        file: SETTLE,
        find: 'if (state.replaying || !execute(state, policy, entry, touched)) return',
        replace: 'if (!execute(state, policy, entry, touched) || state.replaying) return',
      },
    ],
    regime: 'crash',
    runs: 60,
  },
  {
    name: 'the order of execution is not logged',
    of: 'SPEC, FE-1',
    changes: [
      {
        file: 'core/handle/flush.ts',
        find: "state.outputs.push({ type: 'log', kind: 'executed', bytes })",
        replace: 'void bytes',
      },
    ],
    regime: 'crash',
    runs: 60,
  },
  {
    name: 'forgets rivals of another class',
    of: 'SPEC, EN-8',
    changes: [
      {
        file: 'core/rules/version.ts',
        find: 'return own === 0 ? cls === mode : own > 0',
        replace: "return own === 0 ? cls !== null || mode.startsWith('C:') : own > 0",
      },
    ],
    regime: 'deep',
    runs: 200,
  },
  {
    // A body says whom it would kill; only its commit kills.
    name: 'kills by any body',
    of: 'SPEC, DE-6',
    changes: [
      {
        file: 'core/rules/dead.ts',
        find: "if (stage === 'committed') yield* killedBy(policy, known?.footprint ?? inspect(spore).footprint)",
        replace:
          'if (stage) for (const rival of killedBy(policy, known?.footprint ?? inspect(spore).footprint)) if (rival !== known) yield rival',
      },
    ],
    regime: 'crash',
    runs: 60,
  },
]
