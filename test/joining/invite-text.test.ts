// The text of an invite: found in whatever people paste, and refused with one sentence that names what is wrong.

import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { fromBase64Url, toBase64Url } from '../../worker/joining/base64url.ts'
import { parseInvite } from '../../worker/joining/invite-token.ts'
import { MAX_INVITE_TEXT, MAX_INVITES, MAX_OPEN_INVITES } from '../../worker/joining/limits.ts'
import { must, type Node, World } from './world.ts'

let world: World
let alice: Node
let bob: Node
let link: string
let token: string

beforeEach(async () => {
  world = await World.create()
  alice = await world.node('alice')
  bob = await world.node('bob')
  link = await alice.invite()
  token = link.slice(link.indexOf('invite=') + 'invite='.length)
})

const refusal = async (
  text: unknown,
  who = bob,
): Promise<{ code: string; message: string; where?: string }> => {
  const result = await who.joining.readInvite(text as string)
  if (result.ok) throw new Error('it was read')
  return result.reason
}

describe('the text of an invite', () => {
  it('is read from a link, a fragment, bare text, a mail with broken lines, and a quoted answer', async () => {
    const broken = token.replace(/(.{60})/g, '$1\r\n')
    const quoted = token.replace(/(.{60})/g, '$1\n> ')
    const soft = token.replace(/(.{60})/g, '$1=\r\n')
    const texts = [
      link,
      `#invite=${token}`,
      `invite=${token}`,
      token,
      `  ${token}\n`,
      broken,
      `> ${quoted}`,
      soft,
      `Hello Bob,\nhere it is: <${link}>.\nSee you, Alice`,
      `${link} (open it today)`,
      `https://spore.example/?profile=x#invite=${token}&from=mail`,
    ]
    for (const text of texts) expect(must(await bob.joining.readInvite(text)).inviter).toBe(alice.key)
  })

  it('cut short anywhere, is said to be cut short, and where', async () => {
    for (const length of [0, 1, 7, 8, 9, 100, token.length - 1]) {
      const text = `https://spore.example/#invite=${token.slice(0, length)}`
      const { message, where } = await refusal(text)
      expect(message).toBe(`This invite is cut short: it ends at character ${text.length}.`)
      expect(where).toBe(String(text.length))
    }
  })

  it('names a character that does not belong, and where it stands', async () => {
    const at = link.length - 20
    const { message, where } = await refusal(`${link.slice(0, at)}…${link.slice(at + 1)}`)
    expect(message).toMatch(/U\+2026 at character/)
    expect(where).toBe(String(at + 1))
  })

  it('that is no invite at all is called that', async () => {
    for (const text of [
      '',
      'hello',
      'https://spore.example/',
      'https://spore.example/#invite=aGVsbG8gd29ybGQh',
      17,
      null,
    ])
      expect((await refusal(text)).message).toMatch(/^This is not an invite/)
    expect((await refusal('x'.repeat(MAX_INVITE_TEXT + 1))).message).toMatch(/far too long/)
  })

  it('of a newer version says so', async () => {
    const bytes = fromBase64Url(token) ?? new Uint8Array()
    bytes[3] = 2
    expect((await refusal(toBase64Url(bytes))).message).toMatch(/newer version of SporeDB \(format 2/)
  })

  it('of which any bit was changed is refused: signature, damage, or not an invite any more', async () => {
    const original = fromBase64Url(token) ?? new Uint8Array()
    const seen = new Set<string>()
    for (let bit = 0; bit < original.length * 8; bit += 7) {
      const bytes = Uint8Array.from(original)
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      seen.add((await refusal(toBase64Url(bytes))).message.slice(0, 24))
    }
    expect([...seen].join('\n')).toMatch(/The signature does not m/)
  })

  it('signed by somebody else is refused', async () => {
    const other = await bob.invite()
    const mine = fromBase64Url(token) ?? new Uint8Array()
    const theirs = fromBase64Url(other.slice(other.indexOf('=') + 1)) ?? new Uint8Array()
    mine.set(theirs.slice(-64), mine.length - 64)
    expect((await refusal(toBase64Url(mine), await world.node('carol'))).message).toMatch(
      /signature does not match/,
    )
  })

  it('of my own is called that, and an expired one tells its date', async () => {
    expect((await refusal(link, alice)).message).toBe('This is your own invite.')
    world.now += 3_600_000
    expect(await refusal(link)).toMatchObject({
      code: 'expired',
      message: 'This invite expired on 2026-11-21 01:00 UTC.',
    })
  })

  it('any text is judged without throwing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String()), async (text) => {
        expect((await bob.joining.readInvite(text)).ok).toBe(false)
        expect((await bob.joining.readInvite(`#invite=${text}`)).ok).toBe(false)
        expect((await bob.joining.readInvite(`c3BvAQ${text}`)).ok).toBe(false)
      }),
    )
  })

  it('base64url: every byte string has one text', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = toBase64Url(bytes)
        expect(text).toBe(Buffer.from(bytes).toString('base64url'))
        expect(fromBase64Url(text)).toEqual(bytes)
      }),
    )
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]*$/), (text) => {
        const bytes = fromBase64Url(text)
        if (bytes) expect(toBase64Url(bytes)).toBe(text)
      }),
    )
  })
})

describe('invites of one person', () => {
  it('hold the secret in the link only: storage has nothing that would open it', () => {
    const parsed = must(parseInvite(link))
    const stored = JSON.stringify([...alice.disk.image.documents])
    expect(stored).toContain('joining/invites')
    expect(stored).not.toContain(parsed.invite.secret)
    expect(stored).not.toContain(toBase64Url(Buffer.from(parsed.invite.secret, 'hex')))
  })

  it('are listed newest first, can be revoked, and a used one cannot', async () => {
    world.now++
    const second = must(await alice.joining.createInvite(60_000)).invite
    expect(alice.joining.invites().map(({ id }) => id)[0]).toBe(second.id)
    expect(must(await alice.joining.revokeInvite(second.id))[0]?.state).toBe('revoked')
    must(await bob.joining.acceptInvite(link))
    await world.settle()
    const used = alice.joining.invites().find(({ state }) => state === 'used')
    expect((await alice.joining.revokeInvite(used?.id ?? '')).ok).toBe(false)
    expect((await alice.joining.revokeInvite('none')).ok).toBe(false)
    await alice.restart()
    expect(alice.joining.invites().map(({ state }) => state)).toEqual(['revoked', 'used'])
  })

  it('are bounded: open ones refuse one more, closed ones are forgotten oldest first', async () => {
    while ((await alice.joining.createInvite(60_000)).ok);
    expect(alice.joining.invites().filter(({ state }) => state === 'open')).toHaveLength(MAX_OPEN_INVITES)
    for (let i = 0; i < 5; i++) {
      world.now += 3_600_000
      for (let j = 0; j < MAX_OPEN_INVITES; j++) must(await alice.joining.createInvite(60_000))
    }
    expect(alice.joining.invites()).toHaveLength(MAX_INVITES)
  })

  it('need a sensible lifetime and a relay to be found at', async () => {
    for (const ttl of [0, -1, 59_999, 31 * 86_400_000, NaN, 0.5])
      expect(await alice.joining.createInvite(ttl)).toMatchObject({ ok: false, reason: { where: 'ttlMs' } })
    alice.relays = []
    expect(await alice.joining.createInvite(60_000)).toMatchObject({ ok: false, reason: { code: 'offline' } })
  })
})
