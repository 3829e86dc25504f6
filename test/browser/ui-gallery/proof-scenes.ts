// Proofs of spores: made, and verified when they hold, hold for a policy nobody here knows, and do not hold.
import type { EngineState } from '../../../src/engine/store.ts'
import { proofText } from '../../../src/features/proofs/proof-text.ts'
import { PROOFS } from '../../../src/features/proofs/strings.ts'
import type { PolicyId, ProofVerdict, ProvenView } from '../../../worker/rpc/contract.ts'
import { hexOf, idOf, keyOf, ORCHARD_ID } from './sample-data.ts'
import type { Scene } from './scenes.ts'

export const PROVEN: ProvenView = {
  policy: ORCHARD_ID,
  policyName: 'orchard',
  policyKnown: true,
  spore: idOf('set'),
  emitter: keyOf('alice'),
  emitterName: 'you',
  decision: 'committed',
  by: null,
  endorsers: ['alice', 'bob', 'carol'].map((name) => ({ key: keyOf(name), name })),
  operations: ['SET foo "bar"', 'ADD water/litres 12.5'],
  sentence: 'The spore was committed: 3 of 4 endorsers signed that they accepted it, 3 are needed.',
}

const VERDICTS: readonly ProofVerdict[] = [
  { valid: true, proven: PROVEN },
  {
    valid: true,
    proven: {
      ...PROVEN,
      policy: hexOf('policy far away') as PolicyId,
      policyName: 'the garden across the road',
      policyKnown: false,
      decision: 'dead',
      by: idOf('dead'),
      emitterName: 'erin',
      sentence: 'The spore can never be committed: another one that replaces the same version was committed.',
    },
  },
  {
    valid: false,
    code: 'signature',
    message: 'The signature of endorser carol does not fit the message that it stands under.',
  },
]

/** The sample's first byte chooses the verdict. */
export const sampleVerdict = (proof: Uint8Array): ProofVerdict => VERDICTS[proof[0] ?? 0] ?? VERDICTS[2]!

const sample = (which: number): string => proofText(new Uint8Array(300).fill(17).fill(which, 0, 1))

export function proofScenes(full: Partial<EngineState>): Readonly<Record<string, Scene>> {
  const verified = (which: number): Scene => ({
    route: '/proofs',
    state: full,
    paste: sample(which),
    press: [PROOFS.verify],
  })
  return {
    proofs: { route: '/proofs', state: full },
    'proof-holds': verified(0),
    'proof-of-strangers': verified(1),
    'proof-does-not-hold': verified(2),
    'proof-no-text': { route: '/proofs', state: full, paste: 'What is this?', press: [PROOFS.verify] },
    'spore-proven': { route: `/spores/${idOf('set')}`, state: full, press: [PROOFS.export] },
  }
}
