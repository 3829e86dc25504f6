// How sure a read is.

import type { PublicKeyHex } from '../core/model/ids.ts'
import type { VersionView } from './contract-data.ts'

/**
 * 'committed': what this node has executed. 'endorsed': that, with the spores applied that enough endorsers have endorsed and
 * nobody has decided: any of them may still be aborted. 'certified': f+1 endorsers hold the same, so at least one honest one.
 */
export type ReadLevel = 'committed' | 'endorsed' | 'certified'

/** What an endorser said of a key when it was asked. */
export interface EndorserAnswer {
  readonly endorser: PublicKeyHex
  /** 'same' as this node, another version or value, no answer in time, or no link to ask through. */
  readonly said: 'same' | 'other' | 'nothing' | 'unreachable'
  /** Where it answered. */
  readonly version?: VersionView
}
