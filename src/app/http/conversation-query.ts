import { z } from 'zod'
import {
  type ConversationFilter,
  type Known,
  type MessageFilter,
  POOL_CHOICES,
} from '../../adapters/postgres/conversation-filter.ts'
import { CONVERSATION_ORDERS, type ConversationOrder, type Place } from '../../adapters/postgres/conversation-order.ts'
import { LoopError } from '../../errors/loop-error.ts'
import { badText } from '../../events/text-checks.ts'
import { FEATURE_NAMES, type FeatureName } from '../../features/row.ts'

const Ternary = z.enum(['yes', 'no', 'not_yet', 'true', 'false'])
const Text = z.string().min(1).max(500)
const OneOrMore = z.union([Text, z.array(Text).max(50)]).transform((given) => (Array.isArray(given) ? given : [given]))

/** By what conversations are found; each left out does not matter. */
export const SearchQuery = z.object({
  assistant: Text.optional(),
  channel: Text.optional(),
  bundle: Text.optional().describe('Of the first reply that names one.'),
  arm: Text.optional(),
  user: Text.optional().describe('Any user that its chat names, by the whole id.'),
  id: Text.optional().describe('How its conversation id begins.'),
  from: z.coerce.number().int().optional().describe('Started at or after, epoch milliseconds.'),
  until: z.coerce.number().int().optional().describe('Started before.'),
  flagged: Ternary.optional().describe('true and false stand for yes and no.'),
  reason: OneOrMore.optional().describe('Flagged for at least one of these; name the parameter once for each.'),
  cta_not_clicked: Ternary.optional(),
  no_order: Ternary.optional(),
  repeated_question: Ternary.optional(),
  fsm_stalled: Ternary.optional(),
  long_silence: Ternary.optional(),
  no_conversion: Ternary.optional(),
  pool: z
    .enum(POOL_CHOICES)
    .optional()
    .describe('none: not drawn for review; any: drawn; else what became of its sample (waiting includes on lease).'),
  text: Text.optional().describe(
    'Part of a message of either side; Latin letters in either case. Looked for newest first and page by page.',
  ),
  intent: Text.optional().describe('Predicted in one of its replies. Looked for like `text`.'),
  objection: Text.optional().describe('The same for an objection.'),
})
export type SearchQuery = z.infer<typeof SearchQuery>

export const PagingQuery = SearchQuery.extend({
  sort: z
    .enum(CONVERSATION_ORDERS)
    .default('conversation_id')
    .describe('newest and oldest by their start; those without what they are sorted by come last (oldest: first).'),
  view: z
    .enum(['row', 'line'])
    .default('row')
    .describe('row: everything that is derived; line: what a list shows, with the last message.'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: z.string().max(3000).optional().describe('`next` of the page before.'),
  offset: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .default(0)
    .describe('Conversations to pass over, to jump far ahead; without `after`, `text`, `intent` and `objection`.'),
  as_of: z.coerce
    .number()
    .int()
    .optional()
    .describe('Only what had started by then: give the `as_of` of the first page, and pages do not move.'),
  count: z.enum(['true', 'false']).default('false').describe('true: say how many there are.'),
})

const KNOWN: Readonly<Record<z.infer<typeof Ternary>, Known>> = {
  ...{ yes: 'yes', true: 'yes', no: 'no', false: 'no', not_yet: 'not_yet' },
}

export function filterOf(query: SearchQuery & { readonly as_of?: number | undefined }): ConversationFilter {
  const given = {
    ...{ assistant: query.assistant, channel: query.channel, bundle: query.bundle, arm: query.arm, user: query.user },
    ...{ idPrefix: query.id, from: query.from, until: query.until, asOf: query.as_of, pool: query.pool },
    ...{ reasons: query.reason, flagged: query.flagged && KNOWN[query.flagged], features: featuresOf(query) },
  }
  return withoutAbsent(given)
}

function featuresOf(query: SearchQuery): Partial<Record<FeatureName, Known>> {
  return Object.fromEntries(
    FEATURE_NAMES.flatMap((name) => {
      const asked = query[name]
      return asked === undefined ? [] : [[name, KNOWN[asked]] as const]
    }),
  )
}

/** What has to be looked for in the messages; null = nothing. */
export function messagesOf({ text, intent, objection }: SearchQuery): MessageFilter | null {
  const given = withoutAbsent({ text, intent, objection })
  return Object.keys(given).length === 0 ? null : given
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }
const withoutAbsent = <T extends object>(given: T): Present<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Present<T>

/** Keys of the orders: an instant, a number of messages, a confidence. */
const PlaceKey = z.union([z.int(), z.number().min(0).max(1)]).nullable()
const PlaceForm = z.tuple([z.int().min(0).max(1), PlaceKey, z.string().refine((id) => badText(id) === null)])

/** Cursors are for machines: the order by ids has its ids, every other one a sealed place. */
export const cursorOf = (place: Place, byId: boolean): string =>
  byId ? place[2] : Buffer.from(JSON.stringify(place)).toString('base64url')

export function placeOf(cursor: string | undefined, order: ConversationOrder): Place | null {
  if (cursor === undefined || cursor === '') return null
  if (order === 'conversation_id') return [0, null, cursor]
  const { success, data: place } = PlaceForm.safeParse(parsed(Buffer.from(cursor, 'base64url').toString()))
  if (success && fits(place, order)) return place
  throw new LoopError(
    'LOOP_BAD_CURSOR',
    '`after` is no place in this order of conversations. Give the `next` of the page before, with the same `sort`.',
    { status: 400 },
  )
}

const MOST_MESSAGES = 2 ** 31 - 1

/** PostgreSQL would refuse a key of another kind. */
function fits([, key]: Place, order: ConversationOrder): boolean {
  if (key === null || order === 'least_confidence') return true
  return Number.isSafeInteger(key) && (order !== 'most_messages' || Math.abs(key) <= MOST_MESSAGES)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
