// Every directed scenario, by name.

import type { Scenario } from '../scenario.ts'
import { BOUNDS } from './bounds.ts'
import { LIVENESS } from './liveness.ts'
import { SAFETY_1 } from './safety-1.ts'
import { STORAGE } from './storage.ts'
import { SYNCHRONY } from './synchrony.ts'
import { V_VALUES } from './v-values.ts'
import { V_WAITING } from './v-waiting.ts'
import { VALUES } from './values.ts'

export const SCENARIOS: readonly Scenario[] = [
  ...SAFETY_1,
  ...SYNCHRONY,
  ...VALUES,
  ...BOUNDS,
  ...STORAGE,
  ...LIVENESS,
  ...V_VALUES,
  ...V_WAITING,
]
