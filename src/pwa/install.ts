// Whether the browser offers to install the app. The browser tells once; whoever asks later gets what it told.

import { useSyncExternalStore } from 'react'

/** Chromium's event, which the DOM typings do not have. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<unknown>
}

let offered: InstallPromptEvent | undefined
const listeners = new Set<() => void>()

function set(event: InstallPromptEvent | undefined): void {
  offered = event
  for (const listener of listeners) listener()
}

export function listenForInstall(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    set(event as InstallPromptEvent)
  })
  addEventListener('appinstalled', () => set(undefined))
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const isInstalled = (): boolean => matchMedia('(display-mode: standalone)').matches

/** Asks the browser to install; undefined where it does not offer to. */
export function useInstall(): (() => void) | undefined {
  const event = useSyncExternalStore(subscribe, () => offered)
  if (event === undefined) return undefined
  return () => {
    void event.prompt()
    set(undefined)
  }
}
