// Packed pages against a row per key, in real Chromium: the measurement behind the state's layout. Prints a line a layout.

import { runInChromium } from './in-chromium.ts'

export const run = (): Promise<void> =>
  runInChromium('state-layout-worker.ts', 'state layout, slots of 18 B, records of 100 B,')
