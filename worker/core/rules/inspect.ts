// Rule 3 on a body alone: its footprint, or what is wrong with it. One question, so that every place that asks gets one answer.

import type { Spore } from '../model/spore.ts'
import { type Footprint, sporeFootprint } from './footprint.ts'
import { type Fault, operationFault, requirementFault } from './validity.ts'

const NO_FOOTPRINT: Footprint = new Map()

/** A spore without a valid footprint locks nothing, kills nothing, and is rejected. */
export function inspect(spore: Spore): { readonly footprint: Footprint; readonly fault: Fault | undefined } {
  for (const operation of spore.operations) {
    const fault = operationFault(operation)
    if (fault) return { footprint: NO_FOOTPRINT, fault }
  }
  for (const requirement of spore.requirements) {
    const fault = requirementFault(requirement)
    if (fault) return { footprint: NO_FOOTPRINT, fault }
  }
  const footprint = sporeFootprint(spore)
  if (!footprint.ok) return { footprint: NO_FOOTPRINT, fault: { why: 'POLICY', message: footprint.reason } }
  return { footprint: footprint.value, fault: undefined }
}
