// Creates and unlocks an identity so that nobody else ever holds its seed: it lives from the first line of a function
// here to the last, and is wiped whatever happens in between. Storage belongs to the caller, who keeps `sealed`
// always, and `deviceKey` only when the user asked to stay unlocked on this device.

import { ok, type Result } from '../core/model/result.ts'
import { createDeviceKey, type DeviceKey } from './device-key.ts'
import type { KdfParams } from './kdf.ts'
import type { SealedSecret } from './sealed-secret.ts'
import { newSeed, wipe } from './seed.ts'
import { createSigner, type OpenSigner } from './signer.ts'
import { openSecret, type OpenFault, sealSecret, type SealFault } from './vault.ts'

export interface UnlockedIdentity {
  readonly signer: OpenSigner
  /** Keeps the device unlocked when stored; absent where the browser lacks Ed25519. */
  readonly deviceKey: DeviceKey | undefined
}

export interface NewIdentity extends UnlockedIdentity {
  readonly sealed: SealedSecret
}

export async function createIdentity(
  passphrase: string,
  params?: KdfParams,
): Promise<Result<NewIdentity, SealFault>> {
  const seed = newSeed()
  try {
    const sealed = await sealSecret(seed, passphrase, params)
    return sealed.ok ? ok({ sealed: sealed.value, ...(await unlocked(seed)) }) : sealed
  } finally {
    wipe(seed)
  }
}

export async function unlockIdentity(
  stored: unknown,
  passphrase: string,
): Promise<Result<UnlockedIdentity, OpenFault>> {
  const seed = await openSecret(stored, passphrase)
  if (!seed.ok) return seed
  try {
    return ok(await unlocked(seed.value))
  } finally {
    wipe(seed.value)
  }
}

async function unlocked(seed: Uint8Array): Promise<UnlockedIdentity> {
  const deviceKey = await createDeviceKey(seed)
  return { signer: await createSigner(seed), deviceKey: deviceKey.ok ? deviceKey.value : undefined }
}
