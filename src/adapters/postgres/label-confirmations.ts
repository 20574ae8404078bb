import type { LabelConfirmation, LabelConfirmations } from '../../labels/label-confirmation.ts'
import type { Sql } from './database.ts'

export const postgresLabelConfirmations = (sql: Sql): LabelConfirmations => ({
  async add(confirmed, { who, recordedBy }, now) {
    const column = (name: keyof LabelConfirmation): string[] => confirmed.map((each) => each[name])
    const rows = await sql.query(
      `insert into label_confirmations (task, source, text_id, label, who, recorded_by, at)
       select *, $5, $6, $7::bigint from unnest($1::text[], $2::text[], $3::text[], $4::text[])
       on conflict do nothing returning 1`,
      [column('task'), column('source'), column('textId'), column('label'), who, recordedBy, now],
    )
    return rows.length
  },
  of: (task) =>
    sql.query<LabelConfirmation>(
      `select task, source, text_id "textId", label from label_confirmations where task = $1`,
      [task],
    ),
})
