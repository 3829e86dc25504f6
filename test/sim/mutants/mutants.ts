// Every mutant that the design names and that needs no eras: the rules of its section 10, and the corrections of section 14; then
// those of younger rules.

import { CORRECTIONS } from './corrections.ts'
import { LATER } from './later.ts'
import type { Mutant } from './mutant.ts'

const PARAMETERS = 'core/model/policy-parameters.ts'
const PROMISE = 'core/rules/promise.ts'
const VERSION = 'core/rules/version.ts'
const SAFETY = 'core/rules/safety.ts'

/** Those of section 10. */
const RULES: readonly Mutant[] = [
  {
    name: 'q-1',
    of: 'section 10',
    changes: [
      {
        file: PARAMETERS,
        find: '  const q = agreementQuorum(n, f)\n  const qF',
        replace: '  const q = agreementQuorum(n, f) - 1\n  const qF',
      },
    ],
    regime: 'single',
    runs: 300,
  },
  {
    name: 'r-1',
    of: 'section 10',
    changes: [
      {
        file: PARAMETERS,
        find: 'r: qF === undefined ? meeting(n, f) : fastReports(n, f),',
        replace: 'r: (qF === undefined ? meeting(n, f) : fastReports(n, f)) - 1,',
      },
    ],
    regime: 'single',
    runs: 1_000,
  },
  {
    name: 'α-1',
    of: 'section 10',
    changes: [{ file: PARAMETERS, find: 'alpha: n + f - omega + 1,', replace: 'alpha: n + f - omega,' }],
    regime: 'single',
    runs: 1_000,
  },
  {
    name: 'qF-1',
    of: 'section 10',
    changes: [
      {
        file: PARAMETERS,
        find: 'const qF = policy.fast === true ? fastQuorum(n, f, omega) : undefined',
        replace: 'const qF = policy.fast === true ? (fastQuorum(n, f, omega) ?? 0) - 1 : undefined',
      },
    ],
    regime: 'fast',
    runs: 1_000,
  },
  {
    name: 'ignore derivable QC',
    of: 'section 10',
    changes: [
      {
        file: SAFETY,
        find: "return reports.filter(({ vote }) => vote === 'E').length < omega",
        replace: 'return omega > 0',
      },
    ],
    regime: 'fast',
    runs: 2_000,
  },
  {
    name: 'fast path at n=4',
    of: 'section 10',
    changes: [
      { file: PARAMETERS, find: 'return qF <= n ? qF : undefined', replace: 'return Math.min(qF, n)' },
    ],
    regime: 'fast at four',
    runs: 2_000,
  },
  {
    name: 'final at QC',
    of: 'section 10',
    changes: [
      {
        file: 'core/rules/decision.ts',
        find: 'if (sizeOf(entry.accepted) >= q) return',
        replace: 'if (sizeOf(entry.endorsed) >= q) return',
      },
    ],
    regime: 'single',
    runs: 500,
  },
  {
    name: 'timeout release',
    of: 'section 10',
    changes: [
      {
        file: PROMISE,
        find: 'for (const rival of locksBefore(policy, entry)) return',
        replace: 'for (const rival of locksBefore(policy, entry)) if (now - rival.receivedAt < 8_000) return',
      },
    ],
    regime: 'pairs',
    runs: 1_000,
  },
  {
    name: 'release on deadline',
    of: 'section 10',
    changes: [
      {
        file: PROMISE,
        find: 'for (const rival of locksBefore(policy, entry)) return',
        replace: 'for (const rival of locksBefore(policy, entry)) if (rival.spore.deadline >= now) return',
      },
    ],
    regime: 'pairs',
    runs: 2_000,
  },
  {
    // The product executes in the step that decides; here the locks go first, and whoever waits is judged in between.
    name: 'release before execution',
    of: 'section 10',
    changes: [
      {
        file: PROMISE,
        find: "if (rival.ownVote === 'E' && rival !== entry) yield rival",
        replace: "if (rival.ownVote === 'E' && rival.stage === 'open' && rival !== entry) yield rival",
      },
      {
        file: 'core/handle/settle.ts',
        find: '  executeLive(state, policy, entry, touched)\n}\n\n/**\n * FE-2',
        replace:
          '  for (const slot of entry.footprint.keys())\n    for (const other of [...policy.openBySlot.at(slot)]) if (other !== entry) attend(state, policy, other)\n  executeLive(state, policy, entry, touched)\n}\n\n/**\n * FE-2',
      },
    ],
    regime: 'deep',
    runs: 400,
  },
  {
    name: 'skip read locks',
    of: 'section 10',
    changes: [
      {
        file: 'core/rules/conflict.ts',
        find: "  return parallel === 'same'",
        replace: "  if (a.startsWith('R') || b.startsWith('R')) return false\n  return parallel === 'same'",
      },
    ],
    regime: 'pairs',
    runs: 500,
  },
  {
    name: 'absorb off',
    of: 'section 10',
    changes: [
      {
        file: VERSION,
        find: "return x < wanted ? 'wait' : x > wanted ? 'absorbed' : 'ready'",
        replace: "return x < wanted ? 'wait' : 'ready'",
      },
    ],
    regime: 'deep',
    runs: 200,
  },
  {
    name: 'XD not exact at execution',
    of: 'section 10',
    changes: [
      {
        file: VERSION,
        find: "return base.c === c && base.h === h ? 'ready' : 'wait'",
        replace: "return base.c === c && base.h === h ? 'ready' : 'ready'",
      },
    ],
    regime: 'deep',
    runs: 400,
  },
  {
    name: 'forget freed',
    of: 'section 10',
    changes: [
      {
        file: PROMISE,
        find: 'if (needsEnd(rivals.access, access)) for (const id of rivals.ids) freed.add(id)',
        replace: 'if (needsEnd(rivals.access, access)) for (const id of rivals.ids) freed.delete(id)',
      },
    ],
    regime: 'deep',
    runs: 200,
  },
  {
    name: 'dedupe off',
    of: 'section 10',
    changes: [
      {
        file: 'core/rules/admission.ts',
        find: '!open.has(id) && !decided.has(id)',
        replace: '!open.has(id) && decided !== undefined',
      },
    ],
    regime: 'deep',
    runs: 200,
  },
  {
    name: 'ACCEPT below the promise',
    of: 'section 10, I7',
    changes: [
      {
        file: 'core/handle/settle.ts',
        find: 'entry.ownAccepted || promisedBallot(entry) > 0) return',
        replace: 'entry.ownAccepted || promisedBallot(entry) > 9) return',
      },
    ],
    regime: 'single',
    runs: 500,
  },
  {
    name: 'two votes',
    of: 'section 10, I7',
    changes: [
      {
        file: 'core/handle/vote.ts',
        find: '  entry.ownVote === undefined &&\n',
        replace:
          "  (entry.ownVote === undefined || (entry.ownVote === 'E' && state.now > entry.spore.deadline)) &&\n",
      },
    ],
    regime: 'single',
    runs: 300,
  },
  {
    name: 'send before persist',
    of: 'section 10',
    changes: [
      {
        file: 'host/round-writer.ts',
        find: '    await this.#store.appendRound(round.number, bytes)',
        replace: '    void this.#store.appendRound(round.number, bytes)',
      },
    ],
    regime: 'crash',
    runs: 60,
  },
]

export const MUTANTS: readonly Mutant[] = [...RULES, ...CORRECTIONS, ...LATER]
