// Reports that a coordinator may show, byzantine ones included, and everything that a proposal rests on.

import { canApprove, type Tally } from './formable.ts'
import type { Signed } from './universe.ts'
import type { State, World } from './world.ts'
import { commitsAt, coordinatorOf } from '../reference/thresholds.ts'
import type { Accepted, Item } from '../../../worker/core/model/batch.ts'
import type { SporeId } from '../../../worker/core/model/ids.ts'

type Report = Extract<Item, { type: 'RECOVER' }>

export interface ReportSet {
  readonly reports: readonly Signed[]
  /** All that safety may depend on: how many, whether they show an approval, the highest claim, and whether all is known. */
  readonly kind: string
  readonly isSafe: boolean
}

/** With many endorsers only some sets of each composition are looked at: those of one kind have the same effect. */
const MAX_LOOKS = 60

const reportOf = ({ item }: Signed): Report => {
  if (item.type !== 'RECOVER') throw new Error('not a report')
  return item
}

export class ReportSets {
  readonly liars: readonly number[]
  readonly #world: World
  readonly #sets = new Map<string, readonly ReportSet[]>()

  constructor(world: World) {
    this.#world = world
    const { honest, plan } = world
    this.liars = Array.from({ length: plan.n - honest }, (_, i) => honest + i)
  }

  /** Each byzantine endorser reports that it said nothing. */
  lies(spore: number, ballot: number): Signed[] {
    return this.liars.map((liar) => this.#lie(liar, spore, ballot, null))
  }

  #lie(endorser: number, spore: number, ballot: number, accepted: Accepted | null): Signed {
    const report: Report = { type: 'RECOVER', spore: this.#id(spore), ballot, vote: null, accepted, by: null }
    return this.#world.universe.sign(endorser, report)
  }

  #honest(state: State, spore: number, ballot: number, except = -1): Signed[] {
    return state.flatMap(({ node, words }) =>
      node === except ? [] : (words[spore]?.reports.get(ballot) ?? []),
    )
  }

  /** Reports of others for a ballot, the byzantine ones saying nothing of interest. */
  plain(state: State, node: number, spore: number, ballot: number): Signed[] {
    return [...this.#honest(state, spore, ballot, node), ...this.lies(spore, ballot)]
  }

  endorses(state: State, node: number, spore: number): Signed[] {
    const { universe } = this.#world
    const yes: Item = { type: 'ENDORSE', spore: this.#id(spore), freed: [] }
    return [
      ...state.flatMap((each) => (each.node === node ? [] : (each.words[spore]?.endorse ?? []))),
      ...this.liars.map((liar) => universe.sign(liar, yes)),
    ]
  }

  /** Just enough ENDORSEs for this endorser to see the approval. */
  approval(state: State, node: number, spore: number): Signed[] {
    const own = state[node]?.facts[spore]?.vote === 'E' ? 1 : 0
    return this.endorses(state, node, spore).slice(-(this.#world.limits.omega - own))
  }

  /** Sets of reports for a ballot, one of each kind: safe ones, and ones that a right core makes nothing of. */
  sets(state: State, spore: number, ballot: number, tally: Tally): readonly ReportSet[] {
    const { limits, plan } = this.#world
    const honest = this.#honest(state, spore, ballot)
    if (honest.length + plan.f < limits.r - 1) return []
    const approved = canApprove(limits, tally)
    const claims = this.#claims(state, spore, ballot, tally)
    const name = `${spore} ${ballot} ${honest.map(({ id }) => id).join()} ${approved} ${claims
      .map((claim) => claim?.ballot ?? '-')
      .join()}`
    const known = this.#sets.get(name)
    if (known) return known
    const byKind = new Map<string, ReportSet>()
    for (const size of [limits.r, limits.r - 1])
      for (let lies = Math.min(plan.f, size); lies >= 0; lies--) {
        let looked = 0
        for (const chosen of subsets(honest, size - lies)) {
          if (looked++ > MAX_LOOKS) break
          for (const claim of lies === 0 ? [null] : claims) {
            const liars = this.liars.slice(0, lies)
            const reports = [...chosen, ...liars.map((liar) => this.#lie(liar, spore, ballot, claim))]
            const kind = this.#kindOf(reports, approved)
            if (!byKind.has(kind))
              byKind.set(kind, { reports, kind, isSafe: this.#isSafe(ballot, reports, approved) })
          }
        }
      }
    const sets = [...byKind.values()]
    this.#sets.set(name, sets)
    return sets
  }

  propose(coordinator: number, spore: number, ballot: number, reports: readonly Signed[]): Signed {
    const refs = reports.map(({ ref }) => ref)
    return this.#world.universe.sign(coordinator, {
      type: 'PROPOSE',
      spore: this.#id(spore),
      ballot,
      reports: refs,
    })
  }

  /** Everything another endorser has to take in to believe this, without its own words. */
  proof(state: State, node: number, signed: Signed): Signed[] {
    const found = new Set<Signed>()
    this.#collect(state, node, signed, found)
    return [...found].filter(({ endorser }) => endorser !== node)
  }

  #collect(state: State, node: number, signed: Signed, found: Set<Signed>): void {
    if (found.has(signed)) return
    const { item } = signed
    if (item.type === 'PROPOSE') {
      const reports = item.reports.map((ref) => this.#world.universe.find(ref))
      // The reports before what they rest on: whoever hears enough of them has promised the ballot.
      for (const report of reports) found.add(report)
      for (const report of reports) this.#ground(state, node, report, found)
      if (commitsAt(item.ballot)) this.#approve(state, node, item.spore, found)
    } else this.#ground(state, node, signed, found)
    // Behind what it rests on.
    found.delete(signed)
    found.add(signed)
  }

  #ground(state: State, node: number, report: Signed, found: Set<Signed>): void {
    const { accepted, spore } = reportOf(report)
    if (!accepted) return
    if (accepted.just) this.#collect(state, node, this.#world.universe.find(accepted.just), found)
    else this.#approve(state, node, spore, found)
  }

  #approve(state: State, node: number, id: SporeId, found: Set<Signed>): void {
    const spore = this.#world.spores.findIndex((each) => each.id === id)
    for (const each of this.approval(state, node, spore)) found.add(each)
  }

  /** What a liar can claim to have accepted, and prove. */
  #claims(state: State, spore: number, ballot: number, tally: Tally): (Accepted | null)[] {
    const claims: (Accepted | null)[] = [null]
    if (canApprove(this.#world.limits, tally)) claims.push({ ballot: 0, just: null })
    for (let lower = 1; lower < ballot; lower++) {
      const proposal = this.#proposalAt(state, spore, lower, tally)
      if (proposal) claims.push({ ballot: lower, just: proposal.ref })
    }
    return claims
  }

  /** A safe proposal of a ballot: one that was made, or one that a byzantine coordinator can make. */
  #proposalAt(state: State, spore: number, ballot: number, tally: Tally): Signed | undefined {
    const { plan, honest, universe } = this.#world
    const coordinator = coordinatorOf(this.#id(spore), ballot, plan.n)
    if (coordinator < honest) return state[coordinator]?.words[spore]?.proposals.get(ballot)
    for (const { words } of state) {
      const accept = words[spore]?.accepts.get(ballot)
      if (accept?.item.type === 'ACCEPT' && accept.item.just) return universe.find(accept.item.just)
    }
    const safe = this.sets(state, spore, ballot, tally).find(({ isSafe }) => isSafe)
    return safe && this.propose(coordinator, spore, ballot, safe.reports)
  }

  #kindOf(set: readonly Signed[], approved: boolean): string {
    const reports = set.map(reportOf)
    const isApproval = reports.filter(({ vote }) => vote === 'E').length >= this.#world.limits.omega
    const highest = Math.max(-1, ...reports.map(({ accepted }) => accepted?.ballot ?? -1))
    const claim = highest < 0 ? 'no claim' : `claim ${highest}`
    const votes = isApproval ? ' and an approval' : ''
    return `${reports.length} reports, ${claim}${votes}, ${approved ? 'approved' : 'not approved'}`
  }

  /** Safe(w, R) of protocol 3.6, once more. */
  #isSafe(ballot: number, set: readonly Signed[], approved: boolean): boolean {
    const { r, omega } = this.#world.limits
    if (new Set(set.map(({ endorser }) => endorser)).size < r) return false
    const reports = set.map(reportOf)
    const claims = reports.flatMap(({ accepted }) => (accepted ? [accepted.ballot] : []))
    const highest = claims.length === 0 ? undefined : Math.max(...claims)
    if (commitsAt(ballot)) return approved && (highest === undefined || commitsAt(highest))
    if (highest !== undefined) return !commitsAt(highest)
    return reports.filter(({ vote }) => vote === 'E').length < omega
  }

  #id(spore: number): SporeId {
    const id = this.#world.spores[spore]?.id
    if (!id) throw new Error('no such spore')
    return id
  }
}

export function* subsets<Each>(all: readonly Each[], size: number): Iterable<readonly Each[]> {
  if (size === 0) {
    yield []
    return
  }
  if (size < 0 || all.length < size) return
  const [first, ...rest] = all
  if (first === undefined) return
  for (const set of subsets(rest, size - 1)) yield [first, ...set]
  yield* subsets(rest, size)
}
