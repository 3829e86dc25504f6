// A node with a million keys in IndexedDB, in real Chromium: how soon it is ready, and what reading costs then.

import { runInChromium } from './in-chromium.ts'

export const run = (): Promise<void> =>
  runInChromium('million-keys-worker.ts', 'one million keys, names of 18 B, texts of 100 B,')
