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
  /** Fast quorum: ENDORSEs that commit by themselves. Undefined where the policy does not use the fast path. */
  readonly qF: number | undefined
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
  /** Whether ENDORSEs may commit by themselves; off where it is not said. */
  readonly fast?: boolean
}

/** Smallest number of endorsers any two groups of which share at least f + 1, hence an honest one. */
export const agreementQuorum = (n: number, f: number): number => Math.floor((n + f) / 2) + 1

/** Unless the author says otherwise: everybody who is not faulty, and never less than an agreement. */
export const defaultAdminQuorum = (n: number, f: number): number => Math.max(agreementQuorum(n, f), n - f)

/**
 * The fast quorum that these numbers would need: enough ENDORSEs that ω honest ones are in every set of r reports, so
 * that no ballot can abort: qF − f − (n − r) = ω. Undefined where n endorsers are too few for it (rule PO-5).
 */
export function fastQuorum(n: number, f: number, omega: number): number | undefined {
  const qF = omega + f + n - fastReports(n, f)
  return qF <= n ? qF : undefined
}

/** The formulas of protocol 3.1. Of an invalid shape (`fast` against PO-5) they are those with the fast path off. */
export function policyParameters(
  policy:
    | PolicyShape
    | {
        readonly endorsers: readonly unknown[]
        readonly f: number
        readonly quorum: number
        readonly fast: boolean
      },
): PolicyParameters {
  const n = 'endorsers' in policy ? policy.endorsers.length : policy.n
  const { f, quorum: omega } = policy
  const q = agreementQuorum(n, f)
  const qF = policy.fast === true ? fastQuorum(n, f, omega) : undefined
  return {
    n,
    f,
    omega,
    q,
    r: qF === undefined ? meeting(n, f) : fastReports(n, f),
    qF,
    alpha: n + f - omega + 1,
    live: n >= 3 * f + 1,
  }
}

/** Reports need only meet the agreement quorum while the fast path is off: n − q silent endorsers do no harm [H9]. */
const meeting = (n: number, f: number): number => n + f + 1 - agreementQuorum(n, f)

/** With it on, reports protect fast commits too, which is its price. */
const fastReports = (n: number, f: number): number => Math.max(n - f, meeting(n, f))
