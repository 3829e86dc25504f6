// The worker half of the network tests: one real transport, driven by commands.
import { generateKeyPair, generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import type { Libp2pTransport } from '../../worker/network/libp2p-transport.ts'
import { installRtc } from '../../worker/network/rtc/install.ts'
import { RequestError, type TransportStatus } from '../../worker/network/port.ts'
import type { CommandMessage, CommandReply, NetworkCommands, Received } from './network-commands.ts'
import { runContract } from './network-contract.ts'

let rtc: MessagePort | undefined
let transport: Libp2pTransport | undefined
let status: TransportStatus | undefined
const received: Received[] = []
const gossip: string[] = []

const running = (): Libp2pTransport => {
  if (transport === undefined) throw new Error('not started')
  return transport
}
const takePort = (): MessagePort => {
  if (rtc === undefined) throw new Error('no port')
  return rtc
}

function frame(number: number, bytes: number): Uint8Array {
  const data = new Uint8Array(Math.max(4, bytes))
  new DataView(data.buffer).setUint32(0, number)
  return data
}

const commands: NetworkCommands = {
  async start(relays, seed) {
    const privateKey =
      seed === undefined
        ? await generateKeyPair('Ed25519')
        : await generateKeyPairFromSeed('Ed25519', new Uint8Array(32).fill(seed))
    installRtc(takePort())
    const { createLibp2pTransport } = await import('../../worker/network/libp2p-transport.ts')
    transport = await createLibp2pTransport({ privateKey })
    transport.setRelays(relays)
    await transport.start({
      onFrame: (from, data) =>
        received.push({
          from,
          number: new DataView(data.buffer, data.byteOffset).getUint32(0),
          bytes: data.length,
        }),
      onPeer: () => undefined,
      onRequest: (_from, _protocol, body) => Promise.resolve(body),
      onGossip: (_topic, _from, data) => {
        gossip.push(new TextDecoder().decode(data))
        return Promise.resolve('accept')
      },
      onStatus: (next) => (status = next),
    })
    return transport.self
  },
  stop: () => running().stop(),
  want: (peers) => running().want(peers),
  send: (to, number, bytes) => running().send(to, frame(number, bytes)),
  async sendMany(to, count, bytes) {
    const startedAt = performance.now()
    for (let number = 0; number < count;) {
      if (running().send(to, frame(number, bytes))) number++
      else await new Promise((resolve) => setTimeout(resolve, 1))
    }
    return performance.now() - startedAt
  },
  received: () => received,
  links: () => running().links(),
  connections: (key) => running().connections(key),
  status: () => status,
  request: async (to, relays, text) =>
    new TextDecoder().decode(await running().request(to, relays, 'echo', new TextEncoder().encode(text))),
  subscribe: (topic) => running().subscribe(topic),
  publish: (topic, text) => running().publish(topic, new TextEncoder().encode(text)),
  gossip: () => gossip,
  contract: (relays, only) => runContract(takePort(), relays, only),
}

async function obey({ id, name, args }: CommandMessage): Promise<CommandReply> {
  try {
    const command = commands[name] as (...given: readonly unknown[]) => unknown
    return { id, ok: true, value: await command(...args) }
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return error instanceof RequestError
      ? { id, ok: false, error: text, failure: error.failure }
      : { id, ok: false, error: text }
  }
}

globalThis.onmessage = ({ data }: MessageEvent<{ rtc: MessagePort } | CommandMessage>) => {
  if ('rtc' in data) rtc = data.rtc
  else void obey(data).then((reply) => globalThis.postMessage(reply))
}
