// Reads of one key at the level asked for: committed, endorsed or certified (RL).

import { tentativeAt } from '../core/rules/tentative.ts'
import type { PolicyState } from '../core/state.ts'
import type { EndorserSaid, ReadFault } from '../host/certified-reads.ts'
import type { Engine } from '../host/engine.ts'
import { withSlots } from '../host/pages.ts'
import type { Store } from '../store/port.ts'
import { CallError, callError } from './call-error.ts'
import type { EndorserAnswer, Params, RecordView } from './contract.ts'
import type { DataCalls } from './data-calls.ts'
import { checkedKey } from './operation-input.ts'
import type { NameOf } from './spore-view.ts'
import { recordView, versionText } from './value-view.ts'

export class LevelCalls {
  readonly #engine: Engine
  readonly #store: Store
  readonly #data: DataCalls
  readonly #nameOf: NameOf

  constructor(engine: Engine, store: Store, data: DataCalls, nameOf: NameOf) {
    this.#engine = engine
    this.#store = store
    this.#data = data
    this.#nameOf = nameOf
  }

  async get(params: Params<'data.get'>): Promise<RecordView> {
    const { level = 'committed' } = params
    if (level === 'committed') return this.#data.get(params)
    const policy = this.#engine.state.policies.get(params.policy)
    if (!policy) throw callError('unknown', 'This policy is not active here.', { where: 'policy' })
    const key = checkedKey(params.key)
    if (level === 'endorsed') return this.#endorsed(policy, key)
    if (level === 'certified') return this.#certified(policy, key)
    throw callError('bad-input', 'A level is committed, endorsed or certified.', { where: 'level' })
  }

  async #endorsed(policy: PolicyState, key: string): Promise<RecordView> {
    const { record, spores } = await withSlots(this.#store, policy, [key], () => tentativeAt(policy, key))
    return { ...recordView(key, record), tentative: spores }
  }

  async #certified(policy: PolicyState, key: string): Promise<RecordView> {
    const result = await this.#engine.certified.read(policy.id, key)
    if (!result) throw callError('unknown', 'This policy is not active here.', { where: 'policy' })
    if (!result.ok) throw this.#fault(result.reason)
    const { record, endorsers } = result.value
    return { ...recordView(key, record), certified: endorsers.map(answerView) }
  }

  #fault(fault: ReadFault): CallError {
    if (fault.type === 'busy')
      return callError('busy', 'Too many certified reads at once. Wait for some of them.')
    const { needed, endorsers } = fault
    const names = (picked: readonly EndorserSaid[]): string =>
      picked.map(({ endorser }) => this.#nameOf(endorser)).join(', ') || 'nobody'
    const agreeing = endorsers.filter(({ agrees }) => agrees)
    const others = endorsers.filter(({ said, agrees }) => typeof said === 'object' && !agrees)
    const silent = endorsers.filter(({ said }) => typeof said !== 'object')
    const message =
      `${needed} endorsers must hold the same as this node. The same: ${names(agreeing)}. ` +
      `Something else: ${names(others)}. No answer: ${names(silent)}.`
    const action =
      fault.type === 'silence'
        ? 'Try again when more endorsers can be reached.'
        : 'Try again in a moment: the key may be changing, or this node may lag.'
    const code = fault.type === 'silence' ? 'unreachable' : 'disagreement'
    return new CallError({ code, message, action, answers: endorsers.map(answerView) })
  }
}

function answerView({ endorser, said, agrees }: EndorserSaid): EndorserAnswer {
  if (typeof said !== 'object') return { endorser, said }
  const { x, c, h } = said
  const version = { x, c, h: c === 0 ? '' : h, text: versionText(x, c, h) }
  return { endorser, said: agrees ? 'same' : 'other', version }
}
