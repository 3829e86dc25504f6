// How the app is built: page, worker and service worker into dist/. Nothing here may put an inline script or a
// data: URL into the page; the relay serves dist/ under a strict Content-Security-Policy.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { buildId, sourceHash } from './scripts/source-hash.mjs'

const root = import.meta.dirname

/**
 * dist/build.json tells `npm start` which sources dist/ was made from, and a person which build is served.
 * Written last, and only after the service worker: a build that failed half-way must not pass for a fresh one.
 */
function buildStamp(): Plugin {
  let written = false
  return {
    name: 'sporedb-build-stamp',
    apply: 'build',
    writeBundle() {
      written = true
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        if (!written || !existsSync(join(root, 'dist/sw.js'))) return
        const stamp = { build: buildId(root), sources: sourceHash(root) }
        writeFileSync(join(root, 'dist/build.json'), `${JSON.stringify(stamp)}\n`)
      },
    },
  }
}

export default defineConfig({
  root,
  define: { __BUILD_ID__: JSON.stringify(buildId(root)) },
  plugins: [
    react(),
    VitePWA({
      // 'prompt' from day one: an update never replaces a running node while its spores are in flight, and
      // changing this later strands users on an old worker.
      registerType: 'prompt',
      // The page registers it itself (src/pwa/service-worker.ts); an injected script would break the policy.
      injectRegister: false,
      manifest: {
        id: '/',
        name: 'SporeDB',
        short_name: 'SporeDB',
        description: 'A database that lives in your browsers and survives the faulty ones',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        background_color: '#101813',
        theme_color: '#101813',
        categories: ['productivity', 'utilities'],
        icons: [
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      workbox: {
        globPatterns: ['**/*.{js,css,html,svg,png,woff2,wasm}'],
        maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
        navigateFallback: '/index.html',
        // What the relay answers itself (/health, /relay.json) and files must never be replaced by the shell.
        // A pattern sees the query too: a dot in ?profile=a.b makes no file.
        navigateFallbackDenylist: [/^\/health/, /^[^?]*\.[a-z0-9]+(\?|$)/i],
        cleanupOutdatedCaches: true,
        clientsClaim: false,
        skipWaiting: false,
        // One file: no importScripts, which Trusted Types would have to bless.
        inlineWorkboxRuntime: true,
      },
    }),
    buildStamp(),
  ],
  worker: { format: 'es' },
  server: { port: 5173, strictPort: true },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: true,
    // Never data: URLs, which the policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
})
