// A locked identity leaves nothing of its secret in anything that the browser keeps: neither where a script of the origin
// could read it, nor in the files of the browser's profile.

import { sha512 } from '@noble/hashes/sha2.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bytesToHex, hexToBytes } from '../../worker/core/codec/hex.ts'
import { publicKeyFromSeed } from '../../worker/crypto/seed.ts'
import { type BrowserProcess, launchOn, makeUserFolder, removeUserFolder } from './browser.ts'
import { FAULTY_NODE_PAGE, meet, sharePolicy, World } from './harness.ts'
import { dumpFolder, dumpOrigin, find } from './storage-dump.ts'
import { PASSPHRASE, set, TestNode } from './test-node.ts'
import { until } from './until.ts'

let world: World
let folder: string
let process: BrowserProcess | undefined

beforeAll(async () => {
  world = await World.open()
  folder = await makeUserFolder()
  process = await launchOn(folder)
})
afterAll(async () => {
  await process?.context.close()
  await world?.close()
  await removeUserFolder(folder)
})

/** The worker of the test notes what the random generator gave; the seed is what belongs to the public key. */
async function seedOf(node: TestNode): Promise<Uint8Array> {
  const candidates = (await node.fault('randoms')).map(hexToBytes)
  const seed = candidates.find((each) => bytesToHex(publicKeyFromSeed(each)) === node.key)
  if (seed === undefined) throw new Error('the seed did not come from crypto.getRandomValues')
  return seed
}

test('no part of the seed, of the scalar made from it or of the passphrase is in storage while locked', async () => {
  const alice = await world.newNode('alice', FAULTY_NODE_PAGE, process!.context)
  const bob = await world.newNode('bob', FAULTY_NODE_PAGE, process!.context)
  await meet(alice, bob)
  const policy = await sharePolicy([alice, bob], 0)
  await alice.write(policy, set('some', 'data'))
  await until('the state is written back', async () => (await alice.fault('writeBacks')) > 0)
  const seed = await seedOf(alice)
  await alice.call('identity.lock', {})
  await alice.unlock()
  await alice.write(policy, set('more', 'data'))
  await alice.call('identity.lock', {})

  const { pieces, cryptoKeys } = await dumpOrigin(alice.page)
  expect(cryptoKeys).toEqual([])
  // The search finds what is there: the public key, and the name of a key of the database.
  expect(find(hexToBytes(alice.key), pieces)).not.toEqual([])
  expect(
    find(Buffer.from('shared with'.slice(0, 8)), [{ where: 'a control', text: 'it is shared with bob' }]),
  ).toEqual(['a control'])

  const secrets = { seed, scalar: sha512(seed), passphrase: Buffer.from(PASSPHRASE) }
  for (const [name, secret] of Object.entries(secrets))
    expect({ name, in: find(secret, pieces) }).toEqual({ name, in: [] })

  await process!.context.close()
  process = undefined
  const files = await dumpFolder(folder)
  expect(find(hexToBytes(alice.key), files)).not.toEqual([])
  for (const [name, secret] of Object.entries(secrets))
    expect({ name, in: find(secret, files) }).toEqual({ name, in: [] })
})

// Only what scripts can read: Chromium keeps a stored key in its files as it is, also for a while after it was deleted.
test('after staying unlocked, locking leaves no key in anything that scripts can read', async () => {
  const carol = new TestNode('carol', await world.openPage('carol', FAULTY_NODE_PAGE))
  await carol.running()
  await carol.create(true)
  const seed = await seedOf(carol)
  const unlocked = await dumpOrigin(carol.page)
  expect(unlocked.cryptoKeys).toEqual([
    { where: expect.stringContaining('documents') as string, type: 'private', extractable: false },
  ])
  expect(find(seed, unlocked.pieces)).toEqual([])
  await carol.page.reload()
  await carol.running()
  expect((await carol.call('identity.get', {})).phase).toBe('unlocked')
  await carol.call('identity.lock', {})
  const locked = await dumpOrigin(carol.page)
  expect(locked.cryptoKeys).toEqual([])
  expect(find(seed, locked.pieces)).toEqual([])
})
