// Frames from peers, on their way to the core: bounded per peer, decoded, judged by admission, signatures verified
// together. Nothing here throws for anything a peer can send; what is of no use is counted.

import { isProven } from '../core/handle/evidence.ts'
import type { Input } from '../core/input.ts'
import type { Evidence } from '../core/model/evidence.ts'
import type { PublicKeyHex } from '../core/model/ids.ts'
import type { Message } from '../core/model/message.ts'
import type { ReadAnswer, ReadQuestion } from '../core/model/read.ts'
import { assertNever } from '../core/model/result.ts'
import type { DropReason } from '../core/output.ts'
import { type Admission, admitBatch, admitBundle, admitCancel } from '../core/rules/admission.ts'
import type { CoreState } from '../core/state.ts'
import type { EvidenceShelf } from './evidence-shelf.ts'
import { FRAMES_PER_TURN, MAX_QUEUED_BYTES_PER_PEER } from './limits.ts'
import type { Decode, Signing } from './ports.ts'

export type IntakeCount =
  DropReason | 'malformed' | 'no-proof' | 'bad-signature' | 'overflow' | 'known' | 'read'

interface Frame {
  readonly from: PublicKeyHex
  readonly bytes: Uint8Array
}

type WithoutTime<Each> = Each extends { readonly now: number } ? Omit<Each, 'now'> : Each
/** An input that still lacks the time at which the core takes it. */
export type UntimedInput = WithoutTime<Input>

/** Where questions of peers about keys go, and answers to our own. */
export interface ReadMessages {
  /** False when it is dropped. */
  asked(from: PublicKeyHex, question: ReadQuestion): boolean
  answered(from: PublicKeyHex, answer: ReadAnswer): void
}

export class Intake {
  readonly counts = new Map<IntakeCount, number>()
  readonly #state: CoreState
  readonly #signing: Signing
  readonly #shelf: Pick<EvidenceShelf, 'judge'>
  readonly #reads: ReadMessages
  readonly #decode: Decode
  #frames: Frame[] = []
  readonly #bytesByPeer = new Map<PublicKeyHex, number>()

  constructor(
    state: CoreState,
    signing: Signing,
    shelf: Pick<EvidenceShelf, 'judge'>,
    reads: ReadMessages,
    decode: Decode,
  ) {
    this.#state = state
    this.#signing = signing
    this.#shelf = shelf
    this.#reads = reads
    this.#decode = decode
  }

  get waiting(): boolean {
    return this.#frames.length > 0
  }

  push(from: PublicKeyHex, bytes: Uint8Array): void {
    const queued = (this.#bytesByPeer.get(from) ?? 0) + bytes.length
    if (queued > MAX_QUEUED_BYTES_PER_PEER) return this.count('overflow')
    this.#bytesByPeer.set(from, queued)
    this.#frames.push({ from, bytes })
  }

  /** The next frames as verified inputs, in the order of arrival. */
  async take(): Promise<UntimedInput[]> {
    const frames = this.#frames.splice(0, FRAMES_PER_TURN)
    for (const { from, bytes } of frames) {
      const left = (this.#bytesByPeer.get(from) ?? 0) - bytes.length
      if (left > 0) this.#bytesByPeer.set(from, left)
      else this.#bytesByPeer.delete(from)
    }
    const inputs = await Promise.all(frames.map((frame) => this.#input(frame)))
    return inputs.flat()
  }

  async #input({ from, bytes }: Frame): Promise<UntimedInput[]> {
    const message = this.#decode(bytes)
    if (message) return (await this.judge(from, message)).inputs
    this.count('malformed')
    return []
  }

  /** The inputs in a message, without those that are known or refused; `bad` when a signature or a bound was broken. */
  async judge(
    from: PublicKeyHex,
    message: Message,
  ): Promise<{ readonly inputs: UntimedInput[]; readonly bad: boolean }> {
    switch (message.type) {
      case 'frontier':
        return { inputs: [{ type: 'frontier', from, frontier: message }], bad: false }
      case 'want':
        return { inputs: [{ type: 'want', from, want: message }], bad: false }
      case 'bundle':
        return this.#admit(admitBundle(this.#state, message.bundle), {
          type: 'bundle',
          from,
          bundle: message.bundle,
        })
      case 'batch':
        return this.#admit(admitBatch(this.#state, message.batch), {
          type: 'batch',
          from,
          batch: message.batch,
        })
      case 'evidence':
        return this.#try(message.evidence)
      case 'cancel':
        return this.#admit(admitCancel(this.#state, message.cancel), {
          type: 'cancel',
          from,
          cancel: message.cancel,
        })
      // Reads are no matter of the core: they go past it, and never make it wait.
      case 'read':
        if (!this.#reads.asked(from, message)) this.count('read')
        return { inputs: [], bad: false }
      case 'reading':
        this.#reads.answered(from, message)
        return { inputs: [], bad: false }
      case 'turn':
        return { inputs: [{ ...message, from }], bad: false }
      case 'certificate': {
        const bundles = message.bundles.map((bundle) => this.judge(from, { type: 'bundle', bundle }))
        const batches = message.batches.map((batch) => this.judge(from, { type: 'batch', batch }))
        const parts = await Promise.all([...bundles, ...batches])
        return { inputs: parts.flatMap(({ inputs }) => inputs), bad: parts.some(({ bad }) => bad) }
      }
      default:
        return assertNever(message)
    }
  }

  /** PN-5: known kinds cost nothing; the rest must hold by the policy before a signature is verified. */
  async #try(evidence: Evidence): Promise<{ inputs: UntimedInput[]; bad: boolean }> {
    const policy = this.#state.policies.get(evidence.policy)
    if (!policy || isProven(policy, evidence)) {
      this.count(policy ? 'known' : 'unknown-policy')
      return { inputs: [], bad: false }
    }
    const { valid } = await this.#shelf.judge(policy.record, evidence)
    if (!valid) this.count('no-proof')
    return { inputs: valid ? [{ type: 'evidence', evidence }] : [], bad: !valid }
  }

  async #admit(admission: Admission, input: UntimedInput): Promise<{ inputs: UntimedInput[]; bad: boolean }> {
    if (admission.type === 'known') {
      this.count('known')
      return { inputs: [], bad: false }
    }
    if (admission.type === 'drop') {
      this.count(admission.why)
      return { inputs: [], bad: admission.why === 'not-authorised' }
    }
    const valid = await this.#signing.verify(admission.key, admission.digest, admission.signature)
    if (!valid) this.count('bad-signature')
    return { inputs: valid ? [input] : [], bad: !valid }
  }

  count(what: IntakeCount): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1)
  }
}
