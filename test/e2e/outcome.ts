// What became of spores, as the nodes of a test show it.

import type { SporeView } from '../../worker/rpc/contract.ts'
import type { TestNode } from './test-node.ts'
import { until } from './until.ts'

export const isDecided = ({ stage, executed }: SporeView): boolean =>
  stage === 'aborted' || stage === 'dead' || (stage === 'committed' && executed)

/** All have spoken, and neither outcome has its quorum: such a spore waits for the fallback of later versions. */
export const isSplit = ({ stage, votes }: SporeView): boolean =>
  stage === 'submitted' && votes.every(({ vote }) => vote !== 'silent')

/**
 * What is decided anywhere is decided everywhere, and what is not is split, as some node knows: the others may have missed a
 * HOLD, which is advice and is not repeated. A node that was away lists fewer spores; it forgot the details of old ones.
 */
export const settled = (
  nodes: readonly TestNode[],
  inspect: (node: TestNode) => Promise<unknown> = () => Promise.resolve(undefined),
): Promise<true> => {
  const unsettled = async (): Promise<readonly (readonly string[])[]> => {
    const lists = await Promise.all(nodes.map((node) => node.call('spore.list', { limit: 1_000 })))
    const final = new Set(
      lists
        .flat()
        .filter((spore) => isDecided(spore) || isSplit(spore))
        .map(({ id }) => id),
    )
    const decided = new Set(
      lists
        .flat()
        .filter(isDecided)
        .map(({ id }) => id),
    )
    return lists.map((spores) =>
      spores
        .filter((spore) => !isDecided(spore) && (decided.has(spore.id) || !final.has(spore.id)))
        .map(({ id, stage, explanation }) => `${id.slice(0, 8)} ${stage}: ${explanation}`),
    )
  }
  return until(
    'every spore is decided or split',
    async () => (await unsettled()).every(({ length }) => length === 0),
    {
      explain: async () => ({
        unsettled: await unsettled(),
        inspected: await Promise.all(nodes.map(inspect)),
      }),
    },
  )
}
