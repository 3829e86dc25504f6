// A verifier is used only after it gave the right verdict on these: an honest signature, the same with another message,
// and two whose R carries torsion, which only a cofactored verifier accepts (such verifiers exist, and a browser's could
// become one with an update). The first two also catch a backend that answers the same whatever it is asked.

import { hexToBytes } from '../core/codec/hex.ts'
import type { Verifier } from './verifier.ts'

interface KnownVerdict {
  readonly publicKey: string
  readonly message: string
  readonly signature: string
  readonly valid: boolean
}

export async function followsTheRule(verifier: Verifier): Promise<boolean> {
  for (const known of KNOWN_VERDICTS) {
    const [publicKey, message, signature] = [known.publicKey, known.message, known.signature].map(hexToBytes)
    if (publicKey === undefined || message === undefined || signature === undefined) return false
    if ((await verifier.verify(publicKey, message, signature)) !== known.valid) return false
  }
  return true
}

export const KNOWN_VERDICTS: readonly KnownVerdict[] = [
  {
    publicKey: '07a467931ff93e80a3b563bab6797348083aa40b1442ce327f3057b06cb5ea06',
    message: '00',
    signature:
      '8d38d88758750d16fa60baa0883e87e51fa1f5911f9bfdd6084227164fc2c5faa4431615a7eb2fd4b7f5a8328539e5916227f0d4314f9149c8aacd42e3ff2e0c',
    valid: true,
  },
  {
    publicKey: '07a467931ff93e80a3b563bab6797348083aa40b1442ce327f3057b06cb5ea06',
    message: '01',
    signature:
      '8d38d88758750d16fa60baa0883e87e51fa1f5911f9bfdd6084227164fc2c5faa4431615a7eb2fd4b7f5a8328539e5916227f0d4314f9149c8aacd42e3ff2e0c',
    valid: false,
  },
  {
    publicKey: 'bd7caa399e8907f0a318282aad50387d8208b99512ef592ee363eaab86c4ad96',
    message: '746f726e206e6f6e6365',
    signature:
      '834c6471dde3e704ebbfd6d19e11063b72b5c94c1ffd76e6de927aee46a80d74a486887c6ee3cb231892eaadd21326eb296192595827752dd08d091775b29b03',
    valid: false,
  },
  {
    publicKey: '87bd0c5ead08bc967ae96107bbf71698bd8dbc5031c7ae6b8390bd6caa4bc9c2',
    message: '746f726e206e6f6e6365',
    signature:
      '1c99957f9a31e31c03ae8d8191b181ffbcdfdc18de62f3d083570f177ead5158de15eaf7c08dba467410a76c82cddca4c99c0b072493ab6c97c47cfb5c491000',
    valid: false,
  },
]
