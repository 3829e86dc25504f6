// Plain exact numbers: an integer and how many of its digits stand behind the point. Never shortened, only when shown.

export interface Amount {
  readonly m: bigint
  readonly s: number
}

const widened = ({ m, s }: Amount, to: number): bigint => m * 10n ** BigInt(to - s)

export const plus = (a: Amount, b: Amount): Amount => {
  const s = Math.max(a.s, b.s)
  return { m: widened(a, s) + widened(b, s), s }
}

export const minus = (a: Amount, { m, s }: Amount): Amount => plus(a, { m: -m, s })

export const times = (a: Amount, b: Amount): Amount => ({ m: a.m * b.m, s: a.s + b.s })

export function textOf({ m, s }: Amount): string {
  const sign = m < 0n ? '-' : ''
  const digits = String(m < 0n ? -m : m).padStart(s + 1, '0')
  const whole = digits.slice(0, digits.length - s)
  const rest = digits.slice(digits.length - s).replace(/0+$/, '')
  return rest === '' ? (whole === '0' ? '0' : sign + whole) : `${sign}${whole}.${rest}`
}

/** Below zero, zero, above. */
export const difference = (a: Amount, b: Amount): bigint => {
  const s = Math.max(a.s, b.s)
  return widened(a, s) - widened(b, s)
}
