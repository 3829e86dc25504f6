// Keys as a tree: the next level below a prefix, where / : and . separate levels. Found by stepping over whole branches, so
// that a level costs as many steps as it has branches, however many keys are below.

import type { DataCalls } from './data-calls.ts'
import type { Params, Returns } from './contract.ts'
import { MAX_BRANCHES } from './limits.ts'

const SEPARATOR = /[/:.]/u
/** Behind every key of a branch, as keys are ordered. */
const BEHIND = '\uffff'

export async function tree(
  data: Pick<DataCalls, 'keys'>,
  { policy, prefix = '', after, limit }: Params<'data.tree'>,
): Promise<Returns<'data.tree'>> {
  const most = Math.min(Math.max(1, limit ?? MAX_BRANCHES), MAX_BRANCHES)
  const branches: { readonly name: string; readonly leaf: boolean }[] = []
  let behind = after === undefined ? undefined : isBranch(prefix, after) ? after + BEHIND : after
  for (;;) {
    const { keys } = await data.keys({
      policy,
      ...(prefix === '' ? {} : { prefix }),
      ...(behind === undefined ? {} : { after: behind }),
      limit: 1,
    })
    const [key] = keys
    if (key === undefined) return { branches, more: false }
    if (branches.length === most) return { branches, more: true }
    const name = branchOf(prefix, key)
    branches.push({ name, leaf: name === key && !isBranch(prefix, name) })
    behind = isBranch(prefix, name) ? name + BEHIND : name
  }
}

/** Up to and with the next separator behind the prefix, or the whole key. */
export function branchOf(prefix: string, key: string): string {
  const at = key.slice(prefix.length).search(SEPARATOR)
  return at < 0 ? key : key.slice(0, prefix.length + at + 1)
}

const isBranch = (prefix: string, name: string): boolean =>
  name.length > prefix.length && SEPARATOR.test(name.at(-1) ?? '')
