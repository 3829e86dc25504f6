// P7: an ACCEPT, RECOVER or PROPOSE whose references resolve to signed items that do not justify it. The batches referred to
// are shown whole, since the *first* fitting item is meant: that shows what is missing, too.
//
// Sound: an honest endorser accepts, and claims to have accepted, only proposals of the ballot's coordinator in which every
// report resolved, every claim was justified, and the outcome was safe (BA-5); a coordinator proposes only such (BA-7).
// What is not shown is taken as if it fitted, an approval above all: nobody can show that there was none. So the verdict
// stands whatever else exists.

import type { BatchRef, Item } from '../model/batch.ts'
import type { SignedHeader } from '../model/evidence.ts'
import {
  accusedName,
  check,
  type Check,
  headerOf,
  itemText,
  nameOfEndorser,
  noBodies,
  type Shown,
} from './evidence-shown.ts'
import { coordinatorOf, isSafe } from './safety.ts'

type ItemType<Type extends Item['type']> = Extract<Item, { type: Type }>

export interface ShownBatch {
  readonly header: SignedHeader['header']
  readonly items: readonly Item[]
}

export interface Resolver {
  readonly shown: Pick<Shown, 'record' | 'parameters'>
  /** The batch of this digest; undefined when it is not at hand. */
  batch(digest: string): ShownBatch | undefined
}

export function* justificationRule(shown: Shown): Iterable<Check> {
  const { items, wholes, headers, accused } = shown.evidence
  const [claim] = items
  yield check('one item is shown, and what it refers to', items.length === 1)
  yield noBodies(shown)
  if (!claim) return
  yield check(
    `${accusedName(shown)} said: ${itemText(claim.item)}`,
    headerOf(shown, claim)?.header.endorser === accused,
  )
  const batches = new Map<string, ShownBatch>()
  for (const { header, items: all } of wholes) {
    const at = headers[header]
    if (at) batches.set(at.digest, { header: at.header, items: all })
  }
  const why = whyUnjustified({ shown, batch: (digest) => batches.get(digest) }, claim.item, accused)
  yield check(why ?? 'what it refers to does not justify it', why !== undefined)
}

/** What is wrong with an item of this endorser, whatever else exists; undefined when nothing is, or it is not at hand. */
export function whyUnjustified(resolver: Resolver, item: Item, endorser: number): string | undefined {
  if (item.type === 'PROPOSE') return new Proposals(resolver).whyInvalid(item, endorser)
  const accepted = item.type === 'ACCEPT' ? item : item.type === 'RECOVER' ? item.accepted : undefined
  if (!accepted) return undefined
  if (item.type === 'RECOVER' && accepted.ballot >= item.ballot)
    return `a report for ballot ${item.ballot} cannot hold an ACCEPT of ballot ${accepted.ballot}`
  return accepted.just
    ? new Proposals(resolver).whyUnfit(item.spore, accepted.ballot, accepted.just)
    : undefined
}

/** The parts of a reference fit each other; else it leads nowhere. */
const isOf = ({ header }: ShownBatch, { endorser, seq }: BatchRef): boolean =>
  header.endorser === endorser && header.seq === seq

/** Proposals rest on earlier ones; each is judged once. */
class Proposals {
  readonly #resolver: Resolver
  readonly #judged = new Map<string, string | undefined>()

  constructor(resolver: Resolver) {
    this.#resolver = resolver
  }

  /** What is wrong with the batch as a justification of an ACCEPT in this ballot. */
  whyUnfit(spore: ItemType<'ACCEPT'>['spore'], ballot: number, ref: BatchRef): string | undefined {
    const place = `${ref.endorser}/${ref.seq}/${ref.digest}/${ballot}`
    if (this.#judged.has(place)) return this.#judged.get(place)
    const batch = this.#resolver.batch(ref.digest)
    const proposal = batch?.items.find(
      (item): item is ItemType<'PROPOSE'> =>
        item.type === 'PROPOSE' && item.spore === spore && item.ballot === ballot,
    )
    const why = !batch
      ? undefined
      : proposal && isOf(batch, ref)
        ? this.whyInvalid(proposal, ref.endorser)
        : `the message it refers to proposes nothing for this spore in ballot ${ballot}`
    this.#judged.set(place, why)
    return why
  }

  whyInvalid({ spore, ballot, reports }: ItemType<'PROPOSE'>, endorser: number): string | undefined {
    const { record, parameters } = this.#resolver.shown
    const coordinator = coordinatorOf(spore, ballot, parameters.n)
    if (endorser !== coordinator)
      return `only ${nameOfEndorser({ record }, coordinator)} may propose in ballot ${ballot} of this spore`
    const reporters = new Set(reports.map((ref) => ref.endorser)).size
    if (reporters < reports.length || reporters < parameters.r)
      return `a proposal rests on reports of ${parameters.r} different endorsers`
    const found = reports.map((ref) => this.#report(spore, ballot, ref))
    const wrong = found.find((each) => typeof each === 'string')
    if (wrong !== undefined) return wrong
    const claims = found.flatMap((report, i) => {
      const ref = reports[i]
      return typeof report === 'object' && ref ? [{ ...report, endorser: ref.endorser }] : []
    })
    if (claims.length < reports.length || isSafe(parameters, ballot, claims, true)) return undefined
    return `the reports it rests on do not make ballot ${ballot} safe`
  }

  /** The report that is meant, what is wrong with the reference, or undefined when it is not at hand. */
  #report(
    spore: ItemType<'PROPOSE'>['spore'],
    ballot: number,
    ref: BatchRef,
  ): ItemType<'RECOVER'> | string | undefined {
    const batch = this.#resolver.batch(ref.digest)
    if (!batch) return undefined
    const report = batch.items.find(
      (item): item is ItemType<'RECOVER'> =>
        item.type === 'RECOVER' && item.spore === spore && item.ballot === ballot,
    )
    if (!report || !isOf(batch, ref))
      return `a message it refers to holds no report for ballot ${ballot} by ${nameOfEndorser(this.#resolver.shown, ref.endorser)}`
    const { accepted } = report
    if (!accepted) return report
    if (accepted.ballot >= ballot) return `a report it rests on claims an ACCEPT of ballot ${accepted.ballot}`
    const why = accepted.just ? this.whyUnfit(spore, accepted.ballot, accepted.just) : undefined
    return why === undefined ? report : `a claim in a report it rests on is not justified: ${why}`
  }
}
