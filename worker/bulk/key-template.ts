// "package/{Package}": how a row finds its key.

import { fail, ok, type Result } from '../core/model/result.ts'

export interface KeyTemplate {
  readonly columns: readonly string[]
  fill(valueOf: (column: string) => string): string
}

type Part = { readonly text: string } | { readonly column: string }

export function parseKeyTemplate(template: string): Result<KeyTemplate, string> {
  const parts: Part[] = []
  let text = ''
  for (let at = 0; at < template.length; at++) {
    const sign = template[at]
    if ((sign === '{' || sign === '}') && template[at + 1] === sign) {
      text += template.charAt(at)
      at++
    } else if (sign === '{') {
      const end = template.indexOf('}', at)
      if (end < 0) return fail(`The brace at character ${at + 1} of the key is not closed.`)
      if (text !== '') parts.push({ text })
      text = ''
      parts.push({ column: template.slice(at + 1, end) })
      at = end
    } else if (sign === '}') return fail(`The brace at character ${at + 1} of the key closes nothing.`)
    else text += template.charAt(at)
  }
  if (text !== '') parts.push({ text })
  if (parts.length === 0) return fail('Say what the keys are to be, such as {name}.')
  return ok({
    columns: parts.flatMap((part) => ('column' in part ? [part.column] : [])),
    fill: (valueOf) => parts.map((part) => ('text' in part ? part.text : valueOf(part.column))).join(''),
  })
}

/** So that a column name stands in a template for itself. */
export const columnTemplate = (column: string): string => `{${column}}`
