// The walls of architecture.md: what a folder may import, what the pure core may not mention, how long a file
// may grow. Each detector is first shown a piece of code that must be caught.
import { describe, expect, it } from 'vitest'
import { impurities } from './architecture/purity.ts'
import { castsToAny, defaultExports, importCycles, weakenedTests } from './architecture/shape.ts'
import { importsOf, lineCount, parse, sourcesUnder } from './architecture/source-file.ts'
import type { Import, SourceFile } from './architecture/source-file.ts'

const MAX_LINES = 300
const MAX_TEST_LINES = 400

const core = sourcesUnder('worker/core')
const worker = sourcesUnder('worker')
const page = sourcesUnder('src')
const relay = sourcesUnder('relay')
const scripts = sourcesUnder('scripts')
const tests = sourcesUnder('test')
const product = [...worker, ...page, ...relay, ...scripts]

/** Hashing and the codec: what the core may take from outside. */
const CORE_PACKAGES = [/^hash-wasm$/, /^@noble\/hashes\/[\w.-]+$/]

/** What the page may see of the worker: the contract, plain model types, and pure parts without a node in them. */
const PAGE_SAFE = [
  /^worker\/rpc\/contract(-[\w-]+)?\.ts$/,
  /^worker\/core\/model\//,
  /^worker\/core\/rules\/policy-[\w-]+\.ts$/,
  /^worker\/core\/trust\//,
  /^worker\/console\//,
  /^worker\/network\/rtc\/protocol\.ts$/,
]

/** Screens render view models; these belong behind the engine client. */
const ENGINE_PACKAGES = [
  /^libp2p$/,
  /^@libp2p\//,
  /^@multiformats\//,
  /^idb$/,
  /^@noble\//,
  /^hash-wasm$/,
  /^libsodium/,
  /^@ipld\//,
  /^ws$/,
]

function offenders(files: readonly SourceFile[], isWrong: (found: Import) => boolean): readonly string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter(isWrong)
      .map(({ specifier, line }) => `${file.path}:${line} imports ${specifier}`),
  )
}

const into =
  (...folders: readonly string[]) =>
  ({ target }: Import): boolean =>
    target !== undefined && folders.some((folder) => target.startsWith(`${folder}/`))

const isAny = (text: string, patterns: readonly RegExp[]): boolean =>
  patterns.some((pattern) => pattern.test(text))

describe('the pure core', () => {
  it('mentions no time, chance, disk, network, locale or later', () => {
    expect(core.length).toBeGreaterThan(0)
    expect(core.flatMap(impurities)).toEqual([])
  })

  it('imports nothing from outside but hashing and the codec', () => {
    const wrong = offenders(core, ({ specifier, target }) =>
      target === undefined ? !isAny(specifier, CORE_PACKAGES) : !target.startsWith('worker/core/'),
    )
    expect(wrong).toEqual([])
  })

  it('has no dependency cycle', () => {
    expect(importCycles(core)).toEqual([])
  })
})

describe('walls between the folders', () => {
  it('the page sees only the contract and page-safe parts of the worker', () => {
    // `?worker` and `?worker&url` make an address for a new Worker, and import nothing into the page.
    const wrong = offenders(
      page,
      (found) =>
        into('worker')(found) &&
        !/\?worker(&url)?$/.test(found.specifier) &&
        !isAny(found.target ?? '', PAGE_SAFE),
    )
    expect(wrong).toEqual([])
  })

  it('page-safe parts of the worker draw in nothing else of it', () => {
    const safe = worker.filter(({ path }) => isAny(path, PAGE_SAFE))
    const pure = [...PAGE_SAFE, /^worker\/core\/(limits|input|output)\.ts$/, /^worker\/core\/(codec|rules)\//]
    expect(offenders(safe, ({ target }) => target !== undefined && !isAny(target, pure))).toEqual([])
  })

  it('features, look and screens import no network, storage or crypto library', () => {
    const screens = page.filter(({ path }) => !path.startsWith('src/engine/'))
    const wrong = offenders(screens, ({ specifier }) => isAny(specifier, ENGINE_PACKAGES))
    expect(wrong).toEqual([])
  })

  it('the worker imports nothing of the page or the relay', () => {
    expect(offenders(worker, into('src', 'relay', 'test', 'scripts'))).toEqual([])
    expect(offenders(worker, ({ specifier }) => /^(react|@mantine|zustand|node:)/.test(specifier))).toEqual(
      [],
    )
  })

  it('the relay imports nothing of the core or the page', () => {
    // Result is a plain shape that says nothing of consensus.
    const wrong = offenders(
      relay,
      (found) => into('worker/core', 'src', 'test')(found) && found.target !== 'worker/core/model/result.ts',
    )
    expect(wrong).toEqual([])
  })

  it('nothing that ships imports a test', () => {
    expect(offenders(product, into('test'))).toEqual([])
  })
})

describe('the style of files', () => {
  it(`no source is longer than ${MAX_LINES} lines, no test than ${MAX_TEST_LINES}`, () => {
    const long = (files: readonly SourceFile[], limit: number) =>
      files
        .filter((file) => lineCount(file) > limit)
        .map((file) => `${file.path} has ${lineCount(file)} lines`)
    expect([...long(product, MAX_LINES), ...long(tests, MAX_TEST_LINES)]).toEqual([])
  })

  it('nothing is exported by default', () => {
    expect([...product, ...tests].flatMap(defaultExports)).toEqual([])
  })

  it('file names are kebab-case', () => {
    const odd = [...product, ...tests].filter(
      ({ path }) => !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(path.split('/').at(-1) ?? ''),
    )
    expect(odd.map(({ path }) => path)).toEqual([])
  })

  it('no test is skipped, singled out or only promised', () => {
    expect(tests.flatMap(weakenedTests)).toEqual([])
  })

  it('nothing is cast to any, no check is switched off, nothing is left for later', () => {
    // Built from parts so that this file doesn't name them.
    const marks = new RegExp(
      [
        ['@ts', 'ignore'],
        ['@ts', 'nocheck'],
        ['eslint', 'disable'],
      ]
        .map((p) => p.join('-'))
        .join('|'),
    )
    const later = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`)
    const marked = [...product, ...tests].filter(({ text }) => marks.test(text) || later.test(text))
    expect(marked.map(({ path }) => path)).toEqual([])
    expect([...product, ...tests].flatMap(castsToAny)).toEqual([])
  })
})

describe('the detectors themselves', () => {
  const see = (text: string, path = 'worker/core/x.ts') => parse(path, text)

  it.each([
    'const a = Date.now()',
    'const a = new Date()',
    'const a = Math.random()',
    'const a = performance.now()',
    'setTimeout(f, 1)',
    'async function f() {}',
    'const f = async () => 1',
    'type A = Promise<number>',
    'fetch(url)',
    'const a = crypto.subtle',
    'indexedDB.open(name)',
    'self.postMessage(a)',
    'const a = { crypto }',
    'const { random } = globalThis.Math',
    'const a = b.localeCompare(c)',
    'await f()',
    'const m = import("./y.ts")',
  ])('catch %s in the core', (text) => {
    expect(impurities(see(text))).not.toEqual([])
  })

  it.each([
    '// Date.now and await are for others',
    'const a = "Promise"',
    'const a = b.fetch',
    'interface A { readonly process: string }',
    'const a = new Date(0)',
    'const f = (self: Node) => self.id',
  ])('let pass %s', (text) => {
    expect(impurities(see(text))).toEqual([])
  })

  it('see every form of import', () => {
    const text = `import a from 'p1'\nimport type { B } from '../b.ts'\nexport * from './c.ts'
      const d = import('./d.ts')\ntype E = import('./e.ts').E\nimport u from './f.ts?worker&url'\n// import 'no'`
    const found = importsOf(see(text)).map(({ target, specifier }) => target ?? specifier)
    const inCore = ['c', 'd', 'e', 'f'].map((name) => `worker/core/${name}.ts`)
    expect(found).toEqual(['p1', 'worker/b.ts', ...inCore])
  })

  it('see default exports, skipped tests, casts and cycles', () => {
    expect(defaultExports(see('export default function f() {}'))).toHaveLength(1)
    expect(defaultExports(see('const a = 1\nexport default a'))).toHaveLength(1)
    expect(defaultExports(see('export { a as default }'))).toHaveLength(1)
    expect(weakenedTests(see('it.skip("x", f); describe.each([1]).only("y", f); list.only()'))).toHaveLength(
      2,
    )
    expect(castsToAny(see('const a = b as any'))).toHaveLength(1)
    const ring = [see(`import './b.ts'`, 'c/a.ts'), see(`import type { A } from './a.ts'`, 'c/b.ts')]
    expect(importCycles(ring)).toEqual(['c/a.ts -> c/b.ts -> c/a.ts'])
  })
})
