// Which gossip a node of the memory network has met. The oldest is forgotten first; gossipsub forgets by time.
import { bytesToHex } from '../core/codec/hex.ts'

const MAX_SEEN = 10_000

export class SeenGossip {
  readonly #ids = new Set<string>()

  /** False when it was met before. */
  add(topic: string, data: Uint8Array): boolean {
    const id = `${topic.length}:${topic}:${bytesToHex(data)}`
    if (this.#ids.has(id)) return false
    this.#ids.add(id)
    const oldest = this.#ids.keys().next()
    if (this.#ids.size > MAX_SEEN && oldest.done !== true) this.#ids.delete(oldest.value)
    return true
  }
}
