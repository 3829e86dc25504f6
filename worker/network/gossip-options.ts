// How gossipsub is set up. Our messages carry their own signatures, so gossipsub signs nothing; it forwards a message only
// after the worker has judged it.
import type { GossipsubOpts, Message } from '@libp2p/gossipsub'
import { sha256 } from '@noble/hashes/sha2.js'
import { MAX_GOSSIP_BUFFER_BYTES, MAX_GOSSIP_BYTES } from './limits.ts'

/** Includes the topic: the default does not, and the same bytes on two topics would pass for one message. */
function messageId(message: Message): Uint8Array {
  const topic = new TextEncoder().encode(message.topic)
  const hash = sha256.create()
  hash.update(Uint8Array.of(topic.length >> 8, topic.length & 255))
  return hash.update(topic).update(message.data).digest()
}

export const gossipOptions: Partial<GossipsubOpts> = {
  globalSignaturePolicy: 'StrictNoSign',
  msgIdFn: messageId,
  asyncValidation: true,
  allowPublishToZeroTopicPeers: true,
  ignoreDuplicatePublishError: true,
  emitSelf: false,
  // Groups are small: the publisher sends to every subscriber that it knows, the mesh covers the rest.
  floodPublish: true,
  runOnLimitedConnection: false,
  maxInboundDataLength: MAX_GOSSIP_BYTES,
  maxOutboundBufferSize: MAX_GOSSIP_BUFFER_BYTES,
  // Everyone behind one relay or one office has one address.
  scoreParams: { IPColocationFactorWeight: 0 },
}
