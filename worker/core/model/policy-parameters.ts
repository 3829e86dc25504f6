// The numbers that follow from n, f and ω (protocol 3.1). Everything in the protocol that counts votes takes its
// thresholds from here; the intersections that safety rests on are asserted for every n ≤ 31 in the tests.

export interface PolicyParameters {
  /** Endorsers. */
  readonly n: number
  /** Faulty endorsers tolerated. */
  readonly f: number
  /** ω, approval quorum: ENDORSEs that make an approval certificate. */
  readonly omega: number
  /** Agreement quorum: ACCEPTs that decide. Any two of them share an honest endorser: q + q > n + f. */
  readonly q: number
  /** Report quorum of the fallback: meets every agreement quorum in an honest endorser: q + r ≥ n + f + 1. */
  readonly r: number
  /** α, REJECTs that exclude an approval certificate for ever: α + ω = n + f + 1. */
  readonly alpha: number
  /** n ≥ 3f + 1. Otherwise "safe-only": nothing unsafe happens, but f silent endorsers can block decisions. */
  readonly live: boolean
}

/** What the parameters are computed from. A policy record has these fields too. */
export interface PolicyShape {
  readonly n: number
  readonly f: number
  readonly quorum: number
}

/** Smallest number of endorsers any two groups of which share at least f + 1, hence an honest one. */
export const agreementQuorum = (n: number, f: number): number => Math.floor((n + f) / 2) + 1

/** Unless the author says otherwise: everybody who is not faulty, and never less than an agreement. */
export const defaultAdminQuorum = (n: number, f: number): number => Math.max(agreementQuorum(n, f), n - f)

/**
 * The formulas of protocol 3.1. With `fast` off (no fast path is built yet, and [H9] makes off the default wherever
 * qF > n) a report quorum need only meet the agreement quorum, so r = n+f+1−q and n − q silent endorsers do no harm.
 * With it on, r also protects fast commits: r = max(n−f, n+f+1−q).
 */
export function policyParameters(
  policy:
    PolicyShape | { readonly endorsers: readonly unknown[]; readonly f: number; readonly quorum: number },
  fast = false,
): PolicyParameters {
  const n = 'endorsers' in policy ? policy.endorsers.length : policy.n
  const { f, quorum: omega } = policy
  const q = agreementQuorum(n, f)
  const meeting = n + f + 1 - q
  return {
    n,
    f,
    omega,
    q,
    r: fast ? Math.max(n - f, meeting) : meeting,
    alpha: n + f - omega + 1,
    live: n >= 3 * f + 1,
  }
}
