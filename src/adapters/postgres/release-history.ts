import type { ReleaseHistory } from '../../monitoring/release-history.ts'
import type { Release } from '../../monitoring/review-case.ts'
import type { Sql } from './database.ts'

export const postgresReleaseHistory = (sql: Sql): ReleaseHistory => ({
  wentLive: () =>
    sql.query<Release>(
      'select live bundle, min(at) at from release_ledger where live is not null group by live order by min(at), live',
    ),
  async labelledAt() {
    const rows = await sql.query<{ at: number }>(
      `select recorded_at at from labels where source = 'human' and sample_id is not null order by recorded_at`,
    )
    return rows.map(({ at }) => at)
  },
})
