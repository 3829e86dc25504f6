// One sentence for each way in which an invite can be of no use, and what to do next.

import { assertNever } from '../core/model/result.ts'
import type { CallFailure } from '../rpc/contract.ts'
import type { InviteTextFault } from './invite-token.ts'

export type InviteFault =
  | InviteTextFault
  | { readonly type: 'not-text' }
  | { readonly type: 'bad-key' }
  | { readonly type: 'bad-signature' }
  | { readonly type: 'expired'; readonly expiresAt: number }
  | { readonly type: 'own' }

const COPY_AGAIN = 'Copy the whole link again, from its beginning to its end.'
const ASK_ANEW = 'Ask for a new invite.'

export function inviteFailure(fault: InviteFault): CallFailure {
  const bad = (message: string, action: string, where?: number): CallFailure => ({
    code: 'bad-input',
    message,
    action,
    where: where === undefined ? 'text' : String(where),
  })
  switch (fault.type) {
    case 'not-text':
    case 'not-an-invite':
      return bad('This is not an invite: no link or text of one was found in it.', COPY_AGAIN)
    case 'too-long':
      return bad('This is far too long for an invite.', 'Paste only the link.')
    case 'newer-version':
      return bad(
        `This invite was made by a newer version of SporeDB (format ${fault.version}; this one reads 1).`,
        'Reload this app to update it, then open the invite again.',
      )
    case 'foreign-character':
      return bad(
        `This is not a whole invite: ${nameOf(fault.character)} at character ${fault.at} does not belong into one.`,
        COPY_AGAIN,
        fault.at,
      )
    case 'cut-short':
      return bad(`This invite is cut short: it ends at character ${fault.at}.`, COPY_AGAIN, fault.at)
    case 'damaged':
      return bad('This invite was damaged on its way: what it says cannot be read.', COPY_AGAIN)
    case 'bad-key':
      return bad(
        'This invite names a key that nobody can have, so it is damaged or made to deceive.',
        ASK_ANEW,
      )
    case 'bad-signature':
      return bad('The signature does not match: this invite was changed on its way, or is forged.', ASK_ANEW)
    case 'expired':
      return {
        code: 'expired',
        message: `This invite expired on ${dateOf(fault.expiresAt)}.`,
        action: ASK_ANEW,
      }
    case 'own':
      return bad('This is your own invite.', 'Send it to the person whom you want to meet.')
    default:
      return assertNever(fault)
  }
}

/** The same on every device, whatever its language and zone. */
export const dateOf = (time: number): string =>
  Math.abs(time) <= 8.64e15
    ? `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`
    : 'an impossible date'

function nameOf(character: string): string {
  const code = character.charCodeAt(0)
  const isPlain = code > 0x20 && code < 0x7f
  return isPlain ? `“${character}”` : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}
