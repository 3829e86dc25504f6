// Reads source files of the project the way the compiler does, so that comments and strings never count as code.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import ts from 'typescript'

export const ROOT = join(import.meta.dirname, '../..')

export interface SourceFile {
  /** Path from the project's root, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly tree: ts.SourceFile
}

export interface Import {
  /** As written: a package name or a relative path. */
  readonly specifier: string
  /** From the project's root for a relative import (query cut off), else undefined. */
  readonly target: string | undefined
  readonly line: number
}

export function parse(path: string, text: string): SourceFile {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, kind) }
}

/** All sources under the folders, none for a folder that doesn't exist. */
export function sourcesUnder(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap(pathsUnder).map((path) => parse(path, readFileSync(join(ROOT, path), 'utf8')))
}

/** Static, dynamic and type imports, and re-exports. */
export function importsOf(file: SourceFile): readonly Import[] {
  const found: Import[] = []
  walk(file.tree, (node) => {
    const specifier = specifierOf(node)
    if (specifier === undefined) return
    const target = specifier.startsWith('.')
      ? posix.join(dirname(file.path), specifier.replace(/\?.*$/, ''))
      : undefined
    found.push({ specifier, target, line: lineOf(file, node) })
  })
  return found
}

export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, (child) => walk(child, visit))
}

export function lineOf(file: SourceFile, node: ts.Node): number {
  return file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree)).line + 1
}

export function lineCount(file: SourceFile): number {
  return file.text.trimEnd().split('\n').length
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literal(node.moduleSpecifier)
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return literal(node.arguments[0])
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literal(node.argument.literal)
  return undefined
}

function literal(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined
}

function pathsUnder(folder: string): readonly string[] {
  const full = join(ROOT, folder)
  if (statSync(full, { throwIfNoEntry: false })?.isDirectory() !== true) return []
  return readdirSync(full, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.(ts|tsx|mts|mjs)$/.test(path))
    .sort()
}
