// Installs what the lock names and node_modules lacks. Decides by comparing the lock with the record that npm
// keeps of what it installed, so a finished install costs nothing and a half-finished one is repeated.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runNpm } from './run.mjs'

/** @returns {Promise<boolean>} false when npm failed; npm has said why */
export async function installMissing() {
  const reason = whyInstall()
  if (reason === undefined) return true
  console.log(`Installing the packages of package-lock.json (${reason}); no package script is run.`)
  // dev: the build tools are needed even where NODE_ENV or a user's npm settings leave them out.
  const { code } = await runNpm([
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--loglevel=error',
  ])
  if (code === 0) return true
  console.error(
    `npm ci failed with code ${code}. Is the network reachable? Then try again, or run: npm ci --ignore-scripts`,
  )
  return false
}

/** @returns {string | undefined} undefined when everything is there */
export function whyInstall(root = ROOT) {
  const record = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(record)) return 'nothing is installed yet'
  const wanted = packagesOf(join(root, 'package-lock.json'))
  const present = packagesOf(record)
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.startsWith('node_modules/') || entry.link) continue
    const found = present[path]
    // Optional packages are those of other platforms; npm leaves them out.
    if (found === undefined && !(entry.optional || entry.devOptional)) return `${path.slice(13)} is missing`
    if (found !== undefined && (found.version !== entry.version || found.integrity !== entry.integrity))
      return `${path.slice(13)} is not the locked version`
    if (found !== undefined && !existsSync(join(root, path))) return `${path.slice(13)} is missing`
  }
  return undefined
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
  } catch {
    return {}
  }
}
