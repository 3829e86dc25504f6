// One topic a policy. Hands each new message to the worker and passes its verdict to gossipsub, which forwards only what was
// accepted. Bounded: messages that wait for a verdict, and the time they may wait.
import type { GossipSub, GossipsubMessage } from '@libp2p/gossipsub'
import { invariant } from '../core/model/result.ts'
import type { Clock } from './clock.ts'
import {
  MAX_GOSSIP_BYTES,
  MAX_PENDING_VERDICTS,
  MAX_TOPICS,
  MAX_TOPIC_LENGTH,
  VERDICT_TIMEOUT_MS,
} from './limits.ts'
import { peerIdToKey } from './peer-key.ts'
import type { PeerKey, Verdict } from './port.ts'

export type Judge = (topic: string, from: PeerKey, data: Uint8Array) => Promise<Verdict>

export class Gossip {
  readonly #sub: Reporting
  readonly #clock: Clock
  readonly #topics = new Set<string>()
  #judge: Judge | undefined
  #pending = 0
  #ignored = 0

  constructor(sub: GossipSub, clock: Clock) {
    this.#sub = reporting(sub, this.#topics)
    this.#clock = clock
    this.#sub.addEventListener('gossipsub:message', (event) => void this.#receive(event.detail))
  }

  get ignored(): number {
    return this.#ignored
  }

  /** Topics can be subscribed before start; gossipsub itself can do so only afterwards. */
  start(judge: Judge): void {
    this.#judge = judge
    for (const topic of this.#topics) this.#sub.subscribe(topic)
  }

  stop(): void {
    this.#judge = undefined
  }

  subscribe(topic: string): void {
    invariant(topic.length <= MAX_TOPIC_LENGTH && this.#topics.size < MAX_TOPICS, 'topics are few and short')
    this.#topics.add(topic)
    if (this.#judge !== undefined) this.#sub.subscribe(topic)
  }

  unsubscribe(topic: string): void {
    this.#topics.delete(topic)
    if (this.#judge !== undefined) this.#sub.unsubscribe(topic)
  }

  async publish(topic: string, data: Uint8Array): Promise<void> {
    invariant(data.length <= MAX_GOSSIP_BYTES, 'gossip is for certificates, not for bulk')
    if (this.#judge === undefined) return
    await this.#sub.publish(topic, data)
  }

  async #receive({ msg, msgId, propagationSource }: GossipsubMessage): Promise<void> {
    const verdict = await this.#verdict(msg.topic, peerIdToKey(propagationSource), msg.data)
    if (verdict === 'ignore') this.#ignored++
    if (this.#judge !== undefined)
      this.#sub.reportMessageValidationResult(msgId, propagationSource.toString(), verdict)
  }

  async #verdict(topic: string, from: PeerKey | undefined, data: Uint8Array): Promise<Verdict> {
    const judge = this.#judge
    if (judge === undefined || from === undefined || this.#pending >= MAX_PENDING_VERDICTS) return 'ignore'
    this.#pending++
    try {
      return await this.#withTimeout(judge(topic, from, data))
    } catch {
      return 'ignore'
    } finally {
      this.#pending--
    }
  }

  #withTimeout(verdict: Promise<Verdict>): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(VERDICT_TIMEOUT_MS, () => resolve('ignore'))
      verdict.then(resolve, reject).finally(cancel)
    })
  }
}

type Reporting = GossipSub & {
  reportMessageValidationResult(messageId: string, source: string, verdict: Verdict): void
}

/** The method is missing from the public type; and `allowedTopics` is copied at construction, though topics come and go. */
function reporting(sub: GossipSub, topics: Set<string>): Reporting {
  invariant('reportMessageValidationResult' in sub, 'gossipsub can be told verdicts')
  return Object.assign(sub as Reporting, { allowedTopics: topics })
}
