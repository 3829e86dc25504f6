// One node in one page, driven by the contract. Calls that fail throw with the failure's code in the message.

import type { Page } from 'playwright-core'
import type { FaultCommands, FaultName } from '../browser/node-api.ts'
import type {
  MethodName,
  OperationInput,
  Params,
  PolicyId,
  PublicKeyHex,
  Returns,
  SporeId,
  SporeView,
  ValueView,
} from '../../worker/rpc/contract.ts'
import { until } from './until.ts'

export const PASSPHRASE = 'correct horse battery staple'

export class TestNode {
  readonly name: string
  page: Page
  key = '' as PublicKeyHex

  constructor(name: string, page: Page) {
    this.name = name
    this.page = page
  }

  async call<Name extends MethodName>(method: Name, params: Params<Name>): Promise<Returns<Name>> {
    const outcome = await this.page.evaluate(([name, given]) => globalThis.node.call(name, given as never), [
      method,
      params,
    ] as const)
    if (outcome.ok) return outcome.value
    const { code, message } = outcome.failure
    const report =
      code === 'stopped' ? ` ${JSON.stringify(await this.page.evaluate(() => globalThis.node.boot()))}` : ''
    throw new Error(`${this.name} ${method}: ${code}: ${message}${report}`)
  }

  fault<Name extends FaultName>(
    name: Name,
    ...args: Parameters<FaultCommands[Name]>
  ): Promise<ReturnType<FaultCommands[Name]>> {
    return this.page.evaluate(([command, given]) => globalThis.node.fault(command, ...(given as never)), [
      name,
      args,
    ] as const) as Promise<ReturnType<FaultCommands[Name]>>
  }

  /** Waits until the page has a running engine. */
  async running(): Promise<void> {
    const boot = (): Promise<string> =>
      this.page.evaluate(() => ('node' in globalThis ? JSON.stringify(node.boot()) : 'loading'))
    await until(`${this.name} runs`, async () => (await boot()).includes('"running"'), { explain: boot })
  }

  async create(stayUnlocked = false): Promise<void> {
    const { key } = await this.call('identity.create', {
      name: this.name,
      passphrase: PASSPHRASE,
      stayUnlocked,
    })
    this.key = key ?? this.key
  }

  unlock = async (): Promise<void> => {
    await this.call('identity.unlock', { passphrase: PASSPHRASE, stayUnlocked: false })
  }

  async goOnline(): Promise<void> {
    await this.call('network.setOnline', { online: true })
    await until(
      `${this.name} is reachable through the relay`,
      async () => (await this.call('network.get', {})).relays.some(({ state }) => state === 'reserved'),
      { explain: () => this.call('network.get', {}) },
    )
  }

  /** Keys of the peers it has a direct link to. */
  async direct(): Promise<readonly PublicKeyHex[]> {
    const { peers } = await this.call('network.get', {})
    return peers.filter(({ link }) => link === 'direct').map(({ key }) => key)
  }

  async linkedTo(others: readonly TestNode[]): Promise<void> {
    const wanted = others.filter((other) => other !== this)
    await until(
      `${this.name} has direct links to ${wanted.map(({ name }) => name).join(', ')}`,
      async () => {
        const direct = await this.direct()
        return wanted.every(({ key }) => direct.includes(key))
      },
      { explain: () => this.call('network.get', {}) },
    )
  }

  async submit(
    policy: PolicyId,
    operations: readonly OperationInput[],
    timeoutMs?: number,
  ): Promise<SporeId> {
    const input = timeoutMs === undefined ? { policy, operations } : { policy, operations, timeoutMs }
    return (await this.call('data.submit', input)).id
  }

  spore(id: SporeId): Promise<SporeView> {
    return this.call('spore.get', { id })
  }

  async committed(id: SporeId, patienceMs?: number): Promise<SporeView> {
    return until(
      `${this.name} commits ${id.slice(0, 8)}`,
      async () => {
        const spore = await this.spore(id).catch(() => undefined)
        return spore?.stage === 'committed' && spore.executed && spore
      },
      { ...(patienceMs === undefined ? {} : { patienceMs }), explain: () => this.spore(id).catch(String) },
    )
  }

  async write(policy: PolicyId, ...operations: readonly OperationInput[]): Promise<SporeView> {
    return this.committed(await this.submit(policy, operations))
  }

  async value(policy: PolicyId, key: string): Promise<ValueView | undefined> {
    return (await this.call('data.get', { policy, key })).value
  }

  async members(policy: PolicyId, key: string): Promise<readonly string[]> {
    const { members, more } = await this.call('data.members', { policy, key })
    if (more) throw new Error('more members than one call gives')
    return members.map((member) => (member.type === 'string' ? member.text : JSON.stringify(member)))
  }

  /** Everything a person could compare: every key with its value, version and members. */
  async contents(policy: PolicyId): Promise<Record<string, unknown>> {
    const { keys } = await this.call('data.keys', { policy })
    const found: Record<string, unknown> = {}
    for (const key of keys) {
      const { value, version } = await this.call('data.get', { policy, key })
      found[key] = {
        value,
        version,
        ...(value?.type === 'set' ? { members: await this.members(policy, key) } : {}),
      }
    }
    return found
  }

  /** For whoever reads of a test that failed: what this node holds, and what could keep it from holding more. */
  async report(policy: PolicyId): Promise<unknown> {
    const boot = await this.page.evaluate(() => globalThis.node.boot())
    if (boot.phase !== 'running') return { name: this.name, boot }
    const policies = await this.call('policy.list', {})
    const { online, relays, peers } = await this.call('network.get', {})
    const spores = await this.call('spore.list', { limit: 16 })
    return {
      name: this.name,
      contents: await this.contents(policy),
      policy: policies.filter(({ id }) => id === policy).map((each) => `${each.status}: ${each.statusText}`),
      online,
      relays: relays.map(({ url, state }) => `${url} ${state}`),
      peers: peers.map(
        ({ name, link, since, bytesIn, bytesOut }) =>
          `${name} ${link} for ${Date.now() - since} ms, ${bytesIn} bytes in, ${bytesOut} out`,
      ),
      spores: spores.map(({ id, stage, explanation }) => `${id.slice(0, 8)} ${stage} ${explanation}`),
    }
  }
}

export const set = (key: string, text: string): OperationInput => ({
  op: 'SET',
  key,
  value: { type: 'string', text },
})
export const add = (key: string, number: number): OperationInput => ({
  op: 'ADD',
  key,
  value: { type: 'number', number: String(number) },
})
export const sadd = (key: string, text: string): OperationInput => ({
  op: 'SADD',
  key,
  value: { type: 'string', text },
})
