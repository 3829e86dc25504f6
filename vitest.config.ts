// Test projects, from cheap to dear. `npm test` (scripts/test.mjs) runs each as a stage of its own;
// `npx vitest run PATH` runs a single file. Browser tests are plain Node programs that drive the built app
// with playwright-core: they need dist/, dist-test/ and a Chromium (CHROMIUM_PATH).
import { defineConfig } from 'vitest/config'

const BROWSER = ['test/browser/**/*.test.{ts,tsx}', 'test/e2e/**/*.test.{ts,tsx}']
const CONTRACT = ['test/contract/**/*.test.ts']
const RELAY = ['test/relay/**/*.test.ts', 'test/network/**/*.test.ts']
const SIM = ['test/sim/**/*.test.ts']

export default defineConfig({
  define: { __BUILD_ID__: JSON.stringify('test') },
  test: {
    environment: 'node',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...BROWSER, ...CONTRACT, ...RELAY, ...SIM],
          // Above what the longest takes on a machine that is busy with something else.
          testTimeout: 120_000,
        },
      },
      { extends: true, test: { name: 'contract', include: CONTRACT, testTimeout: 30_000 } },
      { extends: true, test: { name: 'sim', include: SIM, testTimeout: 120_000 } },
      { extends: true, test: { name: 'relay', include: RELAY, testTimeout: 60_000, hookTimeout: 60_000 } },
      {
        extends: true,
        test: {
          name: 'browser',
          include: BROWSER,
          // One Chromium at a time: several pages already fill a small machine.
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
