// Writes statements as they would be typed: what is printed reads back as the same statement.

import type { NumberView, ScalarView } from '../rpc/contract.ts'
import type { Kind, Kinds, ListLiteral, MapLiteral, Parameter } from './commands/parameter.ts'
import { COMMANDS, type Call } from './commands/table.ts'
import { keyToText, quote, scalarToText } from './scalar.ts'
import type { Statement } from './syntax.ts'

export function printStatement(statement: Statement): string {
  switch (statement.type) {
    case 'call':
      return printCall(statement.call)
    case 'block':
      return ['BEGIN', ...statement.statements.map(printStatement), 'COMMIT'].join('\n')
    case 'explained':
      return `EXPLAIN ${printStatement(statement.subject)}`
  }
}

export function printCall({ verb, args }: Call): string {
  const given = args as Readonly<Partial<Record<string, Kinds[Kind]>>>
  const words = COMMANDS[verb].takes.flatMap((parameter: Parameter) => {
    const value = given[parameter.name]
    if (value === undefined) return []
    const text = printArgument(parameter.kind, value)
    return parameter.keyword === undefined ? [text] : [parameter.keyword, text]
  })
  return [verb, ...words].join(' ')
}

/** Words that the next parameter could take for its keyword. */
const isKeywordLike = (text: string): boolean => /^(after|limit|min|max)$/iu.test(text)

function printArgument(kind: Kind, value: Kinds[Kind]): string {
  if (value === null) return 'ABSENT'
  switch (typeof value) {
    case 'number':
      return kind === 'duration' ? `${value}ms` : String(value)
    case 'string':
      if (kind === 'mode' || kind === 'level' || kind === 'command' || kind === 'version') return value
      return isKeywordLike(value) ? quote(value) : keyToText(value)
    default:
      return printValue(value)
  }
}

function printValue(value: ScalarView | NumberView | ListLiteral | MapLiteral): string {
  switch (value.type) {
    case 'list':
      return `[${value.items.map(scalarToText).join(', ')}]`
    case 'map':
      return `{${value.entries.map(([field, each]) => `${scalarToText(field)}: ${scalarToText(each)}`).join(', ')}}`
    default:
      return scalarToText(value)
  }
}
