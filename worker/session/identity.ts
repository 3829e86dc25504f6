// The identity of this profile: made once, locked and unlocked, renamed. Its secret lives sealed in the store; only when
// the user asked to stay unlocked is a non-extractable key beside it. No call gives the secret out.

import { bytesToHex } from '../core/codec/hex.ts'
import type { PublicKeyHex } from '../core/model/ids.ts'
import { nameFault } from '../core/model/well-formed-text.ts'
import { fingerprint } from '../crypto/fingerprint.ts'
import { createIdentity, unlockIdentity, type UnlockedIdentity } from '../crypto/identity.ts'
import type { OpenSigner } from '../crypto/signer.ts'
import { openStoredKey } from '../crypto/signer.ts'
import type { Verifier } from '../crypto/verifier.ts'
import { callError } from '../rpc/call-error.ts'
import type { CallFailure, IdentityView } from '../rpc/contract.ts'
import type { Store } from '../store/port.ts'

const IDENTITY = 'identity'
const DEVICE_KEY = 'device-key'
const MAX_NAME_LENGTH = 64

interface StoredIdentity {
  readonly name: string
  readonly publicKey: Uint8Array
  readonly sealed: unknown
}

/** Reason tags of the vault, as sentences. */
const WORDS: Readonly<Record<string, Pick<CallFailure, 'code' | 'message' | 'action'>>> = {
  'empty-passphrase': { code: 'bad-input', message: 'A passphrase is needed.' },
  'long-passphrase': { code: 'bad-input', message: 'This passphrase is too long.' },
  'no-memory': {
    code: 'busy',
    message: 'This device has too little free memory to work on the passphrase.',
    action: 'Close other tabs and try again.',
  },
  'wrong-passphrase': {
    code: 'wrong-passphrase',
    message: 'This is not the passphrase. Nothing was lost.',
    action: 'Try again.',
  },
  damaged: {
    code: 'storage',
    message: 'The stored identity is damaged.',
    action: 'Leave this profile as it is, and do not wipe it.',
  },
  'newer-version': {
    code: 'storage',
    message: 'The stored identity was written by a newer version.',
    action: 'Reload to get that version.',
  },
}

export class IdentityService {
  readonly #store: Store
  readonly #verifier: Verifier
  #stored: StoredIdentity | undefined
  #stays = false
  signer: OpenSigner | undefined

  constructor(store: Store, verifier: Verifier) {
    this.#store = store
    this.#verifier = verifier
  }

  /** Reads what is stored, and unlocks by the device key when there is one. */
  async load(): Promise<void> {
    this.#stored = (await this.#store.getDocument(IDENTITY)) as StoredIdentity | undefined
    const device = this.#stored && (await this.#store.getDocument(DEVICE_KEY))
    if (!device) return
    const opened = await openStoredKey(device, this.#verifier)
    this.#stays = opened.ok
    if (opened.ok && bytesToHex(opened.value.publicKey) === this.key) this.signer = opened.value
  }

  get name(): string {
    return this.#stored?.name ?? ''
  }

  get key(): PublicKeyHex | undefined {
    return this.#stored && (bytesToHex(this.#stored.publicKey) as PublicKeyHex)
  }

  view(): IdentityView {
    const { key } = this
    if (!this.#stored || !key) return { phase: 'none' }
    return {
      phase: this.signer ? 'unlocked' : 'locked',
      name: this.name,
      key,
      fingerprint: fingerprint(this.#stored.publicKey),
      stayUnlocked: this.#stays,
    }
  }

  async create(name: unknown, passphrase: unknown, stay: boolean): Promise<void> {
    if (this.#stored) throw callError('identity-exists', 'This profile already has an identity.')
    const made = await createIdentity(text(passphrase), undefined)
    if (!made.ok) throw callError(...words(made.reason))
    const { sealed, signer } = made.value
    const stored = { name: checkedName(name), publicKey: signer.publicKey, sealed }
    await this.#store.putDocument(IDENTITY, stored)
    this.#stored = stored
    await this.#enter(made.value, stay)
  }

  async unlock(passphrase: unknown, stay: boolean): Promise<void> {
    if (!this.#stored) throw callError('no-identity', 'This profile has no identity yet.')
    if (this.signer) return
    const opened = await unlockIdentity(this.#stored.sealed, text(passphrase))
    if (!opened.ok) throw callError(...words(opened.reason))
    await this.#enter(opened.value, stay)
  }

  async #enter({ signer, deviceKey }: UnlockedIdentity, stay: boolean): Promise<void> {
    this.#stays = false
    if (stay && deviceKey) this.#stays = await this.#keep(deviceKey)
    this.signer = signer
  }

  /** Some browsers sign with such keys but cannot store them: then the passphrase is asked again next time. */
  async #keep(deviceKey: unknown): Promise<boolean> {
    await this.#store.putDocument(DEVICE_KEY, deviceKey)
    return (await openStoredKey(await this.#store.getDocument(DEVICE_KEY), this.#verifier)).ok
  }

  /** Signs no more; what is stored stays as it is. */
  close(): void {
    this.signer?.close()
    this.signer = undefined
  }

  async lock(): Promise<void> {
    this.close()
    this.#stays = false
    await this.#store.deleteDocument(DEVICE_KEY)
  }

  async rename(name: unknown): Promise<void> {
    if (!this.#stored) throw callError('no-identity', 'This profile has no identity yet.')
    const stored = { ...this.#stored, name: checkedName(name) }
    await this.#store.putDocument(IDENTITY, stored)
    this.#stored = stored
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const words = (reason: string): [CallFailure['code'], string, Pick<CallFailure, 'action'>] => {
  const found = WORDS[reason] ?? { code: 'storage', message: `The identity cannot be used: ${reason}.` }
  return [found.code, found.message, found.action === undefined ? {} : { action: found.action }]
}

function checkedName(name: unknown): string {
  const fault = nameFault(name, MAX_NAME_LENGTH)
  if (fault !== undefined) throw callError('bad-input', `Name: ${fault}`, { where: 'name' })
  return name as string
}
