// Names the sources of the app by their content: vite.config.ts shows it as the build id, `npm start` and
// `npm test` compare it to decide whether dist/ is stale. Content rather than commit or time: it works without
// git, tells an edited tree from a clean one, and two people who built the same sources see the same id.
// Must stay free of dependencies: it runs before anything is installed.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Everything that ends up in dist/, or decides how it is built. */
const APP_SOURCES = ['index.html', 'package-lock.json', 'public', 'src', 'stubs', 'vite.config.ts', 'worker']

/**
 * @param {string} root the folder of package.json
 * @param {readonly string[]} more further files and folders to take in
 * @returns {string} SHA-256 in hex
 */
export function sourceHash(root, more = []) {
  const hash = createHash('sha256')
  for (const file of [...APP_SOURCES, ...more].flatMap((path) => filesUnder(root, path))) {
    const bytes = readFileSync(join(root, file))
    hash.update(`${file}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}

/** @returns {string} what the app shows in Settings: version and the first 10 digits of the hash. */
export function buildId(root) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return `${version}+${sourceHash(root).slice(0, 10)}`
}

function filesUnder(root, path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (!statSync(full).isDirectory()) return [path]
  return readdirSync(full)
    .filter((name) => name !== '.DS_Store')
    .sort()
    .flatMap((name) => filesUnder(root, `${path}/${name}`))
}
