import { noRulesVersion, type RuleBook, rulesChanged } from '../../admission/rule-book.ts'
import { BUILT_IN, type RuleTable, type RuleVersion } from '../../admission/rule-version.ts'
import type { Database, Sql } from './database.ts'

type Row = Omit<RuleVersion, keyof RuleTable> & { readonly body: RuleTable }
const SELECT = 'select version, parent, restored, body, author, comment, at from rule_versions'

/** The admission rules as rows that only grow. */
export function postgresRuleBook(database: Database): RuleBook {
  const known = new Map<number, RuleVersion>() // a version never changes
  return {
    current: () => currentRules(database),
    async version(version) {
      const found = known.get(version) ?? (await rulesOf(database, version))
      known.set(version, found)
      return found
    },
    async versions(limit, before) {
      const rows = await database.query<Row>(
        `${SELECT} where $2::int is null or version < $2 order by version desc limit $1`,
        [limit, before ?? null],
      )
      const found = rows.map(toVersion)
      return found.length < limit && (before ?? 2) > 1 ? [...found, BUILT_IN] : found
    },
    save: (table, change) =>
      database.transaction(async (sql) => {
        await sql.query(`select pg_advisory_xact_lock(hashtextextended('salesloop.rules', 0))`)
        const present = await currentRules(sql)
        if (present.version !== change.parent) throw rulesChanged(change.parent, present)
        const { rules, thresholds } = table
        const next: RuleVersion = { rules, thresholds, version: present.version + 1, ...change }
        await sql.query(
          `insert into rule_versions (version, parent, restored, body, author, comment, at) values ($1, $2, $3, $4, $5, $6, $7)`,
          [
            next.version,
            next.parent,
            next.restored,
            JSON.stringify({ rules, thresholds }),
            next.author,
            next.comment,
            next.at,
          ],
        )
        return next
      }),
  }
}

/** The latest version, on a connection that may be inside a transaction. */
export async function currentRules(sql: Pick<Sql, 'query'>): Promise<RuleVersion> {
  const [row] = await sql.query<Row>(`${SELECT} order by version desc limit 1`)
  return row ? toVersion(row) : BUILT_IN
}

export async function rulesOf(sql: Pick<Sql, 'query'>, version: number): Promise<RuleVersion> {
  if (version === BUILT_IN.version) return BUILT_IN
  const [row] = await sql.query<Row>(`${SELECT} where version = $1`, [version])
  if (!row) throw noRulesVersion(version)
  return toVersion(row)
}

const toVersion = ({ body, ...row }: Row): RuleVersion => ({ ...row, rules: body.rules, thresholds: body.thresholds })
