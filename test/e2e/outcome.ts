// What became of spores, as the nodes of a test show it.

import type { SporeView } from '../../worker/rpc/contract.ts'
import type { TestNode } from './test-node.ts'
import { until } from './until.ts'

export const isDecided = ({ stage, executed }: SporeView): boolean =>
  stage === 'aborted' || stage === 'dead' || (stage === 'committed' && executed)

/** Every node has decided every spore that it lists. A node that was away lists fewer: it forgot the details of old ones. */
export const settled = (
  nodes: readonly TestNode[],
  inspect: (node: TestNode) => Promise<unknown> = () => Promise.resolve(undefined),
): Promise<true> => {
  const undecided = async (): Promise<readonly (readonly string[])[]> => {
    const lists = await Promise.all(nodes.map((node) => node.call('spore.list', { limit: 1_000 })))
    return lists.map((spores) =>
      spores
        .filter((spore) => !isDecided(spore))
        .map(({ id, stage, explanation }) => `${id.slice(0, 8)} ${stage}: ${explanation}`),
    )
  }
  return until(
    'every spore is decided',
    async () => (await undecided()).every(({ length }) => length === 0),
    {
      explain: async () => ({
        undecided: await undecided(),
        inspected: await Promise.all(nodes.map(inspect)),
      }),
    },
  )
}
