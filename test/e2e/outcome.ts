// What became of spores, as far as it can be known while there is no fallback.

import type { SporeView } from '../../worker/rpc/contract.ts'
import type { TestNode } from './test-node.ts'
import { until } from './until.ts'

export const isDecided = ({ stage, executed }: SporeView): boolean =>
  stage === 'aborted' || stage === 'dead' || (stage === 'committed' && executed)

/** All have spoken, and neither outcome has its quorum: such a spore waits for the fallback of later versions. */
export const isSplit = ({ stage, votes }: SporeView): boolean =>
  stage === 'submitted' && votes.every(({ vote }) => vote !== 'silent')

/** Every spore that any of the nodes knows is decided or split on all of them. Returns how many there are. */
export const settled = (
  nodes: readonly TestNode[],
  inspect: (node: TestNode) => Promise<unknown> = () => Promise.resolve(undefined),
): Promise<number> => {
  const lists = (): Promise<(readonly SporeView[])[]> =>
    Promise.all(nodes.map((node) => node.call('spore.list', { limit: 1_000 })))
  return until(
    'every spore is decided or split on every node',
    async () => {
      const all = await lists()
      const known = new Set(all.flat().map(({ id }) => id)).size
      const done = all.every((spores) => spores.length === known && spores.every((each) => isDecided(each) || isSplit(each)))
      return done && known
    },
    {
      explain: async () => ({
        inspected: await Promise.all(nodes.map(inspect)),
        nodes: (await lists()).map((spores) => ({
          count: spores.length,
          open: spores.filter((each) => !isDecided(each) && !isSplit(each)).map(({ explanation }) => explanation),
        })),
      }),
    },
  )
}
