import type { GuidelineBook, Guidelines, GuidelinesVersion } from '../../labels/guidelines.ts'
import { emptyTaxonomy } from '../../labels/taxonomy.ts'
import type { Database, Sql } from './database.ts'

const VERSION = 'version, note, changed_at "changedAt", changed_by "changedBy"'
const WHOLE = `${VERSION}, text_en "textEn", text_zh "textZh"`

/** The taxonomy as it stands, one version on; nothing when another was faster. */
const NEXT_TAXONOMY = `
  insert into taxonomies (version, body, changed_at, changed_by)
  select version + 1, jsonb_set(body, '{version}', to_jsonb(version + 1)), $1, $2
  from (select version, body from taxonomies union all select 0, $3::jsonb order by version desc limit 1) latest
  on conflict do nothing returning version`

/** Guidelines in PostgreSQL. */
export function postgresGuidelines(database: Database): GuidelineBook {
  return {
    inForce: (taxonomyVersion) => inForce(database, taxonomyVersion),
    versions: () => database.query<GuidelinesVersion>(`select ${VERSION} from guidelines order by version desc`),
    keep: (draft, from, who, now) =>
      database.transaction(async (sql) => {
        await sql.query(`select pg_advisory_xact_lock(hashtextextended('salesloop.guidelines', 0))`)
        const current = await inForce(sql)
        if (from !== null && from !== (current?.version ?? 0)) return null
        const textEn = draft.textEn ?? current?.textEn ?? ''
        const textZh = draft.textZh ?? current?.textZh ?? ''
        const same = current?.textEn === textEn && current.textZh === textZh
        return same ? current : add(sql, { textEn, textZh, note: draft.note }, who, now)
      }),
  }
}

async function inForce(sql: Sql, taxonomyVersion?: number): Promise<Guidelines | null> {
  const [row] = await sql.query<Guidelines>(
    `select ${WHOLE} from guidelines where $1::int is null or version <= $1 order by version desc limit 1`,
    [taxonomyVersion ?? null],
  )
  return row ?? null
}

type Texts = Pick<Guidelines, 'textEn' | 'textZh' | 'note'>

async function add(sql: Sql, { textEn, textZh, note }: Texts, who: string, now: number): Promise<Guidelines> {
  for (;;) {
    const [next] = await sql.query<{ version: number }>(NEXT_TAXONOMY, [now, who, JSON.stringify(emptyTaxonomy)])
    if (!next) continue
    await sql.query(
      `insert into guidelines (version, text_en, text_zh, note, changed_at, changed_by) values ($1, $2, $3, $4, $5, $6)`,
      [next.version, textEn, textZh, note, now, who],
    )
    return { version: next.version, textEn, textZh, note, changedAt: now, changedBy: who }
  }
}
