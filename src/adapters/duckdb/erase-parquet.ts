import { randomUUID } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import type { ErasureTargets } from '../../privacy/erasure.ts'
import { openEngine } from './engine.ts'

const MEMORY_BYTES = 500_000_000
const SHORT_ID = 6

/**
 * Writes a Parquet file anew without the rows of the person: those with an id of theirs in a column, or a longer id or
 * given text anywhere. Untouched when there are none; returns how many there were.
 */
export async function eraseParquet(path: string, targets: ErasureTargets): Promise<number> {
  const engine = await openEngine(MEMORY_BYTES)
  const partial = `${path}.${randomUUID()}.part`
  try {
    const file = `read_parquet(${literal(path)}) the_file`
    const columns = (await engine.all(`select column_name from (describe select * from ${file})`)).map(
      ([name]) => `cast(the_file."${String(name).replaceAll('"', '""')}" as varchar)`,
    )
    const { users, conversations, events, texts } = targets
    await engine.run('create table ids (id varchar); create table texts (text varchar)')
    await fill(engine, 'ids', [...users, ...conversations, ...events])
    await fill(engine, 'texts', [...texts, ...users.filter((id) => id.length >= SHORT_ID)])
    const equal = columns.map((column) => `${column} in (select id from ids)`).join(' or ')
    const inside = `exists (select 1 from texts where contains(concat_ws(chr(1), ${columns.join()}), texts.text))`
    const belongs = `coalesce(${equal}, false) or ${inside}`
    const [[count]] = (await engine.all(`select count(*) from ${file} where ${belongs}`)) as [[bigint]]
    if (count > 0n) {
      await engine.run(
        `copy (select * from ${file} where not (${belongs})) to ${literal(partial)} (format parquet, compression zstd)`,
      )
      await rename(partial, path)
    }
    return Number(count)
  } finally {
    await engine.close()
    await rm(partial, { force: true })
  }
}

const VALUES_PER_INSERT = 1000

async function fill(
  engine: { run(sql: string): Promise<void> },
  table: string,
  values: readonly string[],
): Promise<void> {
  for (let from = 0; from < values.length; from += VALUES_PER_INSERT) {
    const rows = values.slice(from, from + VALUES_PER_INSERT).map((value) => `(${literal(value)})`)
    await engine.run(`insert into ${table} values ${rows.join()}`)
  }
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
