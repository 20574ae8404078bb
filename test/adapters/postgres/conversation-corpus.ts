import { conversationColumns, UPSERT_CONVERSATIONS } from '../../../src/adapters/postgres/conversation-columns.ts'
import type { Database } from '../../../src/adapters/postgres/database.ts'
import type { AdmissionRow } from '../../../src/admission/rules.ts'
import type { Ternary } from '../../../src/events/event.ts'
import { FEATURE_NAMES, type FeatureName, RULE_NAMES } from '../../../src/features/row.ts'
import { randomFrom } from '../../../src/stats/random.ts'
import { row as emptyRow } from '../../admission/dialogue.ts'

/** A conversation as the corpus knows it: what a search must find it by. */
export interface Known {
  readonly id: string
  readonly startedAt: number | null
  readonly assistant: string | null
  readonly channel: string | null
  readonly bundle: string | null
  readonly arm: string | null
  readonly users: readonly string[]
  readonly messages: number
  readonly confidence: number | null
  readonly flagged: Ternary
  readonly reasons: readonly string[]
  readonly features: Readonly<Record<FeatureName, Ternary>>
  readonly pool: string
  readonly said: readonly { readonly from: 'user' | 'assistant'; readonly text: string }[]
  readonly intents: readonly string[]
}

export const TEXTS = [
  '这款手机多少钱',
  'How MUCH is it?',
  '100% sure_thing',
  'say "hi" \\ bye',
  'tab\there',
  '价格太贵了，再想想',
  '',
  'Größe ÄÖÜ',
  '👩‍👩‍👧 好',
]
const INTENTS = ['price', 'complaint', '100%']

/** `count` conversations, the same for the same seed. Few instants and ids, so that many are equal. */
export function corpusOf(count: number, seed: number): Known[] {
  const next = randomFrom(seed)
  const one = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)]!
  return Array.from({ length: count }, (_, i): Known => {
    const flagged = one<Ternary>([true, true, false, null])
    const said = Array.from({ length: Math.floor(next() * 4) }, (_each, n) => ({
      from: n % 2 === 0 ? ('user' as const) : ('assistant' as const),
      text: one(TEXTS),
    }))
    return {
      id: `${one(['a', 'b', 'A%', '会'])}-${String(i).padStart(3, '0')}`,
      startedAt: one([null, 1000, 1000, 2000, 3000, 4000 + i]),
      assistant: one(['shop', 'desk', null]),
      channel: one(['web', 'app', null]),
      bundle: one(['b-1', 'b-2', null]),
      arm: one(['live', 'canary', null]),
      users: one([['u1'], ['u1', 'u2'], ['u3'], []]),
      messages: Math.floor(next() * 4),
      confidence: one([null, 0.25, 1 / 3, 0.9]),
      flagged,
      reasons: flagged === true ? RULE_NAMES.filter(() => next() < 0.4) : [],
      features: Object.fromEntries(
        FEATURE_NAMES.map((name) => [name, one<Ternary>([true, false, null])]),
      ) as Known['features'],
      pool: one(['none', 'none', 'waiting', 'labelled', 'expired']),
      said,
      intents: said.filter(({ from }) => from === 'assistant').map(() => one(INTENTS)),
    }
  })
}

/** Stores it the way the service does: rows by the statement of the fold, messages as accepted. */
export async function store(database: Database, corpus: readonly Known[]): Promise<void> {
  const columns = corpus.map((one) =>
    conversationColumns(
      {
        ...{ conversationId: one.id, state: null, link: null, nextDeadline: null },
        row: rowOf(one),
        facts: factsOf(one),
      },
      { now: 9000, specVersion: 'test', configHash: 'test' },
    ),
  )
  await database.query(UPSERT_CONVERSATIONS, [JSON.stringify(columns)])
  for (const one of corpus) {
    for (const user of one.users) await database.query('insert into links values ($1, $2, 0, 9000)', [user, one.id])
    let replies = 0
    for (const [n, { from, text }] of one.said.entries()) {
      const intent = from === 'assistant' ? one.intents[replies++] : undefined
      const body = {
        ...{ event_id: `${one.id} ${n}`, conversation_id: one.id },
        ...(from === 'user' ? { type: 'user_message', text } : { type: 'assistant_message', response: text }),
        ...(intent !== undefined && { predicted_intent: intent }),
      }
      // Every third body escapes what it can: the same text in another form of JSON.
      const json = JSON.stringify(body)
      await database.query(
        `insert into events (event_id, type, conversation_id, t, received_at, occurred_at, late, body)
         values ($1, $2, $3, $4, $4, $4, false, $5)`,
        [body.event_id, body.type, one.id, n, n % 3 === 2 ? escaped(json) : json],
      )
    }
    if (one.pool !== 'none') await draw(database, one)
  }
}

const escaped = (json: string): string =>
  json.replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)

async function draw(database: Database, { id, pool }: Known): Promise<void> {
  await database.query(`insert into sampling_plans values ('p', 0, 1, '{}') on conflict do nothing`)
  await database.query(
    `insert into draws (conversation_id, plan_id, reason, priority, probability, u, selected, decided_at)
     values ($1, 'p', null, 0, 1, 0, true, 0)`,
    [id],
  )
  await database.query(
    `insert into samples (sample_id, conversation_id, stratum, inclusion_probability, plan_id, reasons, evidence,
       predicted_turns, state, answers, wanted, queue_window, queue_key, created_at, changed_at)
     values ($1, $2, 'control', 1, 'p', '{}', '{}', 0, $3, $4, 1, 0, 0, 0, 0)`,
    [`sm-${id}`, id, pool, pool === 'labelled' ? 1 : 0],
  )
}

function rowOf(one: Known): AdmissionRow {
  return {
    ...emptyRow({ features: one.features }),
    conversation_id: one.id,
    flagged: one.flagged,
    reasons: one.reasons,
  }
}

const factsOf = (one: Known) => ({
  ...{ startedAt: one.startedAt, endedAt: one.startedAt, users: one.users, assistantId: one.assistant },
  ...{ channel: one.channel, bundle: one.bundle, arm: one.arm, userMessages: one.messages },
  ...{ predictedTurns: [], predictedTurnCount: 0, leastConfidence: one.confidence, ctasSent: 0, clicked: false },
  ...{ hardEnd: false, terminalReached: false, humanReply: false, ratings: [], ordered: false },
  ...{ orderAmount: null, orderCurrency: null },
})
