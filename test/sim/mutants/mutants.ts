// Every mutant that protocol.md names and that needs no eras: those of section 10, and each correction of section 14 taken
// back.

import type { Mutant } from './mutant.ts'

const PARAMETERS = 'core/model/policy-parameters.ts'
const PROMISE = 'core/rules/promise.ts'
const VERSION = 'core/rules/version.ts'
const SAFETY = 'core/rules/safety.ts'

const V2 = 'section 14, V2'

export const MUTANTS: readonly Mutant[] = [
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
        find: '  execute(state, policy, entry, touched)\n}\n\n/** DE-5',
        replace:
          '  for (const slot of entry.footprint.keys())\n    for (const other of [...policy.openBySlot.at(slot)]) if (other !== entry) attend(state, policy, other)\n  execute(state, policy, entry, touched)\n}\n\n/** DE-5',
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
        find: '  if (isExclusive(a) || isExclusive(b)) return true\n  if (a ===',
        replace:
          "  if (a.startsWith('R') || b.startsWith('R')) return false\n  if (isExclusive(a) || isExclusive(b)) return true\n  if (a ===",
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
        find: 'if (conflictsAtEqualBase(rival.footprint, footprint)) freed.add(id)',
        replace: 'if (conflictsAtEqualBase(rival.footprint, footprint)) freed.delete(id)',
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
        file: 'core/handle/bundle.ts',
        find: 'if (policy.open.has(spore.id) || policy.decided.has(spore.id)) continue\n    const entry',
        replace: 'if (policy.open.has(spore.id)) continue\n    const entry',
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
    // The three places of the rule; each alone is covered by the others.
    name: 'no class check',
    of: 'section 14, V1',
    changes: [
      {
        file: VERSION,
        find: "if (mode.startsWith('C:') && record.cls !== null && record.cls !== (mode as CommutativeMode)) return 'stale'",
        replace: '',
      },
      {
        file: VERSION,
        find: 'return wanted === x && cls !== null && cls !== (mode as CommutativeMode)',
        replace: "return wanted === x && cls !== null && mode === 'X'",
      },
      {
        file: 'core/rules/conflict.ts',
        find: 'return isClass(mode) && isClass(rival.mode) && mode !== rival.mode',
        replace: 'return isClass(mode) && isClass(rival.mode) && mode !== mode',
      },
    ],
    regime: 'deep',
    runs: 400,
  },
  {
    name: 'ancestor records kept',
    of: V2,
    changes: [
      {
        file: VERSION,
        find: 'return record && record.parentX === parentX ? record : absentRecord(parentX)',
        replace: 'return record ?? absentRecord(parentX)',
      },
    ],
    regime: 'deep',
    runs: 400,
  },
  {
    name: 'scalar path compare',
    of: V2,
    changes: [
      {
        file: VERSION,
        find: 'for (const [level, x] of path.entries()) {',
        replace: 'for (const [level, x] of [...path.entries()].slice(-1)) {',
      },
    ],
    regime: 'deep',
    runs: 400,
  },
  {
    name: 'scalar DEAD',
    of: V2,
    changes: [
      {
        file: 'core/rules/conflict.ts',
        find: 'if (!equalPath(base, rival.base)) return false',
        replace: 'if (base.path.at(-1) !== rival.base.path.at(-1)) return false',
      },
    ],
    regime: 'deep',
    runs: 400,
  },
  {
    name: 'gate on effect only',
    of: V2,
    changes: [
      {
        file: VERSION,
        find: "if (x !== wanted) return x < wanted ? 'wait' : 'absorbed'\n  }",
        replace:
          "if (x !== wanted) return x < wanted || path.at(-1) !== base.path.at(-1) ? 'wait' : 'absorbed'\n  }",
      },
    ],
    regime: 'deep',
    runs: 400,
  },
  {
    name: 'gate off',
    of: V2,
    changes: [
      {
        file: VERSION,
        find: 'for (const [level, x] of path.slice(0, -1).entries()) {',
        replace: 'for (const [level, x] of path.slice(0, 0).entries()) {',
      },
    ],
    regime: 'deep',
    runs: 400,
  },
  {
    name: 'RE instead of C on prefixes',
    of: 'section 14, V3',
    changes: [
      {
        file: 'core/rules/footprint.ts',
        find: "mode: isWrite(mode) ? 'C:set' : 'RE', base: above",
        replace: "mode: 'RE', base: above",
      },
    ],
    regime: 'deep',
    runs: 200,
  },
  {
    name: 'no w',
    of: 'section 14, V4',
    changes: [
      { file: VERSION, find: "if (base.w !== null && base.w !== record.w) return 'stale'", replace: '' },
    ],
    regime: 'deep',
    runs: 600,
  },
  {
    // A container only comes about by a visible effect below it: both places that make one.
    name: 'no container creation',
    of: 'section 14, V5',
    changes: [
      {
        file: 'core/rules/apply.ts',
        find: "mode === 'C:set' && before.value === undefined ? { type: 'set', size: 0 } : before.value",
        replace: 'before.value',
      },
      {
        file: 'core/rules/apply.ts',
        find: "const value = set.value ?? { type: 'set', size: 0 }\n  if (value.type",
        replace:
          "const value = set.value ?? (change > 0 ? { type: 'set', size: 0 } : undefined)\n  if (value?.type",
      },
    ],
    regime: 'deep',
    runs: 400,
  },
  {
    name: 'REJECT after RECOVER',
    of: 'section 14, V11',
    changes: [{ file: 'core/handle/vote.ts', find: '  promisedBallot(entry) === 0 &&\n', replace: '' }],
    regime: 'single',
    runs: 300,
  },
  {
    name: 'type check before version check',
    of: 'section 14, V12',
    changes: [
      {
        file: PROMISE,
        find: '  let lags = false\n',
        replace:
          "  if (valueFault(policy.records, spore.operations)) return reject('TYPE')\n  let lags = false\n",
      },
    ],
    regime: 'deep',
    runs: 400,
  },
  {
    name: 'wounds without evidence',
    of: 'section 14, V8',
    changes: [
      {
        file: 'core/handle/fallback.ts',
        find: 'entry.cancelled ? state.now : Infinity, called(policy, entry))',
        replace: 'entry.cancelled ? state.now : Infinity)',
      },
    ],
    regime: 'split vote',
    runs: 1,
  },
  {
    name: 'no fairness hold',
    of: 'section 14, V9',
    changes: [
      {
        file: PROMISE,
        find: '  if (first) return',
        replace: '  if (first && now < 0) return',
      },
    ],
    regime: 'stream',
    runs: 1,
  },
  {
    name: 'default timers too short',
    of: 'section 14, V10',
    changes: [
      {
        file: 'core/rules/timers.ts',
        find: 'lockMs: 8 * ballotMs + woundMs',
        replace: 'lockMs: 3 * ballotMs + woundMs',
      },
    ],
    regime: 'silent coordinator',
    runs: 1,
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
