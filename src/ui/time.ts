// Times in words: "just now", "4 minutes ago", "in 2 hours". Pure; the exact time goes beside it, on hover and for readers.

const STEPS = [
  { ms: 60_000, unit: 'second', size: 1_000 },
  { ms: 3_600_000, unit: 'minute', size: 60_000 },
  { ms: 86_400_000, unit: 'hour', size: 3_600_000 },
  { ms: Infinity, unit: 'day', size: 86_400_000 },
] as const

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'always' })
const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

export function relativeTime(at: number, now: number): string {
  const distance = Math.abs(at - now)
  if (distance < 5_000) return 'just now'
  const step = STEPS.find((each) => distance < each.ms) ?? STEPS[3]
  return RELATIVE.format(Math.sign(at - now) * Math.floor(distance / step.size), step.unit)
}

export const exactTime = (at: number): string => EXACT.format(at)

/** "10 minutes", "1 second", "90 minutes": the largest unit that says it exactly. */
export function durationText(ms: number): string {
  const step = [...STEPS].reverse().find((each) => ms >= each.size && ms % each.size === 0)
  if (step === undefined) return `${ms} ms`
  const count = ms / step.size
  return `${count} ${step.unit}${count === 1 ? '' : 's'}`
}

/** How long a run took: "3 ms", "1.2 s". */
export const tookText = (ms: number): string =>
  ms < 1_000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1_000).toFixed(1)} s`

export function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes / 1_000
  let at = 0
  while (value >= 1_000 && at < units.length - 1) {
    value /= 1_000
    at++
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[at] ?? ''}`
}
