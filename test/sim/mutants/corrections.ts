// What models of the design had found, taken back one by one: V1 to V6 and V8 to V12 of its section 14; and the rule of escrow, 5.5.

import type { Mutant } from './mutant.ts'

const PROMISE = 'core/rules/promise.ts'
const VERSION = 'core/rules/version.ts'

const V2 = 'section 14, V2'

export const CORRECTIONS: readonly Mutant[] = [
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
        find: 'isClass(a) && isClass(b) && a !== b',
        replace: 'isClass(a) && isClass(b) && a !== a',
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
        file: 'core/handle/policy-state.ts',
        find: 'openAtBase: new SlotIndex(baseKey)',
        replace: 'openAtBase: new SlotIndex(({ slot, base }) => `${slot}/${base.path.at(-1)}`)',
      },
      {
        file: 'core/rules/dead.ts',
        find: 'openAtBase.rivals(baseKey(access), access.mode, modesKill)',
        replace: 'openAtBase.rivals(`${access.slot}/${access.base.path.at(-1)}`, access.mode, modesKill)',
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
        find: '{ slot: parent, mode: above, base: top }',
        replace: "{ slot: parent, mode: 'RE', base: top }",
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
        find: 'before.value ?? (mode in EMPTY ? EMPTY[mode as keyof typeof EMPTY] : undefined)',
        replace: 'before.value',
      },
      {
        file: 'core/rules/apply.ts',
        find: 'record.value ?? (container && EMPTY[container])',
        replace: 'record.value ?? (container && change > 0 ? EMPTY[container] : undefined)',
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
    name: 'bound on the operation instead of the slot',
    of: 'section 14, V6',
    changes: [
      {
        file: 'core/rules/fit.ts',
        find: "if (value?.type !== 'counter' || footprint?.get(slot)?.mode === 'C:num') continue",
        replace: "if (value?.type !== 'counter' || !operations.some(({ op }) => op === 'COUNTER')) continue",
      },
    ],
    regime: 'bounds',
    runs: 200,
  },
  {
    name: 'escrow with ρ = 1',
    of: 'section 5.5',
    changes: [
      {
        file: 'core/rules/escrow.ts',
        find: 'compareDecimals(times(used, n - f), times(room, omega - f)) > 0',
        replace: 'compareDecimals(times(used, 1), times(room, 1)) > 0',
      },
    ],
    regime: 'overspend',
    runs: 1,
  },
  {
    name: 'escrow forgets what is open',
    of: 'section 5.5',
    changes: [
      {
        file: 'core/rules/escrow.ts',
        find: "other.ownVote !== 'E' ||",
        replace: 'other.ownVote !== undefined ||',
      },
    ],
    regime: 'bounds',
    runs: 200,
  },
  {
    name: 'one class for the maximum of numbers and of bytes',
    of: 'section 14, V1',
    changes: [
      {
        file: 'core/rules/operations.ts',
        find: "if (argument?.type !== 'bytes') return mode",
        replace: "if (argument?.type !== 'bytes' || mode.startsWith('C:')) return mode",
      },
    ],
    regime: 'types',
    runs: 400,
  },
]
