// What worker/core may not mention: anything whose answer is not a function of its arguments, or that answers
// later. The simulator replays runs exactly only as long as this list holds.
import ts from 'typescript'
import { lineOf, walk } from './source-file.ts'
import type { SourceFile } from './source-file.ts'

/** Names that reach time, chance, disk, network, locale or another task. */
const IMPURE_NAMES: ReadonlySet<string> = new Set([
  'AbortController',
  'Atomics',
  'Buffer',
  'FinalizationRegistry',
  'Intl',
  'Promise',
  'SharedArrayBuffer',
  'WeakRef',
  'WebSocket',
  'console',
  'crypto',
  'fetch',
  'globalThis',
  'indexedDB',
  'localStorage',
  'navigator',
  'performance',
  'postMessage',
  'process',
  'queueMicrotask',
  'require',
  'self',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'window',
])

const IMPURE_MEMBERS: ReadonlySet<string> = new Set(['Date.now', 'Math.random'])

/** Methods whose answer depends on the locale of the machine. */
const LOCALE_METHODS: ReadonlySet<string> = new Set([
  'localeCompare',
  'toLocaleDateString',
  'toLocaleLowerCase',
  'toLocaleString',
  'toLocaleTimeString',
  'toLocaleUpperCase',
])

/** One line for each thing that doesn't belong into the pure core. */
export function impurities(file: SourceFile): readonly string[] {
  const found: string[] = []
  const own = declaredNames(file)
  walk(file.tree, (node) => {
    const name = impurityOf(node, own)
    if (name !== undefined) found.push(`${file.path}:${lineOf(file, node)} ${name}`)
  })
  return found
}

/** A variable, parameter or function of the file's own hides the global of that name. */
function declaredNames(file: SourceFile): ReadonlySet<string> {
  const names = new Set<string>()
  walk(file.tree, (node) => {
    const declares = ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isFunctionDeclaration(node)
    if (declares && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text)
  })
  return names
}

function impurityOf(node: ts.Node, own: ReadonlySet<string>): string | undefined {
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async'
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined))
    return 'await'
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return 'import()'
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0)
    return 'new Date()'
  if (ts.isPropertyAccessExpression(node)) {
    const member = `${node.expression.getText()}.${node.name.text}`
    if (IMPURE_MEMBERS.has(member)) return member
    if (LOCALE_METHODS.has(node.name.text)) return node.name.text
  }
  if (ts.isIdentifier(node) && IMPURE_NAMES.has(node.text) && !own.has(node.text) && !isMemberName(node)) {
    return node.text
  }
  return undefined
}

/** `x.process`, `{ process: 1 }` and the like name a member of ours, not the global. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  if (ts.isQualifiedName(parent)) return parent.right === node
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isMethodDeclaration(parent)) &&
    parent.name === node
  )
}
