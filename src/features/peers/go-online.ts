// The user's consent, carried out: makes sure that the relay is on the list, then lets the node dial. Nothing is dialled
// before `network.setOnline`.

import type { Engine } from '../../engine/engine.ts'

export async function goOnlineThrough(engine: Engine, relay: string): Promise<void> {
  const { relays } = await engine.call('network.get', {})
  if (!relays.some((known) => sameOrigin(known.url, relay)))
    await engine.call('network.addRelay', { url: relay })
  await engine.call('network.setOnline', { online: true })
}

function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).host === new URL(b).host
}
