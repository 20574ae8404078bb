import type { ConversationTurns } from '../../metrics/trait-store.ts'
import type { PredictedTurn } from '../../metrics/traits.ts'
import { hourNumber } from '../../metrics/unit-columns.ts'
import type { Database } from './database.ts'
import { heldHours } from './held-hours.ts'

/** How many turns and conversations are kept in memory, about 100 bytes each. What is beyond is read each time. */
const MOST_HELD = 800_000

export type TurnTuple = readonly [number, string | null, string | null, number | null, string | null, number | null]

interface TurnsRow extends Omit<ConversationTurns, 'turns'> {
  readonly turns: readonly TurnTuple[]
}

/** Conversations that began in one hour, with the turns of each as one stretch of the columns. */
interface TurnHour {
  readonly count: number
  readonly rows: readonly Omit<ConversationTurns, 'turns'>[]
  /** Of conversation i: the turns from ends[i - 1] up to ends[i]. */
  readonly ends: Uint32Array
  readonly at: Float64Array
  /** Bundle, intent and objection: few different ones. */
  readonly names: readonly (readonly [bundle: string | null, intent: string | null, objection: string | null])[]
  /** Of intent and objection; NaN = none. */
  readonly confidences: Float64Array
}

const TURNS = `
  select c.conversation_id "conversationId", c.user_id "userId", c.assistant_id "assistantId", c.channel,
    c.started_at "startedAt", t.turns
  from conversations c join conversation_traits t using (conversation_id)
  where c.started_at >= $1 and c.started_at < $2 and c.eligible order by c.started_at, c.conversation_id`

/** Turns of eligible conversations, held in memory by the hour. */
export function turnsByHour(database: Database) {
  const hourly = heldHours<TurnHour>(database, {
    mostHeld: MOST_HELD,
    async read({ started }) {
      if (started === null) return new Map()
      const rows = await database.query<TurnsRow>(TURNS, [started.from, started.to])
      const groups = Map.groupBy(rows, ({ startedAt }) => hourNumber(startedAt))
      return new Map([...groups].map(([hour, some]) => [hour, turnHour(some)]))
    },
  })
  return async function* turns(
    from: number,
    to: number,
    assistant: string | null,
  ): AsyncGenerator<readonly ConversationTurns[]> {
    for await (const hour of hourly(from, to)) {
      const batch = hour.rows.flatMap((row, i) =>
        row.startedAt >= from && row.startedAt < to && (assistant === null || row.assistantId === assistant)
          ? [{ ...row, turns: turnsOf(hour, i) }]
          : [],
      )
      if (batch.length > 0) yield batch
    }
  }
}

function turnHour(rows: readonly TurnsRow[]): TurnHour {
  const turns = rows.flatMap((row) => row.turns)
  const ends = new Uint32Array(rows.length)
  rows.forEach((row, i) => {
    ends[i] = (ends[i - 1] ?? 0) + row.turns.length
  })
  const known = new Map<string, TurnHour['names'][number]>()
  return {
    count: rows.length + turns.length,
    rows: rows.map(({ turns: _, ...row }) => row),
    ends,
    at: Float64Array.from(turns, ([at]) => at),
    names: turns.map(([, bundle, intent, , objection]) => {
      const names = [bundle, intent, objection] as const
      const key = JSON.stringify(names)
      const held = known.get(key) ?? names
      known.set(key, held)
      return held
    }),
    confidences: Float64Array.from(
      turns.flatMap(([, , , intent, , objection]) => [intent, objection]),
      orNaN,
    ),
  }
}

function turnsOf({ ends, at, names, confidences }: TurnHour, i: number): PredictedTurn[] {
  const turns: PredictedTurn[] = []
  for (let turn = i === 0 ? 0 : ends[i - 1]!; turn < ends[i]!; turn++) {
    const [bundle, intent, objection] = names[turn]!
    const [intentConfidence, objectionConfidence] = [orNull(confidences[2 * turn]!), orNull(confidences[2 * turn + 1]!)]
    turns.push({ at: at[turn]!, bundle, intent, intentConfidence, objection, objectionConfidence })
  }
  return turns
}

const orNaN = (value: number | null): number => value ?? Number.NaN
const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)
