// The service worker keeps the app's files for offline use, and a new version waits in it until the person agrees: an update
// never replaces a running node by itself. Registered through the Trusted Types policy, hence not by a library.

import { createStore } from 'zustand/vanilla'
import { trustedScriptUrl } from '../engine/trusted.ts'

export interface PwaState {
  /** The app opens without a network. */
  readonly offlineReady: boolean
  /** A new version has been fetched and waits. */
  readonly update: ServiceWorker | undefined
}

export const pwaStore = createStore<PwaState>(() => ({ offlineReady: false, update: undefined }))

/** How often a page that stays open asks for a new version. */
const CHECK_MS = 3_600_000

export async function registerServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const { serviceWorker } = navigator
  const hadController = serviceWorker.controller !== null
  let reloading = false
  serviceWorker.addEventListener('controllerchange', () => {
    // The first worker takes over silently; a later one means that some tab agreed to update: all tabs reload together.
    if (!hadController || reloading) return
    reloading = true
    location.reload()
  })
  try {
    const registration = await serviceWorker.register(trustedScriptUrl('/sw.js'), { scope: '/' })
    follow(registration)
    setInterval(() => void registration.update().catch(() => undefined), CHECK_MS)
  } catch {
    // No service worker (a private window, a policy): the app works, only not offline. Settings says so.
  }
}

function follow(registration: ServiceWorkerRegistration): void {
  const look = (): void => {
    if (registration.waiting !== null && navigator.serviceWorker.controller !== null)
      pwaStore.setState({ update: registration.waiting })
    if (registration.active !== null) pwaStore.setState({ offlineReady: true })
  }
  const watch = (worker: ServiceWorker | null): void => worker?.addEventListener('statechange', look)
  registration.addEventListener('updatefound', () => watch(registration.installing))
  watch(registration.installing)
  look()
}

/** Lets the waiting version take over; every tab then reloads. */
export function applyUpdate(worker: ServiceWorker): void {
  worker.postMessage({ type: 'SKIP_WAITING' })
}
