/** Finding an order by its id. A search in the text, not a cast: no event may fail to be stored because of it. */
export const sql = `
create index events_order on events (substring(body from '"order_id"[[:space:]]*:[[:space:]]*"([^"\\\\]+)"'))
  where type = 'order_event';
`
