// The worker's half of WebRTC against a page that does as the test says, over a real MessageChannel.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PagePort } from '../../worker/network/rtc/page-port.ts'
import { WorkerPeerConnection } from '../../worker/network/rtc/peer-connection.ts'
import type { ChannelInfo, ConnectionSnapshot, ToPage, ToWorker } from '../../worker/network/rtc/protocol.ts'

const CONNECTED: ConnectionSnapshot = {
  connectionState: 'connected',
  iceConnectionState: 'connected',
  iceGatheringState: 'complete',
  signalingState: 'stable',
  localDescription: { type: 'offer', sdp: 'mine' },
  remoteDescription: { type: 'answer', sdp: 'theirs' },
}

let channel: MessageChannel
let said: ToPage[]
let connection: WorkerPeerConnection

beforeEach(() => {
  channel = new MessageChannel()
  said = []
  channel.port2.onmessage = (event: MessageEvent<ToPage>) => said.push(event.data)
  connection = new WorkerPeerConnection(new PagePort(channel.port1), { iceServers: [] })
})
afterEach(() => {
  channel.port1.close()
  channel.port2.close()
})

const reply = (message: ToWorker): void => channel.port2.postMessage(message)
const heard = (type: ToPage['type'], count = 1): Promise<unknown> =>
  expect.poll(() => said.filter((message) => message.type === type).length).toBe(count)
const once = (target: EventTarget, type: string): Promise<Event> =>
  new Promise((resolve) => target.addEventListener(type, resolve, { once: true }))
const idOf = (type: 'open' | 'create-channel'): number => {
  const message = said.find((each) => each.type === type)
  if (message?.type === 'open') return message.connection
  if (message?.type === 'create-channel') return message.channel
  throw new Error(`nothing said about ${type}`)
}
const proxied = (id: number, label: string): ChannelInfo => ({
  mode: 'proxied',
  channel: id,
  label,
  id: 1,
  readyState: 'connecting',
})

describe('a peer connection in a worker', () => {
  test('asks the page, and knows the state that came with the answer', async () => {
    const offer = connection.createOffer()
    await heard('call')
    const call = said.find((message) => message.type === 'call')
    if (call?.type !== 'call') throw new Error('no call')
    reply({
      type: 'answer',
      connection: call.connection,
      call: call.call,
      snapshot: CONNECTED,
      answer: { method: 'createOffer', description: { type: 'offer', sdp: 'v=0' } },
    })
    expect(await offer).toEqual({ type: 'offer', sdp: 'v=0' })
    expect(connection.connectionState).toBe('connected')
    expect(connection.localDescription?.toJSON()).toEqual({ type: 'offer', sdp: 'mine' })
  })

  test('rejects with the name that the page’s error had', async () => {
    const answered = connection
      .setRemoteDescription({ type: 'offer', sdp: 'bad' })
      .catch((error: unknown) => error)
    await heard('call')
    const call = said.find((message) => message.type === 'call')
    if (call?.type !== 'call') throw new Error('no call')
    reply({ type: 'refused', call: call.call, name: 'InvalidAccessError', message: 'bad sdp' })
    expect(await answered).toMatchObject({ name: 'InvalidAccessError', message: 'bad sdp' })
  })

  test('reports candidates and changes of state to handlers and listeners', async () => {
    await heard('open')
    const states: string[] = []
    connection.onconnectionstatechange = () => states.push(connection.connectionState)
    const candidate = once(connection, 'icecandidate')
    reply({ type: 'candidate', connection: idOf('open'), candidate: { candidate: 'c', sdpMid: '0' } })
    expect(await candidate).toMatchObject({ candidate: { candidate: 'c', sdpMid: '0' } })
    const changed = once(connection, 'connectionstatechange')
    reply({ type: 'state', connection: idOf('open'), snapshot: CONNECTED })
    await changed
    expect(states).toEqual(['connected'])
  })

  test('is closed at once, tells the page, and fails its channels', async () => {
    const data = connection.createDataChannel('')
    const closed = once(data, 'close')
    connection.close()
    expect(connection.connectionState).toBe('closed')
    await closed
    expect(data.readyState).toBe('closed')
    await heard('close')
    await expect(connection.createOffer()).rejects.toMatchObject({ name: 'InvalidStateError' })
  })
})

describe('a data channel that comes later', () => {
  test('connects, opens, carries data both ways and counts what is not yet sent', async () => {
    const data = connection.createDataChannel('')
    expect(data.readyState).toBe('connecting')
    expect(() => data.send(new Uint8Array(1))).toThrow()
    await heard('create-channel')
    const id = idOf('create-channel')
    const opened = once(data, 'open')
    reply({ type: 'channel', channel: id, info: proxied(id, '') })
    reply({ type: 'channel-open', channel: id, id: 5 })
    await opened
    expect([data.readyState, data.id]).toEqual(['open', 5])

    const source = Uint8Array.of(1, 2, 3)
    data.send(source.subarray(1))
    expect(data.bufferedAmount).toBe(2)
    expect(source.length).toBe(3)
    await heard('channel-send')
    const low = once(data, 'bufferedamountlow')
    reply({ type: 'channel-sent', channel: id, bytes: 2 })
    await low
    expect(data.bufferedAmount).toBe(0)

    const message = once(data, 'message')
    reply({ type: 'channel-message', channel: id, data: Uint8Array.of(9).buffer })
    expect(new Uint8Array(((await message) as MessageEvent<ArrayBuffer>).data)).toEqual(Uint8Array.of(9))
  })

  test('takes a message that comes before it opens', async () => {
    const data = connection.createDataChannel('')
    const message = once(data, 'message')
    await heard('create-channel')
    const id = idOf('create-channel')
    reply({ type: 'channel', channel: id, info: proxied(id, '') })
    reply({ type: 'channel-message', channel: id, data: 'early' })
    expect(await message).toMatchObject({ data: 'early' })
  })

  test('says error and close when the page could not make it', async () => {
    const data = connection.createDataChannel('')
    const [error, closed] = [once(data, 'error'), once(data, 'close')]
    await heard('create-channel')
    reply({ type: 'channel-refused', channel: idOf('create-channel'), message: 'too many' })
    expect(await error).toMatchObject({ error: { message: 'too many' } })
    await closed
  })

  test('says error also to whom begins to wait after it failed', async () => {
    const data = connection.createDataChannel('init')
    connection.close()
    const error = once(data, 'error')
    data.addEventListener('open', () => undefined)
    expect(await error).toBeInstanceOf(Event)
  })

  test('called init opens even when the other side closed it at once, and closes only after we do', async () => {
    const data = connection.createDataChannel('init')
    const events: string[] = []
    for (const type of ['open', 'close', 'error']) data.addEventListener(type, () => events.push(type))
    await heard('create-channel')
    const id = idOf('create-channel')
    const opened = once(data, 'open')
    reply({ type: 'channel', channel: id, info: proxied(id, 'init') })
    reply({ type: 'channel-closed', channel: id })
    await opened
    expect([data.readyState, events]).toEqual(['open', ['open']])
    const closed = once(data, 'close')
    data.close()
    await closed
    expect(events).toEqual(['open', 'close'])
  })
})
