// The elements of a collection, a page at a time, whatever its type. Asks the node; knows nothing of the screen.

import type { PolicyId, ScalarView, ValueView } from '../../../worker/rpc/contract.ts'
import type { Engine } from '../../engine/engine.ts'

export interface Element {
  /** Field of a map, or index in an array. */
  readonly name?: ScalarView | number
  readonly value: ScalarView
}

export interface ElementPage {
  readonly elements: readonly Element[]
  readonly more: boolean
}

/** Entries of a queue have no names to go on from: the node gives a place. */
type Page = ElementPage & { readonly next?: string }

export type Collection = Extract<ValueView, { readonly type: 'set' | 'map' | 'array' | 'queue' }>

export const isCollection = (value: ValueView | undefined): value is Collection =>
  value?.type === 'set' || value?.type === 'map' || value?.type === 'array' || value?.type === 'queue'

export const ELEMENTS_A_PAGE = 200

/** At least `count` elements from the first one on, if there are so many. */
export async function readElements(
  engine: Engine,
  at: { readonly policy: PolicyId; readonly key: string },
  type: Collection['type'],
  count: number,
): Promise<ElementPage> {
  const elements: Element[] = []
  for (let next: string | undefined; ;) {
    const page: Page = await readPage(engine, at, type, elements, next)
    elements.push(...page.elements)
    next = page.next
    if (elements.length >= count || !page.more || page.elements.length === 0)
      return { elements, more: page.more }
  }
}

/** The page behind what is there. */
async function readPage(
  engine: Engine,
  at: { readonly policy: PolicyId; readonly key: string },
  type: Collection['type'],
  before: readonly Element[],
  next: string | undefined,
): Promise<Page> {
  const last = before.at(-1)
  const limit = ELEMENTS_A_PAGE
  switch (type) {
    case 'set': {
      const after = last === undefined ? {} : { after: last.value }
      const { members, more } = await engine.call('data.members', { ...at, ...after, limit })
      return { elements: members.map((value) => ({ value })), more }
    }
    case 'map': {
      const after = last === undefined || typeof last.name !== 'object' ? {} : { after: last.name }
      const { fields, more } = await engine.call('data.fields', { ...at, ...after, limit })
      return { elements: fields.map(({ field, value }) => ({ name: field, value })), more }
    }
    case 'array': {
      const from = before.length
      const { items, length } = await engine.call('data.range', { ...at, from, to: from + limit - 1 })
      const elements = items.map((value, i) => ({ name: from + i, value }))
      return { elements, more: from + items.length < length }
    }
    case 'queue': {
      const after = next === undefined ? {} : { after: next }
      const { items, ...rest } = await engine.call('data.queue', { ...at, ...after, limit })
      return { elements: items.map((value) => ({ value })), more: rest.next !== undefined, ...rest }
    }
  }
}
