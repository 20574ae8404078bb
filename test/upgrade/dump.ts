import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

/** Columns and rows of a table; each row as JSON, sorted. */
export type Dump = Readonly<Record<string, { readonly columns: readonly string[]; readonly rows: readonly string[] }>>

/** Describe the database itself, or move by themselves. */
const NOT_COMPARED = ['schema_migrations']

const SCRIPT = `
const [, , tree, dataDir, like] = process.argv
const { openDatabase } = await import(tree + '/src/adapters/postgres/database.ts')
const wanted = like ? JSON.parse(like) : null
const database = await openDatabase({ dataDir })
const tables = await database.query(\`select c.relname "name", array_agg(a.attname::text order by a.attname) columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' group by 1 order by 1\`)
const dump = {}
for (const { name, columns } of tables) {
  if (wanted && !wanted[name]) continue
  const own = wanted ? wanted[name].filter((column) => columns.includes(column)) : columns
  const list = own.map((column) => 't."' + column + '"').join()
  const rows = await database.query('select to_json(x)::text line from (select ' + list + ' from "' + name + '" t) x')
  dump[name] = { columns: own, rows: rows.map(({ line }) => line).sort() }
}
await database.close()
process.stdout.write(JSON.stringify(dump))
`

/**
 * Every table of a data folder, read (and brought up to date) by the program in `tree`.
 *
 * @param like only these tables and columns
 */
export async function dumpOf(tree: string, dataDir: string, like: Dump | null = null): Promise<Dump> {
  const folder = await mkdtemp(join(tmpdir(), 'upgrade-dump-'))
  const script = join(folder, 'dump.mjs')
  await writeFile(script, SCRIPT)
  const wanted = like && Object.fromEntries(Object.entries(like).map(([name, { columns }]) => [name, columns]))
  const args = [script, resolve(tree), resolve(dataDir), ...(wanted ? [JSON.stringify(wanted)] : [])]
  const options = { cwd: tree, maxBuffer: 1e9 }
  const { stdout } = await promisify(execFile)(process.execPath, args, options).finally(() =>
    rm(folder, { recursive: true, force: true }),
  )
  const dump = JSON.parse(stdout) as Record<string, Dump[string]>
  for (const name of NOT_COMPARED) delete dump[name]
  return dump
}
