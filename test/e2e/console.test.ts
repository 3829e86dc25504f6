// Every command of the console's table, through the console, in a real browser on a real node. The examples are the table's own, in
// its order, so that they tell one story; a command that has no story here does not compile.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMMANDS, VERBS, type Verb } from '../../worker/console/commands/table.ts'
import { APP_FOLDER, World } from './harness.ts'
import { Person } from './person.ts'

interface Story {
  /** Writes that the example needs. */
  readonly before?: readonly string[]
  /** What the card of the example says in the end. */
  readonly says: RegExp
  /** A read afterwards, and what it says. */
  readonly then?: readonly [read: string, says: RegExp]
}

const COMMITTED = /Committed/u

const STORIES: Readonly<Record<Verb, Story>> = {
  SET: { says: COMMITTED, then: ['GET foo', /"hello world"/u] },
  GET: { says: /"hello world"/u },
  DEL: { before: ['SET old 1'], says: COMMITTED, then: ['GET old', /no value/u] },
  SETNX: { says: COMMITTED, then: ['GET owner', /"alice"/u] },
  CAS: { says: COMMITTED, then: ['GET owner', /"bob"/u] },
  CONCAT: { says: COMMITTED, then: ['GET foo', /"hello world!"/u] },
  STRLEN: { says: /12 characters/u },
  SLICE: { says: /"hello"/u },
  ADD: { says: COMMITTED, then: ['GET visits', /1/u] },
  MUL: { before: ['SET price 2.5'], says: COMMITTED, then: ['GET price', /3\.75/u] },
  MAX: { before: ['MAX record 7'], says: COMMITTED, then: ['GET record', /42/u] },
  MIN: { before: ['MIN best 9.69'], says: COMMITTED, then: ['GET best', /9\.58/u] },
  COUNTER: { says: COMMITTED, then: ['GET balance', /10 \(at least 0, at most 100\)/u] },
  SADD: { says: COMMITTED, then: ['SCONTAINS members dave', /yes/u] },
  SREM: { says: COMMITTED, then: ['SCONTAINS members dave', /no, it is not/u] },
  SMEMBERS: { says: /"carol"/u },
  SCONTAINS: { says: /yes, it is a member/u },
  SCARD: { says: /1 member/u },
  HSET: { says: COMMITTED, then: ['HGET tree name', /"oak"/u] },
  HDEL: { before: ['HSET tree colour green'], says: COMMITTED, then: ['HGET tree colour', /no value/u] },
  HADD: { says: COMMITTED, then: ['HGET tree height', /13\.5/u] },
  HGET: { says: /13\.5/u },
  HKEYS: { says: /"height".*"name"/su },
  HGETALL: { says: /"height".*13\.5.*"name".*"oak"/su },
  RPUSH: { says: COMMITTED, then: ['LRANGE line', /"b".*"c"/su] },
  LPUSH: { says: COMMITTED, then: ['GETAT line 0', /"a"/u] },
  RPOP: { says: /RPOP line gave\s*"c"/u },
  LPOP: { says: /LPOP line gave\s*"a"/u },
  LINSERT: { says: COMMITTED, then: ['GETAT line 0', /"first"/u] },
  LSET: { says: COMMITTED, then: ['GETAT line 0', /"1st"/u] },
  GETAT: { says: /"b"/u },
  LRANGE: { says: /"1st".*"b"/su },
  LLEN: { says: /2 values/u },
  RESET: { says: COMMITTED, then: ['LLEN line', /0 values/u] },
  QADD: { says: COMMITTED, then: ['QLEN jobs', /2 pieces of work/u] },
  QTAKE: { says: /QTAKE jobs gave\s*"(wash|dry)"/u },
  QPEEK: { says: /"(wash|dry)"/u },
  QLEN: { says: /1 piece of work/u },
  VERSION: { says: /version \d/u },
  TYPE: { says: /a set/u },
  EXISTS: { says: /yes, it holds something/u },
  KEYS: { says: /foo/u },
  SCAN: { says: /members/u },
  COUNT: { says: /1 key/u },
  WATCH: { says: /Watching · version \d.* · 0 changes/u },
  BEGIN: { says: COMMITTED, then: ['GET last', /"carol"/u] },
  REQUIRE: { says: COMMITTED, then: ['GET last', /"dave"/u] },
  EXPLAIN: { says: /endorsed now.*Nothing was submitted.*garden.*foo \(X, version \d/su },
  POL: { says: /garden \(in use\)/u },
  TIMEOUT: { says: /10 minutes/u },
  LEVEL: { says: /what is committed/u },
  HELP: { says: /SADD key value.*puts a member into a set/su },
}

let world: World
let alice: Person

beforeAll(async () => {
  world = await World.open(APP_FOLDER)
  alice = new Person('alice', await world.openPage('alice', '/'))
  await alice.createIdentity({ online: false })
  await alice.createPolicy('garden', [], 0, [])
})
afterAll(() => world?.close())

async function says(script: string, expected: RegExp): Promise<void> {
  const card = await alice.run(script)
  await card
    .filter({ hasText: expected })
    .waitFor({ timeout: 20_000 })
    .catch(async () => {
      expect(await card.innerText(), script).toMatch(expected)
    })
}

describe('every command', () => {
  test.each(VERBS)('%s', async (verb) => {
    const { before = [], says: expected, then } = STORIES[verb]
    for (const script of before) await alice.write(script)
    await says(COMMANDS[verb].example, expected)
    if (then !== undefined) await says(...then)
  })

  test('a watched key is shown anew with every change, until it is stopped', async () => {
    const card = await alice.run('WATCH watched')
    await card.getByText('no value').waitFor()
    await alice.write('ADD watched 7')
    await card.getByText('1 change since').waitFor()
    expect(await card.locator('[data-answer]').innerText()).toBe('7')
    await card.getByRole('button', { name: 'Stop watching watched' }).click()
    await card.getByText('No longer watched').waitFor()
    await alice.write('ADD watched 7')
    expect(await card.locator('[data-answer]').innerText()).toBe('7')
  })

  test('a script runs in order, its reads see its writes, and a mistake anywhere runs nothing', async () => {
    const cards = alice.page.getByTestId('run-card')
    const before = await cards.count()
    await alice.typeAll('SET order 1\nGET order\nGTE order')
    await cards.nth(before).waitFor()
    await alice.page.getByRole('alert').first().getByText('did you mean GET?').waitFor()
    await alice.typeAll('SET order 41\nADD order 1\nGET order')
    await cards.nth(before + 3).waitFor()
    await cards.first().filter({ hasText: /42/u }).waitFor()
  })

  test('nothing complained', () => {
    expect(world.complaints).toEqual([])
  })
})
