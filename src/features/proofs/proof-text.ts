// A proof as text that survives a chat or an e-mail, and back. Pure. What the bytes say is the node's to judge.

/** The same bound as the node's; a longer text is refused before it is decoded. */
export const MAX_PROOF_KB = 394
const PREFIX = 'sporedb-proof:'
const LINE = 76

/** With a word in front that says what it is, in lines that no mail program breaks. */
export function proofText(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  const lines = btoa(binary).match(new RegExp(`.{1,${LINE}}`, 'gu')) ?? []
  return [PREFIX, ...lines].join('\n')
}

/** Undefined when it cannot be the text of a proof. White space and quoting marks of mails do not matter. */
export function parseProofText(text: string): Uint8Array | undefined {
  const plain = text.replaceAll(/[\s>]/gu, '')
  const body = plain.startsWith(PREFIX) ? plain.slice(PREFIX.length) : plain
  if (body === '' || body.length > MAX_PROOF_KB * 1_400 || !/^[A-Za-z0-9+/]+={0,2}$/u.test(body))
    return undefined
  try {
    return Uint8Array.from(atob(body), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

export const proofName = (spore: string): string => `sporedb-proof-${spore.slice(0, 8)}.cbor`
