// A link as a QR code, drawn as one SVG path: dark on white in both schemes, because scanners expect that.

import { encodeQR } from 'qr'
import { memo } from 'react'

const QUIET_ZONE = 3

export const QrCode = memo(function QrCode({
  text,
  label,
}: {
  readonly text: string
  readonly label: string
}) {
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: QUIET_ZONE })
  let path = ''
  for (const [y, row] of rows.entries())
    for (const [x, dark] of row.entries()) if (dark) path += `M${x} ${y}h1v1h-1z`
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      width="100%"
      style={{ maxWidth: '18rem', borderRadius: 8 }}
      shapeRendering="crispEdges"
    >
      <rect width={rows.length} height={rows.length} fill="#fff" />
      <path d={path} fill="#0b110d" />
    </svg>
  )
})
