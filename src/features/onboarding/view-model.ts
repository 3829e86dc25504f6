// What the first screen says about a passphrase and a name. The strength is a hint and never a gate beyond the shortest
// length: a rough count of what an attacker must try, with the commonest habits taken off.

import { ONBOARDING } from './strings.ts'

export const MIN_PASSPHRASE = 8
export const MAX_PASSPHRASE = 1_024
export const MAX_NAME = 64

export interface IdentityForm {
  readonly name: string
  readonly passphrase: string
  readonly repeat: string
}

export type FormFaults = Readonly<Partial<Record<keyof IdentityForm, string>>>

export function checkForm(form: IdentityForm): FormFaults {
  const name = form.name.trim()
  return {
    ...(name === '' ? { name: ONBOARDING.nameMissing } : {}),
    ...(name.length > MAX_NAME ? { name: ONBOARDING.nameLong } : {}),
    ...(form.passphrase.length < MIN_PASSPHRASE ? { passphrase: ONBOARDING.passphraseShort } : {}),
    ...(form.passphrase.length > MAX_PASSPHRASE ? { passphrase: ONBOARDING.passphraseLong } : {}),
    ...(form.repeat === form.passphrase ? {} : { repeat: ONBOARDING.repeatDiffers }),
  }
}

const COMMON = /passwor[dt]|letmein|qwert[yz]|azerty|abc123|iloveyou|welcome|admin|sporedb|12345|11111/iu
/** Bits from which each word of the scale holds; argon2id makes each guess about 300 ms on a machine like this one. */
const SCALE_BITS = [0, 28, 40, 52, 66]

/** 0 (very easy to guess) to 4 (strong). */
export function strength(passphrase: string): 0 | 1 | 2 | 3 | 4 {
  if (passphrase === '') return 0
  const bits = roughBits(passphrase)
  const level = SCALE_BITS.reduce((best, from, at) => (bits >= from ? at : best), 0)
  return Math.min(4, level) as 0 | 1 | 2 | 3 | 4
}

function roughBits(passphrase: string): number {
  const words = passphrase.split(/[\s_-]+/u).filter((word) => /^\p{L}{3,}$/u.test(word))
  // Words are guessed as words: about 12 bits each, however long they are.
  const asWords = words.length >= 3 ? words.length * 12 : Infinity
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/u, /[^\p{L}\d]/u].filter((kind) => kind.test(passphrase)).length
  const distinct = new Set(passphrase).size
  const asCharacters = Math.min(passphrase.length, distinct * 2) * (3 + kinds * 0.75)
  const bits = Math.min(asWords, asCharacters)
  return COMMON.test(passphrase) ? bits / 3 : bits
}
