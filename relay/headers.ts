// The headers of every response. The strictest set that the app works with; each allowance says what needs it.

const POLICY: Readonly<Record<string, string>> = {
  'default-src': "'self'",
  // hash-wasm and libsodium compile WebAssembly; no inline script, no eval, no other origin.
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  // No inline style: the theme is a constructed style sheet, React sets styles through the DOM, and what of Mantine would
  // write a <style> element (its variables, responsive props, scroll lock) is not used. See src/theme/variables.ts.
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'font-src': "'self'",
  'manifest-src': "'self'",
  // Relays are chosen by the user: any host, ws(s) for libp2p and http(s) for its /relay.json.
  'connect-src': "'self' ws: wss: http: https:",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-src': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  // `sporedb` makes the addresses of the two workers (src/engine/trusted.ts); nothing else may make script or HTML.
  'trusted-types': 'sporedb',
}

export const CONTENT_SECURITY_POLICY = Object.entries(POLICY)
  .map(([directive, value]) => `${directive} ${value}`)
  .join('; ')

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
  // The camera reads the QR code of an invite, the clipboard takes one in and out; nothing else.
  'Permissions-Policy':
    'accelerometer=(), autoplay=(), camera=(self), clipboard-read=(self), clipboard-write=(self), display-capture=(), encrypted-media=(), fullscreen=(self), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=()',
}

/** What the relay says about itself is public and may be read by apps that other hosts serve. */
export const PUBLIC_DOCUMENT_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Cache-Control': 'no-store',
  'Content-Type': 'application/json; charset=utf-8',
}

/** Only over https: the browser then never asks by http again. */
export const STRICT_TRANSPORT_SECURITY = 'max-age=31536000'
