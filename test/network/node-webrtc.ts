// WebRTC in Node with the correction that browsers get from the worker's PendingChannel: without it one dial in five runs into
// @libp2p/webrtc's race on the `init` channel.
import { RTCPeerConnection } from 'node-datachannel/polyfill'
import type { ChannelPort } from '../../worker/network/rtc/page-port.ts'
import { PendingChannel } from '../../worker/network/rtc/pending-channel.ts'

const create = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, 'createDataChannel')?.value as (
  this: unknown,
  label: string,
  init?: RTCDataChannelInit,
) => RTCDataChannel

function createDataChannel(
  this: RTCPeerConnection,
  label: string,
  init?: RTCDataChannelInit,
): RTCDataChannel | PendingChannel {
  const real = create.call(this, label, init)
  if (label !== 'init') return real
  const port: ChannelPort = {
    awaitChannel: (_id, sink) => sink.onChannel({ mode: 'transferred', real }),
    forgetChannel: () => undefined,
    addProxied: () => undefined,
    send: () => undefined,
  }
  const channel = new PendingChannel(port, 0, label)
  this.addEventListener('connectionstatechange', () => {
    if (this.connectionState === 'failed' || this.connectionState === 'closed')
      channel.fail('connection closed')
  })
  return channel
}

Object.defineProperty(RTCPeerConnection.prototype, 'createDataChannel', { value: createDataChannel })
