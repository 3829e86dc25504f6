// An invite that was opened and not yet answered. Its secret is in the address's fragment, so it is taken out of the history
// the moment the page starts, and lives in memory only: it survives creating an identity, and not a reload.

import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

const OPENED = /^#invite=/u
/** Longer than any invite; a fragment beyond it is not one. */
const MAX_FRAGMENT = 8_192

const pending = createStore<{ readonly text: string | undefined }>(() => ({ text: undefined }))

export const usePendingInvite = (): string | undefined => useStore(pending, (state) => state.text)
export const openInvite = (text: string): void => pending.setState({ text })
export const forgetInvite = (): void => pending.setState({ text: undefined })

/** The invite in an address and the address without it; undefined when there is none. */
export function splitInvite(href: string): { readonly text: string; readonly rest: string } | undefined {
  const at = href.indexOf('#')
  if (at < 0) return undefined
  const fragment = href.slice(at)
  if (!OPENED.test(fragment)) return undefined
  return { text: fragment.slice(0, MAX_FRAGMENT), rest: href.slice(0, at) }
}

/** Takes an invite out of the address, now and whenever a link is pasted over the open page. */
export function takeInvites(): void {
  const take = (): void => {
    const found = splitInvite(location.href)
    if (found === undefined) return
    history.replaceState(history.state, '', found.rest)
    openInvite(found.text)
  }
  take()
  addEventListener('hashchange', take)
}

/** The link that opens the app with an invite. */
export function inviteLink(origin: string, basePath: string, fragment: string): string {
  const bare = fragment.replace(/^#/u, '')
  return `${origin}${basePath}#${bare.startsWith('invite=') ? bare : `invite=${bare}`}`
}
