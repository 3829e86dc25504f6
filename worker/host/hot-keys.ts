// Which keys are hot for this node (TU-5): those for which it lost a race, as long as others are seen to overwrite them. A
// guess that only decides whether a turn is asked for.

import { knownEntry } from '../core/known-entry.ts'
import type { PolicyId, SporeId } from '../core/model/ids.ts'
import type { Mode } from '../core/model/operation.ts'
import { keyOfSlot, slotOf } from '../core/model/slot.ts'
import { isExclusive, isWrite } from '../core/rules/footprint.ts'
import { containerOf, plainModeOf } from '../core/rules/operations.ts'
import type { CoreState, PolicyState } from '../core/state.ts'
import { HOT_KEY_MS, MAX_HOT_KEYS } from './limits.ts'
import type { Clock } from './ports.ts'
import type { WriteRequest } from './write.ts'

const isOfQueue = (mode: Mode | undefined): boolean => mode === 'C:queue'

export class HotKeys {
  readonly #state: CoreState
  readonly #clock: Clock
  /** When a key is taken for cold again, by policy and key; the one that was heated longest ago comes first. */
  readonly #until = new Map<string, number>()

  constructor(state: CoreState, clock: Clock) {
    this.#state = state
    this.#clock = clock
  }

  /**
   * The smallest of its hot keys. Asking for one turn only, and everybody for the smallest, nobody holds one while waiting
   * for another; races for the other keys are left to the votes.
   */
  first({ policy: id, operations }: WriteRequest): string | undefined {
    const policy = this.#state.policies.get(id)
    if (!policy) return undefined
    const hot = operations.filter((operation) => {
      const { key, sub, op } = operation
      if (this.#isHot(id, key)) return true
      const container = containerOf(op)
      const isRace =
        // Which item of a queue, nobody has chosen yet; whoever loses one takes the next (QU-3).
        (!isOfQueue(container) && this.#hasRival(policy, slotOf(key, sub), plainModeOf(operation))) ||
        (container !== undefined && this.#hasRival(policy, key, container))
      if (isRace) this.#heat(id, key)
      return isRace
    })
    return hot.map(({ key }) => key).sort()[0]
  }

  /** A spore's state has changed. */
  notice(policy: PolicyState, id: SporeId): void {
    const entry = knownEntry(policy, id)
    if (!entry) return
    const isMine = entry.spore.emitter === this.#state.self
    const isLost = entry.stage === 'dead' || (entry.stage === 'open' && entry.holding !== 0)
    for (const { slot, mode } of entry.footprint.values()) {
      const key = keyOfSlot(slot)
      // Workers that race for an item are not to wait in one line for the next.
      if (!isWrite(mode) || isOfQueue(entry.footprint.get(key)?.mode)) continue
      if (isMine ? isLost : isExclusive(mode) && this.#isHot(policy.id, key)) this.#heat(policy.id, key)
    }
  }

  #heat(policy: PolicyId, key: string): void {
    const name = `${policy}/${key}`
    this.#until.delete(name)
    this.#until.set(name, this.#clock.now() + HOT_KEY_MS)
    const oldest = this.#until.keys().next().value
    if (this.#until.size > MAX_HOT_KEYS && oldest !== undefined) this.#until.delete(oldest)
  }

  /** A clock that is set back must not keep a key hot. */
  #isHot(policy: PolicyId, key: string): boolean {
    const until = this.#until.get(`${policy}/${key}`) ?? 0
    const now = this.#clock.now()
    return until > now && until <= now + HOT_KEY_MS
  }

  /** Somebody else's spore is on its way that would make ours wait, and then be stale. */
  #hasRival(policy: PolicyState, slot: string, mode: Mode): boolean {
    for (const { spore } of policy.openBySlot.rivals(slot, mode))
      if (spore.emitter !== this.#state.self) return true
    return false
  }
}
