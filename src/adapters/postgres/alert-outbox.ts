import type { AlertOutbox, Delivery } from '../../monitoring/alert-delivery.ts'
import type { Sql } from './database.ts'

const COLUMNS = `delivery_id "deliveryId", channel, message, made_at "madeAt", attempts, next_try_at "nextTryAt",
  delivered_at "deliveredAt", given_up_at "givenUpAt", error`

/** Of one alert's messages: by episode, firing before resolved. */
const ORDER = (row: string): string => `((${row}.message->>'episode')::int, ${row}.message->>'event')`

/**
 * Reserved by moving the next try: a process that dies leaves them to the next one, once that has passed. Of one alert the
 * earlier message goes first: heard the other way round, an alert that is over would be taken to fire.
 */
const TAKE = `
  update alert_deliveries set attempts = attempts + 1, next_try_at = $3
  where delivery_id in (
    select delivery_id from alert_deliveries d
    where delivered_at is null and given_up_at is null and next_try_at <= $2 and channel = any($1)
      and not exists (select from alert_deliveries e
        where e.delivered_at is null and e.given_up_at is null and e.channel = d.channel
          and e.message->>'alert_id' = d.message->>'alert_id' and ${ORDER('e')} < ${ORDER('d')})
    order by next_try_at, delivery_id limit $4 for update skip locked)
  returning ${COLUMNS}`

export const postgresAlertOutbox = (sql: Sql): AlertOutbox => ({
  async take(channels, now, until, most) {
    if (channels.length === 0) return []
    return sql.query<Delivery>(TAKE, [channels, now, until, most])
  },
  async delivered(deliveryId, now) {
    await sql.query('update alert_deliveries set delivered_at = $2, error = null where delivery_id = $1', [
      ...[deliveryId, now],
    ])
  },
  async failed(deliveryId, error, now, again) {
    await sql.query(
      `update alert_deliveries set error = $2, next_try_at = coalesce($4, next_try_at),
         given_up_at = case when $4::bigint is null then $3::bigint end
       where delivery_id = $1 and delivered_at is null`,
      [deliveryId, error, now, again],
    )
  },
  list: (limit) =>
    sql.query<Delivery>(`select ${COLUMNS} from alert_deliveries order by made_at desc, delivery_id limit $1`, [limit]),
})
