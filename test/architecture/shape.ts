// Facts about files that the style rules of the project are checked against.
import ts from 'typescript'
import { importsOf, lineOf, walk } from './source-file.ts'
import type { SourceFile } from './source-file.ts'

/** Lines with a default export of any form. */
export function defaultExports(file: SourceFile): readonly string[] {
  const found: string[] = []
  walk(file.tree, (node) => {
    const isDefault =
      ts.isExportAssignment(node) ||
      (ts.isExportSpecifier(node) && node.name.text === 'default') ||
      (ts.canHaveModifiers(node) &&
        ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true)
    if (isDefault) found.push(`${file.path}:${lineOf(file, node)}`)
  })
  return found
}

const TEST_FUNCTIONS: ReadonlySet<string> = new Set(['it', 'test', 'describe', 'suite', 'bench'])
const WEAKENED: ReadonlySet<string> = new Set(['only', 'skip', 'todo', 'fails'])

/** Tests that are left out, singled out, or only promised. */
export function weakenedTests(file: SourceFile): readonly string[] {
  const found: string[] = []
  walk(file.tree, (node) => {
    if (!ts.isPropertyAccessExpression(node) || !WEAKENED.has(node.name.text)) return
    if (TEST_FUNCTIONS.has(leftmost(node)))
      found.push(`${file.path}:${lineOf(file, node)} .${node.name.text}`)
  })
  return found
}

/** Casts to any, in both spellings. */
export function castsToAny(file: SourceFile): readonly string[] {
  const found: string[] = []
  walk(file.tree, (node) => {
    if (!ts.isAsExpression(node) && !ts.isTypeAssertionExpression(node)) return
    if (node.type.kind === ts.SyntaxKind.AnyKeyword) found.push(`${file.path}:${lineOf(file, node)}`)
  })
  return found
}

/** Every dependency cycle once, as the paths along it; type imports count, for a reader follows them too. */
export function importCycles(files: readonly SourceFile[]): readonly string[] {
  const known = new Set(files.map(({ path }) => path))
  const targets = new Map(
    files.map((file) => [
      file.path,
      importsOf(file)
        .flatMap(({ target }) => target ?? [])
        .filter((t) => known.has(t)),
    ]),
  )
  const cycles: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at !== -1) {
      cycles.push([...trail.slice(at), path].join(' -> '))
      return
    }
    if (done.has(path)) return
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path])
    done.add(path)
  }
  for (const path of known) visit(path, [])
  return cycles
}

function leftmost(node: ts.Expression): string {
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return leftmost(node.expression)
  return ts.isIdentifier(node) ? node.text : ''
}
