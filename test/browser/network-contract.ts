// The contract suite of the transports inside one worker: every node of a case is real, their WebRTC goes through the page.
import { generateKeyPair } from '@libp2p/crypto/keys'
import { installRtc } from '../../worker/network/rtc/install.ts'
import { TRANSPORT_CASES, World } from '../contract/transport.ts'

export interface CaseOutcome {
  readonly title: string
  readonly error: string | null
  readonly ms: number
}

const MAX_WAIT_MS = 25_000

export async function runContract(
  rtc: MessagePort,
  relays: readonly string[],
  only?: string,
): Promise<readonly CaseOutcome[]> {
  installRtc(rtc)
  const { createLibp2pTransport } = await import('../../worker/network/libp2p-transport.ts')
  const outcomes: CaseOutcome[] = []
  for (const { title, run } of TRANSPORT_CASES.filter((each) => only === undefined || each.title === only)) {
    const world = new World({
      relays,
      make: async () => createLibp2pTransport({ privateKey: await generateKeyPair('Ed25519') }),
      until,
    })
    const startedAt = performance.now()
    let error: string | null = null
    try {
      await run(world)
    } catch (cause) {
      error = cause instanceof Error ? cause.message : String(cause)
    }
    await world.close()
    outcomes.push({ title, error, ms: Math.round(performance.now() - startedAt) })
  }
  return outcomes
}

/** Looks again after every turn of the event loop. */
async function until(what: string, condition: () => boolean): Promise<void> {
  const startedAt = performance.now()
  while (!condition()) {
    if (performance.now() - startedAt > MAX_WAIT_MS)
      throw new Error(`did not happen within ${MAX_WAIT_MS} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
