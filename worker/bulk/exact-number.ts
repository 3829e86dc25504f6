// Numbers as people's files have them ("+5", "007", "1.50", "1e3") as the one text that SporeDB has for each. Exact: nothing
// passes through a float.

const FORM = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/u
/** More could not be stored anyway, and would only cost. */
const MAX_DIGITS = 400

/** Canonical text, or undefined when it is no number of a sensible size. */
export function exactNumber(text: string): string | undefined {
  const found = FORM.exec(text.trim())
  if (!found) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found
  const shift = Number(exponent)
  const digits = whole + fraction
  const point = whole.length + shift
  if (digits.length > MAX_DIGITS || Math.abs(shift) > MAX_DIGITS) return undefined
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0')
  const at = Math.max(1, point)
  const left = padded.slice(0, at).replace(/^0+(?=\d)/u, '')
  const right = padded.slice(at).replace(/0+$/u, '')
  const number = right === '' ? left : `${left}.${right}`
  return sign === '-' && number !== '0' ? `-${number}` : number
}

/** Exactly as SporeDB writes numbers: what may be taken for one without being told so. A postal code "01234" may not. */
export const isCanonical = (text: string): boolean => text.length <= 66 && exactNumber(text) === text
