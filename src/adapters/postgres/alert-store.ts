import { LoopError } from '../../errors/loop-error.ts'
import type { Alert, Judged } from '../../monitoring/alert.ts'
import { deliveryIdOf, messageOf } from '../../monitoring/alert-delivery.ts'
import { DEFAULT_RULES } from '../../monitoring/alert-rule.ts'
import type { AlertEntry, AlertStore, KeptRules } from '../../monitoring/alert-store.ts'
import type { Database, Sql } from './database.ts'

const RULES = `select version, body rules, changed_at "changedAt", changed_by "changedBy" from alert_rules
  order by version desc limit 1`

const SAVE = `
  insert into alerts (alert_id, rule, place, state, alert, evaluated_at) values ($1, $2, $3, $4, $5, $6)
  on conflict (alert_id) do update set state = excluded.state, alert = excluded.alert, evaluated_at = excluded.evaluated_at`

const ENTRY = 'insert into alert_history (alert_id, at, action, who, detail) values ($1, $2, $3, $4, $5)'

const DELIVERY = `
  insert into alert_deliveries (delivery_id, channel, message, made_at, next_try_at) values ($1, $2, $3, $4, $4)
  on conflict do nothing`

export function postgresAlertStore(database: Database): AlertStore {
  return {
    rules: () => currentRules(database),
    putRules: (rules, expected, now, who) =>
      database.transaction(async (sql) => {
        await sql.query(`select pg_advisory_xact_lock(hashtextextended('salesloop.alert-rules', 0))`)
        const held = await currentRules(sql)
        if (expected !== null && expected !== held.version) throw stale(expected, held.version)
        const version = held.version + 1
        await sql.query('insert into alert_rules (version, body, changed_at, changed_by) values ($1, $2, $3, $4)', [
          ...[version, JSON.stringify(rules), now, who],
        ])
        return { version, rules, changedAt: now, changedBy: who }
      }),
    async list({ states, rule, after, limit }) {
      const rows = await database.query<{ alert: Alert }>(
        `select alert from alerts where state = any($1) and ($2::text is null or rule = $2)
           and ($3::text is null or alert_id > $3) order by alert_id limit $4`,
        [states ?? ['pending', 'firing'], rule, after, limit],
      )
      return rows.map((row) => row.alert)
    },
    async get(alertId) {
      const [row] = await database.query<{ alert: Alert }>('select alert from alerts where alert_id = $1', [alertId])
      if (!row)
        throw new LoopError('LOOP_NO_ALERT', `There is no alert ${alertId}. See GET /v1/alerts.`, { status: 404 })
      return row.alert
    },
    history: (alertId, limit) =>
      database.query<AlertEntry>(
        `select alert_id "alertId", at, action, who, (detail->>'value')::float8 "value", detail->>'why' why, detail->>'whyZh' "whyZh"
         from alert_history where alert_id = $1 order by seq desc limit $2`,
        [alertId, limit],
      ),
    change: (change, channels, madeAt) =>
      database.transaction(async (sql) => {
        await sql.query(`select pg_advisory_xact_lock(hashtextextended('salesloop.alerts', 0))`)
        const rows = await sql.query<{ alert: Alert }>('select alert from alerts')
        const held = new Map(rows.map(({ alert }) => [alert.alertId, alert]))
        const judged = change(held)
        for (const each of judged)
          if (each.alert !== held.get(each.alert.alertId)) await write(sql, each, channels, madeAt)
        return judged
      }),
  }
}

async function currentRules(sql: Sql): Promise<KeptRules> {
  const [row] = await sql.query<KeptRules>(RULES)
  return row ?? { version: 0, rules: DEFAULT_RULES, changedAt: null, changedBy: null }
}

/** State, history and what is to be told, in the caller's transaction. */
async function write(sql: Sql, { alert, changes }: Judged, channels: readonly string[], madeAt: number): Promise<void> {
  const { alertId, rule, place, state, evaluatedAt, value, why, whyZh } = alert
  await sql.query(SAVE, [alertId, rule, JSON.stringify(place), state, JSON.stringify(alert), evaluatedAt])
  for (const change of changes) {
    const reason = change.action === 'acknowledged' ? (alert.acknowledged?.why ?? why) : why
    const said = change.action === 'silenced' ? (alert.silenced?.why ?? reason) : reason
    await sql.query(ENTRY, [
      alertId,
      change.at,
      change.action,
      change.who,
      JSON.stringify({ value, why: said, ...(said === why && { whyZh }) }),
    ])
    for (const channel of change.tell ? channels : []) {
      const id = deliveryIdOf(alert, change.action, channel)
      await sql.query(DELIVERY, [id, channel, JSON.stringify(messageOf(alert, change, id)), madeAt])
    }
  }
}

const stale = (expected: number, held: number): LoopError =>
  new LoopError(
    'LOOP_STALE_RULES',
    `The rules were read as version ${expected}, and version ${held} holds by now. Read them again and repeat the change.`,
    { status: 409 },
  )
