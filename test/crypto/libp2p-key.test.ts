import type { Libp2p } from '@libp2p/interface'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createDeviceKey } from '../../worker/crypto/device-key.ts'
import { newSeed, wipe } from '../../worker/crypto/seed.ts'
import { createLibsodiumSigner, type OpenSigner, openStoredKey } from '../../worker/crypto/signer.ts'
import { createVerifier } from '../../worker/crypto/verifier.ts'

/** As after a restart: only the key that came back from storage is there. */
async function signerFromStorage(): Promise<OpenSigner> {
  const seed = newSeed()
  const created = await createDeviceKey(seed)
  wipe(seed)
  if (!created.ok) throw new Error(created.reason)
  const opened = await openStoredKey(structuredClone(created.value), await createVerifier())
  if (!opened.ok) throw new Error(opened.reason)
  return opened.value
}

// libp2p reads two globals, when it is imported, that Node 20 lacks.
async function loadLibp2p() {
  if (!('withResolvers' in Promise)) Object.defineProperty(Promise, 'withResolvers', { value: withResolvers })
  const scope: { WebSocket?: unknown } = globalThis
  scope.WebSocket ??= WebSocket
  const [libp2p, webSockets, noise, yamux, identify, ping, peerId, keys] = await Promise.all([
    import('libp2p'),
    import('@libp2p/websockets'),
    import('@libp2p/noise'),
    import('@libp2p/yamux'),
    import('@libp2p/identify'),
    import('@libp2p/ping'),
    import('@libp2p/peer-id'),
    import('@libp2p/crypto/keys'),
  ])
  const { libp2pPrivateKey } = await import('../../worker/crypto/libp2p-key.ts')
  return {
    ...libp2p,
    ...webSockets,
    ...noise,
    ...yamux,
    ...identify,
    ...ping,
    ...peerId,
    ...keys,
    libp2pPrivateKey,
  }
}

function withResolvers() {
  const parts: { resolve?: unknown; reject?: unknown } = {}
  const promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }))
  return { promise, ...parts }
}

type Loaded = Awaited<ReturnType<typeof loadLibp2p>>

describe('an identity as libp2p sees it', () => {
  let lib: Loaded
  const running: Libp2p[] = []

  beforeAll(async () => {
    lib = await loadLibp2p()
  })

  afterAll(async () => {
    for (const node of running) await node.stop()
  })

  async function startNode(signer: OpenSigner) {
    const node = await lib.createLibp2p({
      privateKey: lib.libp2pPrivateKey(signer),
      addresses: { listen: ['/ip4/127.0.0.1/tcp/0/ws'] },
      transports: [lib.webSockets()],
      connectionEncrypters: [lib.noise()],
      streamMuxers: [lib.yamux()],
      services: { identify: lib.identify(), ping: lib.ping() },
    })
    running.push(node)
    return node
  }

  it('is the peer that its public key names', async () => {
    const signer = await signerFromStorage()
    const key = lib.libp2pPrivateKey(signer)
    expect(key.publicKey.equals(lib.publicKeyFromRaw(signer.publicKey))).toBe(true)
    expect(lib.peerIdFromPrivateKey(key).toString()).toBe(
      lib.peerIdFromPublicKey(lib.publicKeyFromRaw(signer.publicKey)).toString(),
    )
    expect(key.equals(lib.libp2pPrivateKey(signer))).toBe(true)
    expect(key.equals(lib.libp2pPrivateKey(await signerFromStorage()))).toBe(false)
    expect(key.equals(undefined)).toBe(false)
  })

  it('signs what libp2p verifies', async () => {
    const key = lib.libp2pPrivateKey(await signerFromStorage())
    const data = new TextEncoder().encode('data')
    const signature = await key.sign(data)
    expect(await key.publicKey.verify(data, signature)).toBe(true)
    expect(await key.publicKey.verify(new Uint8Array(4), signature)).toBe(false)
  })

  it('gives nobody the secret', async () => {
    const key = lib.libp2pPrivateKey(await signerFromStorage())
    expect(() => key.raw).toThrow('cannot be read')
    expect(() => lib.privateKeyToProtobuf(key)).toThrow('cannot be read')
  })

  it('connects two nodes that prove themselves by noise and by a signed peer record', async () => {
    const [aliceSigner, bobSigner] = [await signerFromStorage(), await createLibsodiumSigner(newSeed())]
    const [alice, bob] = [await startNode(aliceSigner), await startNode(bobSigner)]
    const identified = new Promise<void>((resolve) => {
      alice.addEventListener('peer:identify', () => resolve(), { once: true })
    })
    const [address] = bob.getMultiaddrs()
    if (address === undefined) throw new Error('bob does not listen')
    const connection = await alice.dial(address)
    expect(
      connection.remotePeer.equals(lib.peerIdFromPublicKey(lib.publicKeyFromRaw(bobSigner.publicKey))),
    ).toBe(true)
    expect(connection.encryption).toBe('/noise')
    expect(await alice.services.ping.ping(bob.peerId)).toBeGreaterThanOrEqual(0)
    expect(await bob.services.ping.ping(alice.peerId)).toBeGreaterThanOrEqual(0)
    await identified
    expect((await alice.peerStore.get(bob.peerId)).peerRecordEnvelope).toBeInstanceOf(Uint8Array)
  })

  it('is not let in under the name of another', async () => {
    const [mallory, victim] = [await signerFromStorage(), await signerFromStorage()]
    const impostor = await startNode({ ...mallory, publicKey: victim.publicKey })
    const honest = await startNode(await signerFromStorage())
    const [address] = impostor.getMultiaddrs()
    if (address === undefined) throw new Error('the impostor does not listen')
    await expect(honest.dial(address)).rejects.toThrow()
    expect(honest.getConnections()).toEqual([])
  })
})
