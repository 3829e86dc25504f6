// Any statement that the command table allows, for properties.
import fc from 'fast-check'
import { LEVELS, type Kind, type Parameter } from '../../worker/console/commands/parameter.ts'
import {
  COMMANDS,
  isGrammarVerb,
  isWrite,
  VERBS,
  type Call,
  type CallVerb,
} from '../../worker/console/commands/table.ts'
import { canonicalDecimal } from '../../worker/console/scalar.ts'
import type { ScalarView } from '../../worker/rpc/contract.ts'
import { keyFault } from '../../worker/core/model/slot.ts'

const text = fc.string({ unit: 'binary', maxLength: 30 })
export const key = fc
  .oneof(text, fc.constantFrom('begin', 'COMMIT', '12', '0x', 'after', '#a', '--b', 'a;b', '[1]', 'ABSENT'))
  .filter((each) => keyFault(each) === undefined)

const number = fc
  .tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.nat({ max: 99_999 }))
  .map(([whole, part]) => ({ type: 'number' as const, number: canonicalDecimal(`${whole}.${part}`) ?? '0' }))
const bytes = fc
  .uint8Array({ maxLength: 20 })
  .map((each) => ({ type: 'bytes' as const, bytes: Uint8Array.from(each) }))
const string = text.map((each) => ({ type: 'string' as const, text: each }))
const scalar: fc.Arbitrary<ScalarView> = fc.oneof(number, bytes, string)
const list = fc
  .array(scalar, { minLength: 1, maxLength: 5 })
  .map((items) => ({ type: 'list' as const, items }))
const map = fc
  .uniqueArray(fc.tuple(string, scalar), { minLength: 1, maxLength: 5, selector: ([field]) => field.text })
  .map((entries) => ({ type: 'map' as const, entries }))
const index = fc.integer({ min: -1_000_000, max: 1_000_000 })

const OF_KIND: Readonly<Record<Kind, fc.Arbitrary<unknown>>> = {
  key,
  prefix: fc.oneof(key, fc.constant('')),
  scalar,
  text: fc.oneof(bytes, string),
  number,
  ordered: fc.oneof(number, bytes),
  'one or several': fc.oneof(scalar, list),
  'any value': fc.oneof(scalar, list, map),
  'field or map': fc.oneof(scalar, map),
  expected: fc.oneof(scalar, fc.constant(null)),
  index,
  place: fc.nat({ max: 1_000_000 }),
  count: fc.integer({ min: 1, max: 1_000 }),
  mode: fc.constantFrom('UNCHANGED', 'UNWRITTEN', 'ABSENT'),
  version: fc.constantFrom('3', '3+2·9f86d081'),
  level: fc.constantFrom(...LEVELS),
  policy: text,
  duration: fc.integer({ min: 1_000, max: 86_400_000 }),
  command: fc.constantFrom(...VERBS),
}

const callVerbs = VERBS.filter((verb): verb is CallVerb => !isGrammarVerb(verb))

export const call: fc.Arbitrary<Call> = fc.constantFrom(...callVerbs).chain((verb) => {
  const takes: readonly Parameter[] = COMMANDS[verb].takes
  return fc
    .tuple(
      ...takes.map(({ kind, optional }) =>
        optional === true ? fc.option(OF_KIND[kind], { nil: undefined }) : OF_KIND[kind],
      ),
    )
    .map((values) => fitted(verb, takes, values))
})

/** Optional arguments by position cannot be left out before another one; a few commands want more than their list says. */
function fitted(verb: CallVerb, takes: readonly Parameter[], values: readonly unknown[]): Call {
  const args: Record<string, unknown> = {}
  let isOpen = true
  for (const [at, { name, keyword }] of takes.entries()) {
    const value = values[at]
    isOpen &&= value !== undefined || keyword !== undefined
    if (value !== undefined && (isOpen || keyword !== undefined)) args[name] = value
  }
  if (verb === 'HSET') {
    const field = args['field'] as { readonly type: string }
    if (field.type === 'map') delete args['value']
    else args['value'] ??= { type: 'string', text: 'v' }
  }
  if (verb === 'REQUIRE' && args['version'] !== undefined) args['mode'] = 'VERSION'
  if (verb === 'COUNTER' && args['max'] !== undefined) delete args['min']
  else if (verb === 'COUNTER') args['min'] ??= { type: 'number', number: '0' }
  return { verb, args } as unknown as Call
}

export const write = call.filter(isWrite)
export const topCall = call.filter(({ verb }) => verb !== 'REQUIRE')
