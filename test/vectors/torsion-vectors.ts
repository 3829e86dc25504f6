// The edge vectors about points of small order: as a part of A or R, as A or R, and under their second names.

import { Point } from '@noble/ed25519'
import { craft, craftUntil, encode, plain, PRIME, textBytes, torsion, yBytes } from './craft.ts'
import { type EdgeVector, vectorFrom } from './run.ts'

export const torsionVectors = (): readonly EdgeVector[] => [
  ...tornKey(),
  ...tornNonce(),
  ...tornBoth(),
  ...smallOrder(),
  ...secondNames(),
]

const ORDERS_OF_TORSION = [1, 2, 3, 4, 5, 6, 7]

/** A has torsion. The equation holds when k is a multiple of its order; the key is not admitted either way. */
const tornKey = (): EdgeVector[] =>
  ORDERS_OF_TORSION.flatMap((i) =>
    [true, false].map((holds) =>
      vectorFrom(
        `torsion ${i} in A, ${holds ? 'cancelled by k' : 'left over'}`,
        craftUntil({ ...plain(`torn key ${i}`), torsionA: i }, holds, `torn key ${i}`),
        { verify: holds, admit: false },
      ),
    ),
  )

/** R has torsion, A has none: only a cofactored verifier accepts. */
const tornNonce = (): EdgeVector[] =>
  ORDERS_OF_TORSION.map((i) =>
    vectorFrom(
      `torsion ${i} in R`,
      craft({ ...plain(`torn nonce ${i}`), torsionR: i }, textBytes('torn nonce')),
      {
        verify: false,
        admit: true,
      },
    ),
  )

/** Both have torsion: it cancels or not, as k has it. */
const tornBoth = (): EdgeVector[] =>
  ORDERS_OF_TORSION.flatMap((i) =>
    [true, false].map((holds) =>
      vectorFrom(
        `torsion ${i} in A and ${8 - i} in R, ${holds ? 'cancelled' : 'left over'}`,
        craftUntil({ ...plain(`torn both ${i}`), torsionA: i, torsionR: 8 - i }, holds, `torn both ${i}`),
        { verify: holds, admit: false },
      ),
    ),
  )

/** All eight points of small order as A, as R and as both, each with an equation that holds. */
const smallOrder = (): EdgeVector[] =>
  [0, ...ORDERS_OF_TORSION].flatMap((i) => [
    vectorFrom(
      `A of small order ${i}, R honest, equation holds`,
      craftUntil({ ...plain('small A'), a: 0n, torsionA: i }, true, `small A ${i}`),
      { verify: false, admit: false },
    ),
    vectorFrom(
      `A honest, R of small order ${i}`,
      craft({ ...plain('small R'), r: 0n, torsionR: i }, textBytes('small R')),
      { verify: false, admit: true },
    ),
    vectorFrom(
      `A of small order ${i}, R its inverse, S = 0, equation holds`,
      craftUntil({ a: 0n, r: 0n, torsionA: i, torsionR: (8 - i) % 8 }, true, `small both ${i}`),
      { verify: false, admit: false },
    ),
  ])

/** Second names of points: y + p, and the sign bit where x = 0. */
function secondNames(): EdgeVector[] {
  const names: readonly {
    readonly title: string
    readonly bytes: Uint8Array
    readonly torsion: number | undefined
  }[] = [
    { title: 'y = 1 with the sign bit', bytes: yBytes(1n, 1), torsion: 0 },
    { title: 'y = -1 with the sign bit', bytes: yBytes(PRIME - 1n, 1), torsion: 4 },
    { title: 'y = p', bytes: yBytes(PRIME, 0), torsion: torsionNamed(yBytes(0n, 0)) },
    { title: 'y = p with the sign bit', bytes: yBytes(PRIME, 1), torsion: torsionNamed(yBytes(0n, 1)) },
    { title: 'y = p + 1', bytes: yBytes(PRIME + 1n, 0), torsion: 0 },
    { title: 'y = p + 1 with the sign bit', bytes: yBytes(PRIME + 1n, 1), torsion: 0 },
    ...largeYs().map((bytes) => ({ title: `y = p + ${(bytes[0] ?? 0) - 0xed}`, bytes, torsion: undefined })),
  ]
  return names.flatMap(({ title, bytes, torsion: i }) => {
    const known = i ?? 0
    const holds = i !== undefined
    const asKey = { ...plain('second name A'), a: 0n, torsionA: known }
    const asNonce = { ...plain('second name R'), r: 0n, torsionR: known }
    return [
      vectorFrom(
        `A named ${title}`,
        holds
          ? craftUntil(asKey, true, `A ${title}`, { A: bytes })
          : craft(asKey, textBytes(title), { A: bytes }),
        { verify: false, admit: false },
      ),
      vectorFrom(`R named ${title}`, craft(asNonce, textBytes(title), { R: bytes }), {
        verify: false,
        admit: true,
      }),
    ]
  })
}

/** Which multiple of the point of order 8 has this canonical name. */
function torsionNamed(bytes: Uint8Array): number {
  const index = [0, ...ORDERS_OF_TORSION].find((i) => encode(torsion(i)).join() === bytes.join())
  if (index === undefined) throw new Error('not a name of a point of small order')
  return index
}

/** The y from p + 2 to 2^255 - 1 that lie on the curve: their points are of large order. */
const largeYs = (): Uint8Array[] =>
  Array.from({ length: 17 }, (_, i) => yBytes(PRIME + 2n + BigInt(i), 0)).filter((bytes) => {
    try {
      return !Point.fromBytes(bytes, true).isSmallOrder()
    } catch {
      return false
    }
  })

