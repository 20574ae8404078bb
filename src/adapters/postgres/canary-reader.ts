import type { ArmCount, ArmCounts } from '../../releases/canary.ts'
import type { CanaryReader } from '../../releases/canary-reader.ts'
import type { Database } from './database.ts'

interface UserCount {
  readonly arm: 'live' | 'canary'
  readonly size: number
  readonly successes: number
  readonly immature: number
}

/** A click is known at once, its absence only later: before the end of a conversation, neither counts. */
const CLICK_THROUGH = `
  select arm, count(*) filter (where mature)::int size, count(*) filter (where mature and not cta_not_clicked)::int successes,
    count(*) filter (where not mature)::int immature
  from (select *, closed and cta_not_clicked is not null mature from conversations) c
  where started_at >= $3 and eligible and (facts->>'ctasSent')::int > 0
    and ((arm = 'live' and bundle = $1) or (arm = 'canary' and bundle = $2))
  group by arm, coalesce(user_id, 'conversation ' || conversation_id)`

const ERRORS = `
  select arm, count(*)::int size, count(fallback)::int successes, 0 immature
  from decisions where at >= $2 and experiment = 'canary:' || $1
  group by arm, coalesce(user_id, 'conversation ' || conversation_id)`

/** Counts per arm and user, summed in the database. */
export function postgresCanaryReader(database: Database): CanaryReader {
  return {
    async counts(live, canary, since): Promise<ArmCounts> {
      const clicks = await database.query<UserCount>(CLICK_THROUGH, [live, canary, since])
      const errors = await database.query<UserCount>(ERRORS, [canary, since])
      return { click_through: byArm(clicks), errors: byArm(errors) }
    },
  }
}

const byArm = (counts: readonly UserCount[]): { live: ArmCount; canary: ArmCount } => ({
  live: armOf(counts.filter((count) => count.arm === 'live')),
  canary: armOf(counts.filter((count) => count.arm === 'canary')),
})

const armOf = (counts: readonly UserCount[]): ArmCount => ({
  users: counts.filter((count) => count.size > 0).map(({ successes, size }) => ({ successes, size })),
  immature: counts.reduce((sum, count) => sum + count.immature, 0),
})
