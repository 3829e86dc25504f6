// The core's one door: step(state, input) -> outputs. Dispatch only. Synchronous, deterministic, no clock, no chance, no
// disk, no network; the same file runs in the worker, in Node and in the simulator.

import type { Input } from './input.ts'
import { countOwnBatches, receiveBatch, replayBatch, silence } from './handle/batch.ts'
import { receiveBundle, replayBundle, replayBuried } from './handle/bundle.ts'
import { receiveEvidence, replayEvidence, tellReplayed } from './handle/evidence.ts'
import { receiveCancel, withdraw } from './handle/cancel.ts'
import { leaveFuture, setClock } from './handle/clock.ts'
import { flush } from './handle/flush.ts'
import { watch, watchWake } from './handle/pace.ts'
import { addPolicy } from './handle/policy-state.ts'
import { executeCommitted, replayExecuted, settle } from './handle/settle.ts'
import { submit } from './handle/submit.ts'
import { receiveWant } from './handle/serve.ts'
import { raiseWaiting } from './handle/suspicion.ts'
import { greet, peerChanged, receiveFrontier } from './handle/sync.ts'
import { examineAll, nextWake, tick } from './handle/tick.ts'
import { endTurns, forgetTurns, nextTurnEnd, receiveTurn, sayTurn } from './handle/turn.ts'
import { assertNever } from './model/result.ts'
import type { Output } from './output.ts'
import type { CoreState } from './state.ts'

export function step(state: CoreState, input: Input): readonly Output[] {
  state.outputs = []
  if ('now' in input) setClock(state, input.now)
  dispatch(state, input)
  if (!state.replaying) watch(state, input)
  const wake = state.replaying ? Infinity : Math.min(nextWake(state), watchWake(state), nextTurnEnd(state))
  if (wake !== Infinity) state.outputs.push({ type: 'wake', at: wake })
  return state.outputs
}

function dispatch(state: CoreState, input: Input): void {
  switch (input.type) {
    case 'policy':
      return takePolicy(state, input)
    case 'submit':
      return submit(state, input.submission)
    case 'bundle':
      return receiveBundle(state, input.from, input.bundle)
    case 'batch':
      return receiveBatch(state, input.from, input.batch)
    case 'frontier':
      return receiveFrontier(state, input.from, input.frontier)
    case 'evidence':
      return receiveEvidence(state, input.evidence)
    case 'want':
      return receiveWant(state, input.from, input.want)
    case 'withdraw':
      return withdraw(state, input.policy, input.spore)
    case 'cancel':
      return receiveCancel(state, input.from, input.cancel)
    case 'turn':
      return receiveTurn(state, input.from, input.policy, input.turn)
    case 'say-turn':
      return sayTurn(state, input.to, input.policy, input.turn)
    case 'peer':
      if (!input.up) forgetTurns(state, input.key)
      return peerChanged(state, input.key, input.up)
    case 'tick':
      endTurns(state)
      return tick(state)
    case 'flush':
      return flush(state)
    case 'durable':
      return countOwnBatches(state, input.batches)
    case 'replay-bundle':
      return replayBundle(state, input.round, input.bundle)
    case 'replay-batch':
      return replayBatch(state, input.round, input.batch)
    // The time of the round that follows; `step` has taken it.
    case 'replay-time':
      return
    case 'replay-silence': {
      const policy = state.policies.get(input.policy)
      return policy && silence(policy)
    }
    case 'replay-executed':
      return replayExecuted(state, input.policy, input.spores)
    case 'replay-buried':
      return replayBuried(state, input)
    case 'replay-evidence':
      return replayEvidence(state, input.round, input.evidence)
    case 'go-live':
      return goLive(state, input.round)
    default:
      assertNever(input)
  }
}

/** People may have come before the policy; what they told of it then was not understood. */
function takePolicy(state: CoreState, { id, record, pages }: Extract<Input, { type: 'policy' }>): void {
  if (state.policies.has(id)) return
  const policy = addPolicy(state, id, record, pages)
  for (const key of state.peers) greet(state, policy, key)
}

/** The log is replayed: certificates that formed then are acted on now, and unvoted spores are looked at. */
function goLive(state: CoreState, round: number): void {
  state.replaying = false
  state.round = round
  leaveFuture(state)
  for (const policy of state.policies.values()) {
    settle(state, policy, [...policy.open.values()], executeCommitted(state, policy))
    examineAll(state, policy)
    raiseWaiting(state, policy)
    tellReplayed(state, policy)
  }
}
