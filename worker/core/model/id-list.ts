// An immutable list of spore ids that is cheap to extend: lists that grew from one another share one array, of which
// each sees a prefix. A hot counter gains an id per write, and copying its list each time would cost more than the write.

import type { SporeId } from './ids.ts'

export class IdList {
  readonly #shared: SporeId[]
  readonly length: number
  #digest: string | undefined

  private constructor(shared: SporeId[], length: number) {
    this.#shared = shared
    this.length = length
  }

  static readonly EMPTY = new IdList([], 0)
  static of(ids: readonly SporeId[]): IdList {
    return ids.length === 0 ? IdList.EMPTY : new IdList([...ids], ids.length)
  }

  append(id: SporeId): IdList {
    const mayExtend = this.length > 0 && this.#shared.length === this.length
    const shared = mayExtend ? this.#shared : this.toArray()
    shared.push(id)
    return new IdList(shared, this.length + 1)
  }

  toArray(): SporeId[] {
    return this.#shared.slice(0, this.length)
  }

  /** Computed once by `compute` from the sorted ids. */
  digest(compute: (sorted: readonly SporeId[]) => string): string {
    this.#digest ??= compute(this.toArray().sort())
    return this.#digest
  }
}
