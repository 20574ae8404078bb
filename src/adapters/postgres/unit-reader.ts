import { RULE_NAMES, type RuleName } from '../../features/row.ts'
import type { Unit } from '../../metrics/unit.ts'
import type { UnitReader } from '../../metrics/unit-reader.ts'
import type { Database } from './database.ts'

interface UnitRow {
  readonly conversationId: string
  readonly userId: string | null
  readonly startedAt: number | null
  readonly endedAt: number | null
  readonly bundle: string | null
  readonly arm: string | null
  readonly assistantId: string | null
  readonly channel: string | null
  readonly eligible: boolean | null
  readonly closed: boolean
  readonly flagged: boolean | null
  readonly cta_not_clicked: boolean | null
  readonly no_order: boolean | null
  readonly repeated_question: boolean | null
  readonly fsm_stalled: boolean | null
  readonly long_silence: boolean | null
  readonly no_conversion: boolean | null
  readonly stratum: 'flagged' | 'control' | null
  readonly reasons: readonly RuleName[]
  readonly undecided: readonly RuleName[]
  readonly facts: Pick<
    Unit,
    | 'ctasSent'
    | 'clicked'
    | 'hardEnd'
    | 'terminalReached'
    | 'humanReply'
    | 'ratings'
    | 'ordered'
    | 'orderAmount'
    | 'orderCurrency'
    | 'predictedTurnCount'
  >
}

const COLUMNS = `c.conversation_id "conversationId", c.user_id "userId", started_at "startedAt", ended_at "endedAt", bundle, arm,
  assistant_id "assistantId", channel, eligible, closed, flagged, cta_not_clicked, no_order, repeated_question, fsm_stalled,
  long_silence, no_conversion, row->'reasons' reasons, row->'undecided' undecided,
  facts - 'predictedTurns' - 'users' facts,
  case when d.conversation_id is null then null when d.reason is null then 'control' else 'flagged' end stratum`
const FROM = 'from conversations c left join draws d using (conversation_id)'

const BATCH = 500

/** Pages through the table by its key: each batch is a short statement, and rows may change between two. */
export function postgresUnitReader(database: Database): UnitReader {
  return {
    async *units(from, to) {
      for (let after = ''; ; ) {
        const rows = await database.query<UnitRow>(
          `select ${COLUMNS} ${FROM} where conversation_id > $1
           and ($2::bigint is null or started_at >= $2) and ($3::bigint is null or started_at < $3)
           order by conversation_id limit ${BATCH}`,
          [after, from, to],
        )
        if (rows.length > 0) yield rows.map(unitFrom)
        if (rows.length < BATCH) return
        after = rows.at(-1)!.conversationId
      }
    },
    async named(conversationIds) {
      const sql = `select ${COLUMNS} ${FROM} where conversation_id = any($1)`
      return (await database.query<UnitRow>(sql, [conversationIds])).map(unitFrom)
    },
  }
}

function unitFrom(row: UnitRow): Unit {
  const { conversationId, userId, startedAt, endedAt, bundle, arm, assistantId, channel, eligible, closed, flagged } =
    row
  const { cta_not_clicked, no_order, repeated_question, fsm_stalled, long_silence, no_conversion } = row
  return {
    conversationId,
    userId,
    startedAt,
    endedAt,
    bundle,
    arm,
    assistantId,
    channel,
    eligible,
    closed,
    flagged,
    stratum: row.stratum,
    features: { cta_not_clicked, no_order, repeated_question, fsm_stalled, long_silence, no_conversion },
    rules: rulesOf(row.reasons, row.undecided),
    ...row.facts,
  }
}

/** The row names the true and the unknown rules; the others are false. */
const rulesOf = (reasons: readonly RuleName[], undecided: readonly RuleName[]): Unit['rules'] =>
  Object.fromEntries(
    RULE_NAMES.map((rule) => [rule, reasons.includes(rule) ? true : undecided.includes(rule) ? null : false]),
  )
