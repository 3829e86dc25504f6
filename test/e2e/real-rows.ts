// A real data set that nobody here wrote: the packages that Debian knows of, else the word list of the system, else what the
// packages under node_modules say of themselves. Only its form is changed, never its contents; nothing is made up.

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface RealRows {
  readonly from: string
  /** CSV with the columns key, version, about. */
  readonly csv: string
  readonly rows: number
}

export const LEAST_ROWS = 50_000
const ROOT = join(import.meta.dirname, '../..')

export function realRows(): RealRows {
  for (const source of [debianPackages, wordList, installedFiles]) {
    const found = source()
    if (found !== undefined && found.rows >= LEAST_ROWS) return found
  }
  throw new Error(`no real data set of ${LEAST_ROWS} rows on this machine`)
}

const quoted = (text: string): string => (/[",\r\n]/u.test(text) ? `"${text.replace(/"/gu, '""')}"` : text)

function csvOf(from: string, rows: ReadonlyMap<string, readonly [string, string]>): RealRows {
  const lines = [...rows].map(([key, cells]) => [key, ...cells].map(quoted).join(','))
  return { from, csv: `key,version,about\n${lines.join('\n')}\n`, rows: rows.size }
}

function debianPackages(): RealRows | undefined {
  const known = (): string => {
    try {
      return execFileSync('apt-cache', ['dumpavail'], { encoding: 'utf8', maxBuffer: 512 * 1_048_576 })
    } catch {
      return ''
    }
  }
  let text = known()
  if (text.length < 10_000_000) {
    try {
      execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore', timeout: 60_000 })
      text = known()
    } catch {
      // No Debian, no right to, or no network: the next source.
    }
  }
  const rows = new Map<string, readonly [string, string]>()
  for (const stanza of text.split('\n\n')) {
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.+)$`, 'mu').exec(stanza)?.[1]
    const name = field('Package')
    if (name !== undefined && !rows.has(name))
      rows.set(name, [field('Version') ?? '', field('Description(?:-en)?') ?? ''])
  }
  return csvOf('apt-cache dumpavail', rows)
}

function wordList(): RealRows | undefined {
  const path = '/usr/share/dict/words'
  if (!existsSync(path)) return undefined
  const words = readFileSync(path, 'utf8')
    .split('\n')
    .filter((word) => word !== '')
  return csvOf(path, new Map(words.map((word, i) => [word, [String(i + 1), word.toUpperCase()]])))
}

/** Paths under node_modules, each with the version of its package and what that says of itself. */
function installedFiles(): RealRows | undefined {
  const rows = new Map<string, readonly [string, string]>()
  const modules = join(ROOT, 'node_modules')
  for (const entry of readdirSync(modules, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name).slice(modules.length + 1)
    if (path.length < 400) rows.set(path, ['', entry.name])
  }
  return csvOf('node_modules', rows)
}
