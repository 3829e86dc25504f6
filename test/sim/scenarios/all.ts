// Every directed scenario, by name.

import type { Scenario } from '../scenario.ts'
import { SAFETY_1 } from './safety-1.ts'

export const SCENARIOS: readonly Scenario[] = [...SAFETY_1]
