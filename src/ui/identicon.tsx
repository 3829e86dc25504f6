// The picture of a key beside its name. Decoration for the eye: the name beside it is what is read aloud.

import { memo } from 'react'
import type { PublicKeyHex } from '../../worker/rpc/contract.ts'
import { sporePrint } from './spore-print.ts'

export const Identicon = memo(function Identicon({
  of,
  size = 36,
}: {
  readonly of: PublicKeyHex
  readonly size?: number
}) {
  const print = sporePrint(of)
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <rect width="64" height="64" rx="14" fill={`hsl(${print.ground} 34% 20%)`} />
      <circle cx="32" cy="32" r="4" fill={`hsl(${print.inks[0]} 62% 70%)`} />
      {print.dots.map((dot, index) => (
        <circle
          key={index}
          cx={dot.x}
          cy={dot.y}
          r={dot.radius}
          fill={`hsl(${print.inks[dot.ink]} 62% 70%)`}
        />
      ))}
    </svg>
  )
})

export const ColourBand = memo(function ColourBand({ of }: { readonly of: PublicKeyHex }) {
  const { band } = sporePrint(of)
  return (
    <svg
      width="100%"
      height="4"
      viewBox="0 0 6 1"
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {band.map((hue, index) => (
        <rect key={index} x={index} y="0" width="1.02" height="1" fill={`hsl(${hue} 52% 52%)`} />
      ))}
    </svg>
  )
})
