// Which of several independent nodes in this browser a tab is: `?profile=NAME`, each with its own keys and database.
// A name that is not plain is refused rather than repaired: a repaired name would open somebody else's node.

import { fail, ok, type Result } from '../../worker/core/model/result.ts'

const NAME = /^[a-z0-9-]{1,32}$/u

/** '' is the default profile. */
export function readProfile(search: string): Result<string, string> {
  const name = new URLSearchParams(search).get('profile')
  if (name === null || name === '') return ok('')
  if (NAME.test(name)) return ok(name)
  return fail('A profile name has 1 to 32 characters out of a–z, 0–9 and the hyphen')
}

/** The part of the address that must survive every change of page, or a reload would open another node. */
export const profileSearch = (profile: string): string => (profile === '' ? '' : `?profile=${profile}`)

/** Names the lock and the channel that the tabs of one profile share. */
export const profileName = (profile: string): string => `sporedb:${profile === '' ? 'default' : profile}`
