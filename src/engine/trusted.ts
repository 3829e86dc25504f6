// The one Trusted Types policy of the app. It admits two kinds of script address, both fixed at build time and of this
// origin: the engine's worker and the service worker. It must never admit HTML, code, or an address that came from data.

interface ScriptPolicy {
  createScriptURL(url: string): unknown
}

interface TrustedTypesFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptPolicy
}

/** File names that a build gives to a worker, and that the dev server gives: nothing else of this origin runs. */
const ADMITTED = [/^\/assets\/main-[\w-]+\.js$/u, /^\/sw\.js$/u, /^\/worker\/main\.ts$/u]

export function admitScript(url: string, origin: string): string {
  const parsed = new URL(url, origin)
  if (parsed.origin === origin && ADMITTED.some((form) => form.test(parsed.pathname))) return parsed.href
  throw new TypeError(`Refused to load a script from ${parsed.origin}${parsed.pathname}`)
}

let policy: ScriptPolicy | undefined

/**
 * The address as the browser wants it for a worker. Where Trusted Types exist this is a TrustedScriptURL, which the DOM
 * typings do not know yet; both kinds are accepted wherever a script address is.
 */
export function trustedScriptUrl(url: string): string {
  const factory = (globalThis as { readonly trustedTypes?: TrustedTypesFactory }).trustedTypes
  const createScriptURL = (text: string): string => admitScript(text, location.origin)
  policy ??= factory?.createPolicy('sporedb', { createScriptURL }) ?? { createScriptURL }
  return policy.createScriptURL(url) as string
}
