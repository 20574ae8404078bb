import { each, idsOf, type Lookup, links, MOST } from './id-kinds.ts'
import type { Sql } from './sql.ts'

interface EventRow {
  readonly id: string
  readonly type: string
  readonly conversation: string | null
  readonly user: string | null
  readonly t: number
  readonly late: boolean
  readonly body: string
}

const EVENT = 'event_id id, type, conversation_id conversation, user_id "user", t, late, body'
/** As the index has it: an id with an escape in it is not found by it. */
const ORDER_ID = `substring(body from '"order_id"[[:space:]]*:[[:space:]]*"([^"\\\\]+)"')`

/** What happened: events, orders, conversations, users, and what was decided for them. */
export const EVENT_LOOKUPS = {
  event: async (sql: Sql, id: string) => {
    const [event] = await sql.query<EventRow>(`select ${EVENT} from events where event_id = $1`, [id])
    if (event === undefined) return null
    const { type, conversation, user, t, late } = event
    const named = namedIn(event)
    const around = type === 'turn' ? [] : await aroundEvent(sql, event)
    return {
      kind: 'event',
      facts: { type, t, late, author: named.author },
      neighbours: links([
        ['conversation', 'conversation', conversation],
        ['user', 'user', user],
        ['decision', 'decision', named.decision_id],
        ['bundle that answered', 'bundle', named.bundle],
        ['order', 'order', named.order_id],
        ...around,
      ]),
    }
  },

  order: async (sql: Sql, id: string) => {
    const rows = await sql.query<EventRow>(
      `select ${EVENT} from events where type = 'order_event' and ${ORDER_ID} = $1 limit ${MOST}`,
      [id],
    )
    const events = rows.filter((row) => namedIn(row).order_id === id)
    const [first] = events
    if (first === undefined) return null
    const body = JSON.parse(first.body) as Record<string, unknown>
    const conversations = await conversationsOfAct(sql, first)
    return {
      kind: 'order',
      facts: {
        t: first.t,
        status: word(body.status),
        amount: typeof body.amount === 'number' ? body.amount : null,
        currency: word(body.currency),
      },
      neighbours: links([
        ...events.map((event) => ['told by', 'event', event.id] as const),
        ['user', 'user', first.user],
        ...conversations.map((one) => ['conversation that it counts for', 'conversation', one] as const),
      ]),
    }
  },

  conversation: async (sql: Sql, id: string) => {
    const [row] = await sql.query<{
      flagged: boolean | null
      final: boolean
      user: string | null
      bundle: string | null
      revision: number
    }>('select flagged, final, user_id "user", bundle, revision from conversations where conversation_id = $1', [id])
    if (row === undefined) return null
    const replies = await idsOf(
      sql,
      `select event_id id from events where conversation_id = $1 and type = 'assistant_message' order by t limit ${MOST}`,
      id,
    )
    const messages = await idsOf(
      sql,
      `select event_id id from events where conversation_id = $1 and type = 'user_message' order by t limit ${MOST}`,
      id,
    )
    const samples = await idsOf(sql, 'select sample_id id from samples where conversation_id = $1', id)
    const decisions = await idsOf(
      sql,
      `select decision_id id from decisions where conversation_id = $1 order by at limit ${MOST}`,
      id,
    )
    const orders = await ordersOf(sql, id)
    return {
      kind: 'conversation',
      facts: { flagged: row.flagged, final: row.final, revision: row.revision },
      neighbours: links([
        ['user', 'user', row.user],
        ['bundle that answered first', 'bundle', row.bundle],
        ...each('message', 'event', messages),
        ...each('reply', 'event', replies),
        ...each('decision', 'decision', decisions),
        ...each('drawn for review as', 'sample', samples),
        ...each('order that counts for it', 'order', orders),
      ]),
    }
  },

  user: async (sql: Sql, id: string) => {
    const conversations = await idsOf(
      sql,
      `select conversation_id id from links where user_id = $1 order by from_at desc limit ${MOST}`,
      id,
    )
    const acts = await sql.query<EventRow>(
      `select ${EVENT} from events where user_id = $1 and type in ('cart_event', 'order_event') order by t desc limit ${MOST}`,
      [id],
    )
    if (conversations.length === 0 && acts.length === 0) return null
    const orders = acts.map((act) => namedIn(act).order_id).filter((order) => order !== null)
    return {
      kind: 'user',
      facts: {},
      neighbours: links([
        ...each('conversation', 'conversation', conversations),
        ...each('order', 'order', [...new Set(orders)]),
      ]),
    }
  },

  decision: async (sql: Sql, id: string) => {
    const [row] = await sql.query<{
      at: number
      conversation: string
      bundle: string
      intent: string | null
      arm: string
      experiment: string | null
    }>(
      'select at, conversation_id conversation, bundle, intent, arm, experiment from decisions where decision_id = $1',
      [id],
    )
    if (row === undefined) return null
    const replies = await sql.query<EventRow>(
      `select ${EVENT} from events where conversation_id = $1 and type = 'assistant_message' and position($2 in body) > 0 limit ${MOST}`,
      [row.conversation, id],
    )
    return {
      kind: 'decision',
      facts: { at: row.at, intent: row.intent, arm: row.arm },
      neighbours: links([
        ['bundle that decided', 'bundle', row.bundle],
        ['in the experiment', 'experiment', row.experiment],
        ['conversation', 'conversation', row.conversation],
        ...each(
          'reply',
          'event',
          replies.filter((reply) => namedIn(reply).decision_id === id).map((reply) => reply.id),
        ),
      ]),
    }
  },
} satisfies Record<string, Lookup>

/** What stands before and behind a message, and what people said of it. */
async function aroundEvent(sql: Sql, { id, type, conversation, t }: EventRow) {
  if (type === 'order_event') return []
  if (type === 'user_message') {
    const replies = await sql.query<{ id: string }>(
      `select event_id id from events where conversation_id = $1 and type = 'assistant_message' and t >= $2 order by t limit 1`,
      [conversation, t],
    )
    const snapshots = await idsOf(
      sql,
      `select distinct snapshot_id id from snapshot_items where source = 'turn' and text_id = $1 limit ${MOST}`,
      id,
    )
    const labels = await idsOf(
      sql,
      `select l.label_id id from labels l join turn_labels t using (label_id) where l.conversation_id = (select conversation_id from events where event_id = $1) and t.text_event_id = $1 limit ${MOST}`,
      id,
    )
    return [
      ...each(
        'reply',
        'event',
        replies.map((reply) => reply.id),
      ),
      ...each('label of it', 'label', labels),
      ...each('learned from in', 'snapshot', snapshots),
    ]
  }
  if (type !== 'assistant_message') return []
  const messages = await sql.query<{ id: string }>(
    `select event_id id from events where conversation_id = $1 and type = 'user_message' and t <= $2 order by t desc limit 1`,
    [conversation, t],
  )
  const labels = await idsOf(
    sql,
    `select l.label_id id from labels l join turn_labels t using (label_id) where l.conversation_id = (select conversation_id from events where event_id = $1) and t.turn_id = $1 limit ${MOST}`,
    id,
  )
  return [
    ...each(
      'message that it answers',
      'event',
      messages.map((message) => message.id),
    ),
    ...each('label of it', 'label', labels),
  ]
}

/** Orders and carts of the conversation's users, in the time in which they count for it. */
async function ordersOf(sql: Sql, conversation: string): Promise<string[]> {
  const rows = await sql.query<EventRow>(
    `select ${EVENT} from events where type = 'order_event' and conversation_id = $1
     union select ${EVENT} from events where event_id in (
       select e.event_id from links l join events e on e.user_id = l.user_id and e.t between l.from_at and l.until_at
       where l.conversation_id = $1 and e.type in ('cart_event', 'order_event') and not e.late) order by t limit ${MOST}`,
    [conversation],
  )
  return [...new Set(rows.map((row) => namedIn(row).order_id).filter((id) => id !== null))]
}

async function conversationsOfAct(sql: Sql, { user, t, conversation }: EventRow): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select conversation_id id from links where user_id = $1 and $2 between from_at and until_at order by from_at limit ${MOST}`,
    [user, t],
  )
  return [...new Set([...(conversation === null ? [] : [conversation]), ...rows.map((row) => row.id)])]
}

const NAMED = ['decision_id', 'bundle', 'order_id', 'author'] as const

/** The ids that an event's own fields name. */
function namedIn({ body }: EventRow): Record<(typeof NAMED)[number], string | null> {
  const wire = JSON.parse(body) as Record<string, unknown>
  return Object.fromEntries(NAMED.map((name) => [name, word(wire[name])])) as Record<
    (typeof NAMED)[number],
    string | null
  >
}

const word = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
