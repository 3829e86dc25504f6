// What the screen of one spore asks for beyond its state: requirements, changes and bytes.

import { knownEntry } from '../core/known-entry.ts'
import { parseSporeId } from '../core/model/ids.ts'
import type { Mode } from '../core/model/operation.ts'
import { slotOf } from '../core/model/slot.ts'
import type { Effect, KeptValue } from '../core/rules/effects.ts'
import type { SporeEntry } from '../core/state.ts'
import type { Engine } from '../host/engine.ts'
import { callError } from './call-error.ts'
import type { KeptValueView, Params, SporeDetails, SporeEffect } from './contract.ts'
import { operationViews } from './spore-view.ts'
import { scalarView, valueView } from './value-view.ts'

/** In an effect, a member of a set that is there has no value of its own. */
const PRESENT: KeptValueView = { type: 'string', text: '' }

export class SporeCalls {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  details({ id }: Params<'spore.details'>): SporeDetails {
    const entry = this.#entry(id)
    if (!entry)
      throw callError('unknown', 'This node does not hold the details of that spore any more.', {
        where: 'id',
      })
    const { spore, effects, footprint } = entry
    return {
      operations: operationViews(entry),
      requirements: spore.requirements.map(({ key, sub, mode }) => {
        const base = footprint.get(slotOf(key, sub))?.base
        return { key, mode: MODE[mode] ?? mode, version: base ? base.path.join('.') : '' }
      }),
      era: spore.era,
      ...(spore.intent === null ? {} : { intent: spore.intent }),
      ...(effects === undefined ? {} : { effects: effects.map(effectView) }),
      bytes: spore.body,
    }
  }

  #entry(id: unknown): SporeEntry | undefined {
    const spore = parseSporeId(id)
    if (!spore) return undefined
    for (const policy of this.#engine.state.policies.values()) {
      const entry = knownEntry(policy, spore)
      if (entry) return entry
    }
    return undefined
  }
}

const MODE: Readonly<Partial<Record<Mode, string>>> = { RE: 'unwritten-since', RD: 'unchanged' }

function effectView({ key, element, before, after }: Effect): SporeEffect {
  const [was, is] = [keptView(before), keptView(after)]
  return {
    key,
    ...(element === null ? {} : { element: scalarView(element) }),
    ...(was === undefined ? {} : { before: was }),
    ...(is === undefined ? {} : { after: is }),
  }
}

function keptView(kept: KeptValue | undefined): KeptValueView | undefined {
  if (kept === undefined) return undefined
  const view = valueView(kept.value) ?? PRESENT
  if (view.type === 'array') return { ...view, length: kept.cutFrom ?? view.length }
  return kept.cutFrom === undefined ? view : { ...view, sizeBytes: kept.cutFrom }
}
