// The built app, as a fixed table made at start: a path that is not in the table is not served, so no path can lead out of the
// folder. Text is kept compressed in memory; the rest is read when asked for.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { gzipSync } from 'node:zlib'

export interface StaticFile {
  readonly path: string
  readonly type: string
  readonly sizeBytes: number
  readonly cacheControl: string
  readonly etag: string
  /** Present where compression pays. */
  readonly gzip: Buffer | undefined
}

const TYPE_BY_EXTENSION: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}
const COMPRESSIBLE = /^(text\/|application\/(json|manifest|wasm)|image\/svg)/
/** Vite puts a hash of the content into these names, so they never change. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+(\.map)?$/
const MIN_COMPRESSED_BYTES = 1024

/** By URL path, such as `/assets/main-4f3a.js`. Empty when the folder does not exist. */
export function readStaticFiles(folder: string): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>()
  for (const path of filesIn(folder)) {
    const urlPath = `/${relative(folder, path).split(sep).join('/')}`
    files.set(urlPath, describe(path, urlPath))
  }
  return files
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
  } catch {
    return []
  }
}

function describe(path: string, urlPath: string): StaticFile {
  const type = TYPE_BY_EXTENSION[extname(path).toLowerCase()] ?? 'application/octet-stream'
  const { size, mtimeMs } = statSync(path)
  const pays = COMPRESSIBLE.test(type) && size >= MIN_COMPRESSED_BYTES && !urlPath.endsWith('.map')
  return {
    path,
    type,
    sizeBytes: size,
    cacheControl: HASHED.test(urlPath) ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: `"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`,
    gzip: pays ? gzipSync(readFileSync(path)) : undefined,
  }
}
