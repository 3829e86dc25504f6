// Builds the pages that browser tests open (test/browser/*.html, each with its own module) into dist-test/.
// Same target, worker format and policy-safe output as the app, so that a test sees what users get.
// A page is served at /test/browser/NAME.html.
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { sourceHash } from './scripts/source-hash.mjs'

const root = import.meta.dirname
const pages = join(root, 'test/browser')
const input = existsSync(pages)
  ? readdirSync(pages)
      .filter((name) => name.endsWith('.html'))
      .map((name) => join(pages, name))
  : []

export default defineConfig({
  root,
  define: { __BUILD_ID__: JSON.stringify('test') },
  publicDir: false,
  plugins: [
    react(),
    {
      name: 'sporedb-test-stamp',
      writeBundle() {
        const stamp = { sources: sourceHash(root, ['test', 'vite.test.config.ts']) }
        writeFileSync(join(root, 'dist-test/build.json'), `${JSON.stringify(stamp)}\n`)
      },
    },
  ],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    outDir: 'dist-test',
    emptyOutDir: true,
    sourcemap: true,
    minify: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rolldownOptions: { input, checks: { bundlerTimings: false } },
  },
})
