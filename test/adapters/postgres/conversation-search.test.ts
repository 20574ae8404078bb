import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type {
  ConversationFilter,
  MessageFilter,
  Known as Wanted,
} from '../../../src/adapters/postgres/conversation-filter.ts'
import {
  CONVERSATION_ORDERS,
  type ConversationOrder,
  type Place,
} from '../../../src/adapters/postgres/conversation-order.ts'
import {
  type ConversationFinder,
  postgresConversationFinder,
} from '../../../src/adapters/postgres/conversation-search.ts'
import type { Database } from '../../../src/adapters/postgres/database.ts'
import type { Ternary } from '../../../src/events/event.ts'
import { FEATURE_NAMES, type FeatureName, RULE_NAMES } from '../../../src/features/row.ts'
import { corpusOf, type Known, store, TEXTS } from './conversation-corpus.ts'
import { openPostgres } from './pool-engine.ts'

const corpus = corpusOf(300, 7)
let database: Database
let close: () => Promise<void>
let finder: ConversationFinder
beforeAll(async () => {
  ;({ database, close } = await openPostgres())
  await store(database, corpus)
  finder = postgresConversationFinder(database)
})
afterAll(() => close())

interface Asked {
  readonly filter: ConversationFilter
  readonly messages?: MessageFilter
}

const IS: Readonly<Record<Wanted, Ternary>> = { yes: true, no: false, not_yet: null }
const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** The same search, written down plainly. */
function naive({ filter, messages = {} }: Asked): Known[] {
  const says = (one: Known, text: string): boolean => one.said.some((each) => lower(each.text).includes(lower(text)))
  return corpus.filter(
    (one) =>
      (filter.assistant === undefined || one.assistant === filter.assistant) &&
      (filter.channel === undefined || one.channel === filter.channel) &&
      (filter.bundle === undefined || one.bundle === filter.bundle) &&
      (filter.arm === undefined || one.arm === filter.arm) &&
      (filter.user === undefined || one.users.includes(filter.user)) &&
      (filter.idPrefix === undefined || one.id.startsWith(filter.idPrefix)) &&
      (filter.from === undefined || (one.startedAt !== null && one.startedAt >= filter.from)) &&
      (filter.until === undefined || (one.startedAt !== null && one.startedAt < filter.until)) &&
      (filter.asOf === undefined || one.startedAt === null || one.startedAt <= filter.asOf) &&
      (filter.flagged === undefined || one.flagged === IS[filter.flagged]) &&
      (!filter.reasons?.length || one.reasons.some((reason) => filter.reasons?.includes(reason))) &&
      FEATURE_NAMES.every((name) => {
        const wanted = filter.features?.[name]
        return wanted === undefined || one.features[name] === IS[wanted]
      }) &&
      (filter.pool === undefined || (filter.pool === 'any' ? one.pool !== 'none' : one.pool === filter.pool)) &&
      (messages.text === undefined || says(one, messages.text)) &&
      (messages.intent === undefined || one.intents.includes(messages.intent)),
  )
}

async function all(asked: Asked, order: ConversationOrder, limit: number): Promise<string[]> {
  const found: string[] = []
  let after: Place | null = null
  do {
    const page = await finder.page({ ...asked, order, after, offset: 0, limit })
    expect(page.ids.length).toBeLessThanOrEqual(limit)
    found.push(...page.ids)
    after = page.next
  } while (after !== null)
  return found
}

const filters: readonly (Asked & { readonly name: string })[] = [
  { name: 'everything', filter: {} },
  { name: 'assistant and channel', filter: { assistant: 'shop', channel: 'web' } },
  { name: 'bundle and arm', filter: { bundle: 'b-1', arm: 'canary' } },
  { name: 'a second user', filter: { user: 'u2' } },
  { name: 'an id prefix with a percent sign', filter: { idPrefix: 'A%-0' } },
  { name: 'a Chinese id prefix', filter: { idPrefix: '会' } },
  { name: 'started in a span of time', filter: { from: 1000, until: 3000 } },
  { name: 'as of then: what has no start stays', filter: { asOf: 2000 } },
  ...(['yes', 'no', 'not_yet'] as const).map((flagged) => ({ name: `flagged ${flagged}`, filter: { flagged } })),
  { name: 'any of two reasons', filter: { reasons: ['low_confidence', 'negative_feedback'] } },
  { name: 'a reason that is none', filter: { reasons: ['none_such'] } },
  ...FEATURE_NAMES.flatMap((name) =>
    (['yes', 'no', 'not_yet'] as const).map((known) => ({
      name: `${name} ${known}`,
      filter: { features: { [name]: known } },
    })),
  ),
  ...(['none', 'any', 'waiting', 'labelled', 'expired', 'skipped'] as const).map((pool) => ({
    name: `pool ${pool}`,
    filter: { pool },
  })),
  { name: 'Chinese text', filter: {}, messages: { text: '价格' } },
  { name: 'Latin text in another case', filter: {}, messages: { text: 'how much' } },
  { name: 'wildcards are letters', filter: {}, messages: { text: '%' } },
  { name: 'an underscore is a letter', filter: {}, messages: { text: 'e_t' } },
  { name: 'quotes and backslashes', filter: {}, messages: { text: '"hi" \\' } },
  { name: 'a tab', filter: {}, messages: { text: 'b\th' } },
  { name: 'other capitals stay themselves', filter: {}, messages: { text: 'ÄÖ' } },
  { name: 'an emoji', filter: {}, messages: { text: '👧' } },
  { name: 'a field name is no text', filter: {}, messages: { text: 'conversation_id' } },
  { name: 'an intent', filter: {}, messages: { intent: '100%' } },
  { name: 'intent, text and a column', filter: { flagged: 'yes' }, messages: { intent: 'price', text: '钱' } },
]

test.each(filters)('finds what a look at every row finds: $name', async ({ filter, messages }) => {
  const asked = { filter, ...(messages && { messages }) }
  const wanted = naive(asked).map(({ id }) => id)
  expect((await all(asked, 'newest', 100)).sort()).toEqual(wanted.sort())
  if (messages === undefined) expect(await finder.count(filter)).toEqual({ count: wanted.length, exact: true })
})

const known = fc.constantFrom<Wanted>('yes', 'no', 'not_yet')
const arbitraryFilter: fc.Arbitrary<ConversationFilter> = fc.record(
  {
    ...{ assistant: fc.constantFrom('shop', 'desk'), channel: fc.constantFrom('web', 'app'), arm: fc.constant('live') },
    ...{ user: fc.constantFrom('u1', 'u2', 'u3'), idPrefix: fc.constantFrom('a', 'b-', '会-1') },
    ...{ from: fc.constantFrom(1000, 1001, 4050), until: fc.constantFrom(1000, 3000, 4200), flagged: known },
    ...{ reasons: fc.subarray([...RULE_NAMES]), pool: fc.constantFrom('none', 'any', 'labelled') },
    features: fc.dictionary(fc.constantFrom<FeatureName>(...FEATURE_NAMES), known, { maxKeys: 2 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<ConversationFilter>

test('any search, in any order and size of page, gives each row of a look at every row once', async () => {
  const search = fc.record({
    filter: arbitraryFilter,
    // Cut between characters: half of one cannot be asked for, since an address is UTF-8.
    text: fc.option(
      fc.constantFrom(...TEXTS.filter((text) => text !== '').map((text) => [...text].slice(1, 4).join(''))),
    ),
    order: fc.constantFrom(...CONVERSATION_ORDERS),
    limit: fc.integer({ min: 1, max: 40 }),
  })
  await fc.assert(
    fc.asyncProperty(search, async ({ filter, text, order, limit }) => {
      const asked = { filter, ...(text !== null && { messages: { text } }) }
      const found = await all(asked, order, limit)
      expect(new Set(found).size).toBe(found.length)
      expect(found.toSorted()).toEqual(
        naive(asked)
          .map(({ id }) => id)
          .sort(),
      )
    }),
    { numRuns: 80 },
  )
})

test.each(CONVERSATION_ORDERS)('a jump lands where paging arrives: %s', async (order) => {
  const whole = await all({ filter: {} }, order, 300)
  for (const offset of [1, 57, 150, 299, 300]) {
    const page = await finder.page({ filter: {}, order, after: null, offset, limit: 20 })
    expect(page.ids).toEqual(whole.slice(offset, offset + 20))
    if (page.next === null) continue
    const onward = await finder.page({ filter: {}, order, after: page.next, offset: 0, limit: 20 })
    expect(onward.ids).toEqual(whole.slice(offset + 20, offset + 40))
  }
})

test('conversations that come in meanwhile move no page', async () => {
  const filter = { asOf: 5000 }
  const before = await all({ filter }, 'newest', 300)
  const first = await finder.page({ filter, order: 'newest', after: null, offset: 0, limit: 50 })
  const late = corpusOf(40, 11).map((one, i) => ({ ...one, id: `late-${i}`, startedAt: 5001 + i }))
  await store(database, late)
  const second = await finder.page({ filter, order: 'newest', after: first.next, offset: 0, limit: 50 })
  const jumped = await finder.page({ filter, order: 'newest', after: null, offset: 100, limit: 50 })
  expect([...first.ids, ...second.ids, ...jumped.ids]).toEqual(before.slice(0, 150))
  await database.query(`delete from samples where conversation_id like 'late-%'`)
  await database.query(`delete from conversations where conversation_id like 'late-%'`)
})

test('a line has the last message, cut between letters, and the state of its sample', async () => {
  const one = corpus.find(({ said, pool }) => said.length === 3 && pool === 'labelled')!
  const [line] = await finder.lines([one.id], 3)
  const letters = [...one.said[2]!.text]
  expect(line).toMatchObject({
    conversationId: one.id,
    sampleState: 'labelled',
    last: { from: 'user', text: letters.length > 3 ? `${letters.slice(0, 3).join('')}…` : one.said[2]!.text },
  })
})

test('values by which conversations can be searched', async () => {
  expect(await finder.values()).toEqual({
    ...{ assistants: ['desk', 'shop'], channels: ['app', 'web'], bundles: ['b-1', 'b-2'], arms: ['canary', 'live'] },
    ...{ reasons: [...RULE_NAMES].sort(), intents: ['100%', 'complaint', 'price'], objections: [] },
  })
})
