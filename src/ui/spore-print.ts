// The picture of a key, like the print that a mushroom's cap leaves: three rings of dots with threefold symmetry, and a band
// of six colours. Pure, from the key's own bytes, so it is the same everywhere. It helps to recognise a person, and is
// never proof: to verify, people compare fingerprints.

import type { PublicKeyHex } from '../../worker/rpc/contract.ts'

export interface Dot {
  readonly x: number
  readonly y: number
  readonly radius: number
  /** Which of the two inks. */
  readonly ink: 0 | 1
}

export interface SporePrint {
  readonly dots: readonly Dot[]
  /** Hues in degrees of the ground and the two inks. */
  readonly ground: number
  readonly inks: readonly [number, number]
  /** Hues of the band, left to right. */
  readonly band: readonly number[]
}

const RINGS = [9, 17, 25]
const SPOKES = 4
const SYMMETRY = 3

export function sporePrint(key: PublicKeyHex): SporePrint {
  const byte = (at: number): number => Number.parseInt(key.slice(2 * at, 2 * at + 2), 16)
  const hue = (at: number): number => Math.round((byte(at) * 360) / 256)
  const ground = hue(0)
  // The inks keep away from the ground, so that no print is a blot.
  const inks: readonly [number, number] = [
    (ground + 60 + (byte(1) % 100)) % 360,
    (ground + 200 + (byte(2) % 100)) % 360,
  ]
  const dots: Dot[] = []
  for (const [ring, distance] of RINGS.entries())
    for (let spoke = 0; spoke < SPOKES; spoke++) {
      const bits = byte(3 + ring * SPOKES + spoke)
      const radius = [0, 1.6, 2.6, 3.6][bits & 3] ?? 0
      if (radius === 0) continue
      const turn = ring * 0.35 + ((bits >> 3) & 3) * 0.09
      for (let copy = 0; copy < SYMMETRY; copy++) {
        const angle = turn + ((spoke + copy * SPOKES) * 2 * Math.PI) / (SPOKES * SYMMETRY)
        dots.push({
          x: round(32 + distance * Math.cos(angle)),
          y: round(32 + distance * Math.sin(angle)),
          radius,
          ink: (bits & 4) === 0 ? 0 : 1,
        })
      }
    }
  return { dots, ground, inks, band: [15, 16, 17, 18, 19, 20].map(hue) }
}

const round = (value: number): number => Math.round(value * 10) / 10
