// The few assertions of the contract suites. Not vitest's, because the same cases also run inside a browser page.

export function check(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what)
}

export function same(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [show(actual), show(expected)]
  if (a !== b) throw new Error(`${what}: got ${a}, expected ${b}`)
}

export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('expected a rejection')
}

const show = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => {
    if (part instanceof Uint8Array) return `bytes:${[...part].join(',')}`
    return part === undefined ? 'undefined' : part
  })
