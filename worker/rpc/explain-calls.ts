// EXPLAIN: what a write would meet if it were run now. The core builds it and throws it away; here it is put into words.

import { rehearse } from '../core/handle/rehearse.ts'
import type { Submission } from '../core/input.ts'
import { elementOfName, elementOfSlot, isSystemSlot, keyOfSlot, parentOf } from '../core/model/slot.ts'
import type { Spore } from '../core/model/spore.ts'
import { type FootprintEntry, sporeFootprint } from '../core/rules/footprint.ts'
import { reachability } from '../core/rules/reach.ts'
import { recordAt } from '../core/rules/version.ts'
import type { PolicyState } from '../core/state.ts'
import type { Engine } from '../host/engine.ts'
import { slotsOfInput, withSlots } from '../host/pages.ts'
import type { Store } from '../store/port.ts'
import { callError } from './call-error.ts'
import type { ExplainedConflict, ExplainedSlot, ExplainInput, ExplainView, PublicKeyHex } from './contract.ts'
import { MAX_ROWS } from './limits.ts'
import { operationsOf, requirementsOf } from './operation-input.ts'
import type { NameOf } from './spore-view.ts'
import { scalarView, versionView } from './value-view.ts'

export class ExplainCalls {
  readonly #engine: Engine
  readonly #store: Store
  readonly #nameOf: NameOf

  constructor(engine: Engine, store: Store, nameOf: NameOf) {
    this.#engine = engine
    this.#store = store
    this.#nameOf = nameOf
  }

  async explain(input: ExplainInput): Promise<ExplainView> {
    const policy = this.#engine.state.policies.get(input.policy)
    if (!policy) throw callError('unknown', 'This policy is not active here.', { where: 'policy' })
    const submission: Submission = {
      token: 0,
      policy: policy.id,
      operations: operationsOf(input.operations),
      requirements: requirementsOf(input.requirements),
      deadline: Date.now(),
      nonce: '0'.repeat(32),
    }
    const touched = slotsOfInput(this.#engine.state.self, { type: 'submit', submission })
    const slots = [...touched].flatMap(([, each]) => [...each])
    return withSlots(this.#store, policy, slots, () => this.#view(policy, submission))
  }

  #view(policy: PolicyState, submission: Submission): ExplainView {
    const { state } = this.#engine
    const built = rehearse(state, submission)
    const entries = built.ok ? entriesOf(built.value) : []
    const conflicts = built.ok ? this.#conflicts(policy, entries) : []
    const refusals = built.ok ? [] : [built.reason.message]
    const reach = reachability(policy, state.peers, Date.now())
    return {
      policy: policy.id,
      policyName: policy.record.name,
      rule: ruleWords(policy),
      quorum: policy.parameters.omega,
      endorsers: reach.endorsers.flatMap(({ index, isSelf, reachable }) => {
        const key = policy.record.endorsers[index]?.key
        return key === undefined ? [] : [{ key, name: this.#nameOf(key), isSelf, reachable }]
      }),
      footprint: entries.map((entry) => slotView(policy, entry)),
      conflicts,
      refusals,
      sentence: sentenceOf(refusals, conflicts, reach.canCommit ? '' : reach.sentence, policy),
    }
  }

  #conflicts(policy: PolicyState, entries: readonly FootprintEntry[]): readonly ExplainedConflict[] {
    const found = new Map<string, ExplainedConflict>()
    for (const { slot, mode } of entries)
      for (const { spore, ownVote } of policy.openBySlot.rivals(slot, mode)) {
        if (found.size >= MAX_ROWS) break
        if (found.has(spore.id)) continue
        found.set(spore.id, {
          spore: spore.id,
          emitter: spore.emitter,
          emitterName: this.#nameOf(spore.emitter),
          mine: spore.emitter === this.#engine.state.self,
          key: keyOfSlot(slot),
          endorsedHere: ownVote === 'E',
        })
      }
    return [...found.values()]
  }
}

function entriesOf(spore: Spore): readonly FootprintEntry[] {
  const footprint = sporeFootprint(spore)
  return footprint.ok ? [...footprint.value.values()].filter(({ slot }) => !isSystemSlot(slot)) : []
}

function ruleWords({ parameters: { n, omega, q } }: PolicyState): string {
  return n === 1
    ? 'Final as soon as the one endorser has agreed (quorum 1).'
    : `Final when ${omega} of the ${n} endorsers have endorsed it (quorum ${omega}) and ${q} of them have confirmed that.`
}

const MODE_WORDS: Readonly<Record<string, string>> = {
  X: 'overwrites it: nothing else may write it at the same time',
  XD: 'builds on exactly what is there: nothing else may read or write it at the same time',
  RE: 'requires that it is not overwritten meanwhile',
  RD: 'requires that nothing at all changes there meanwhile',
}

const classWords = (mode: string, isInside: boolean): string =>
  isInside
    ? 'writes inside of it: others may do so too, but nobody may overwrite all of it'
    : `adds to it: any number of writes of this kind (${mode.slice(2)}) may do so at the same time`

function slotView(policy: PolicyState, { slot, mode }: FootprintEntry): ExplainedSlot {
  const isPart = parentOf(slot) !== undefined
  const isContainer = /^C:(set|map|list|queue|array|doc)$/u.test(mode)
  return {
    key: keyOfSlot(slot),
    ...(isPart ? { part: scalarView(elementOfName(elementOfSlot(slot))) } : {}),
    mode,
    words: MODE_WORDS[mode] ?? classWords(mode, isContainer),
    version: versionView(recordAt(policy.records, slot)),
  }
}

function sentenceOf(
  refusals: readonly string[],
  conflicts: readonly ExplainedConflict[],
  unreachable: string,
  { parameters: { omega, n } }: PolicyState,
): string {
  const [first] = refusals
  if (first !== undefined) return `It would be refused: ${first}`
  const waits = conflicts.length
  const others: readonly PublicKeyHex[] = [...new Set(conflicts.map(({ emitter }) => emitter))]
  if (waits > 0)
    return `It would wait: ${waits === 1 ? 'an undecided spore excludes' : `${waits} undecided spores of ${others.length} authors exclude`} it.`
  return unreachable === ''
    ? `Nothing is in its way: it would be endorsed now, and commit once ${omega} of ${n} agree.`
    : `Nothing conflicts with it, but it would wait: ${unreachable}`
}
