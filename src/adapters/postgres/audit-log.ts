import type { AuditFilter, AuditLine, AuditLog } from '../../access/audit.ts'
import type { Database } from './database.ts'

const COLUMNS = `seq, at, who, kind, area, what, target, details, encode(hash, 'hex') hash`

/** @param clock the real one, epoch milliseconds: a replay's time says nothing of when people did something */
export const postgresAuditLog = (database: Database, clock: () => number): AuditLog => ({
  async record({ who, kind, area, what, target, details }) {
    const [line] = await database.query<{ seq: number }>('select add_audit($1, $2, $3, $4, $5, $6, $7) seq', [
      ...[clock(), who, kind, area, what, target, JSON.stringify(details)],
    ])
    return line!.seq
  },
  list(filter, limit) {
    const { where, values } = conditionsOf(filter)
    return database.query<AuditLine>(
      `select ${COLUMNS} from audit_log where ${where} order by seq desc limit $${values.length + 1}`,
      [...values, limit],
    )
  },
  async check() {
    const [found] = await database.query<{ lines: number; brokenAt: number | null; hash: string | null }>(
      `with walked as (
         select *, lag(hash, 1, ''::bytea) over (order by seq) before, row_number() over (order by seq) place from audit_log)
       select count(*) lines, min(seq) filter (where seq <> place
           or hash <> audit_hash(before, seq, at, who, kind, area, what, target, details)) "brokenAt",
         (select encode(hash, 'hex') from audit_log order by seq desc limit 1) hash
       from walked`,
    )
    return found!
  },
})

const TESTS: Readonly<Record<keyof AuditFilter, string>> = {
  who: 'who =',
  area: 'area =',
  what: 'what =',
  target: 'target =',
  from: 'at >=',
  until: 'at <',
  before: 'seq <',
}

/** Only what is asked for stands in the statement, so that its index is found. */
function conditionsOf(filter: AuditFilter): { where: string; values: unknown[] } {
  const asked = Object.entries(TESTS).flatMap(([name, test]) => {
    const value = filter[name as keyof AuditFilter]
    return value === null ? [] : [{ test, value }]
  })
  return {
    where: asked.length === 0 ? 'true' : asked.map(({ test }, index) => `${test} $${index + 1}`).join(' and '),
    values: asked.map(({ value }) => value),
  }
}
