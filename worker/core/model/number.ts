// Exact decimal numbers: m · 10^-s with an integer m of any length. Addition and multiplication are exact, so they are
// associative and commutative, and replicas that apply them in any order hold equal bytes (protocol S13).

import { MAX_OPERAND_DIGITS } from '../limits.ts'

export interface Decimal {
  /** All digits as one integer. */
  readonly m: bigint
  /** Decimal places, without trailing zeros in m: every number has one form. */
  readonly s: number
}

export const ZERO: Decimal = { m: 0n, s: 0 }

const FORM = /^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$/

/** Parses canonical text ("12", "-0.5"); undefined for anything else, "-0", "1.50" and "1e3" included. */
export function parseDecimal(text: string): Decimal | undefined {
  if (!FORM.test(text) || text === '-0') return undefined
  const dot = text.indexOf('.')
  if (dot < 0) return { m: BigInt(text), s: 0 }
  return { m: BigInt(text.slice(0, dot) + text.slice(dot + 1)), s: text.length - dot - 1 }
}

export function formatDecimal({ m, s }: Decimal): string {
  if (s === 0) return m.toString()
  const digits = (m < 0n ? -m : m).toString().padStart(s + 1, '0')
  return `${m < 0n ? '-' : ''}${digits.slice(0, -s)}.${digits.slice(-s)}`
}

const normalise = (m: bigint, s: number): Decimal => {
  while (s > 0 && m % 10n === 0n) {
    m /= 10n
    s--
  }
  return { m, s }
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (b.m === 0n) return a
  if (a.s === 0 && b.s === 0) return { m: a.m + b.m, s: 0 }
  const s = Math.max(a.s, b.s)
  return normalise(a.m * 10n ** BigInt(s - a.s) + b.m * 10n ** BigInt(s - b.s), s)
}

export const multiplyDecimals = (a: Decimal, b: Decimal): Decimal => normalise(a.m * b.m, a.s + b.s)

export const negateDecimal = ({ m, s }: Decimal): Decimal => ({ m: -m, s })

/** Below zero, zero or above, as a is less than, equal to or more than b. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const [left, right] = [a.m * 10n ** BigInt(b.s), b.m * 10n ** BigInt(a.s)]
  return left < right ? -1 : left > right ? 1 : 0
}

export const digitsOf = ({ m }: Decimal): number => (m < 0n ? -m : m).toString().length

/** An operand from a spore: bounded before it becomes a big integer, so that parsing costs are bounded too. */
export const parseOperand = (text: string): Decimal | undefined => {
  if (text.length > MAX_OPERAND_DIGITS + 2) return undefined
  const number = parseDecimal(text)
  return number && digitsOf(number) <= MAX_OPERAND_DIGITS ? number : undefined
}
