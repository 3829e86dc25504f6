// Who hears what the node did: the listener from outside first, then the writes that follow their spores.

import type { HostListener } from './ports.ts'
import type { Writes } from './writes.ts'

/** Every call is named here, so that none is lost on the way. */
export const tellWritesToo = (listener: HostListener, writes: Writes): Required<HostListener> => ({
  onSpore: (policy, id) => {
    listener.onSpore(policy, id)
    writes.onSpore(policy, id)
  },
  onChanged: (policy, keys) => {
    listener.onChanged(policy, keys)
    writes.onChanged(policy, keys)
  },
  onFeed: (policy) => listener.onFeed?.(policy),
  onWrite: (write) => listener.onWrite?.(write),
  onSilenced: (policy) => {
    listener.onSilenced(policy)
  },
  onAlarm: (policy, message) => {
    listener.onAlarm(policy, message)
  },
  onEvidence: (policy, id) => listener.onEvidence?.(policy, id),
  onHalted: (policy) => listener.onHalted?.(policy),
  onReach: (policy, change, from, to) => listener.onReach?.(policy, change, from, to),
  onStopped: (error) => {
    listener.onStopped(error)
  },
})
