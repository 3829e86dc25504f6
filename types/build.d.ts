/** Names the build that is running: package version and a short hash. Put in by Vite (see vite.config.ts). */
declare const __BUILD_ID__: string
