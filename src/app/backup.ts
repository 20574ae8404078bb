import { createHash, type Hash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, existsSync } from 'node:fs'
import { open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type Database, openDatabase, type Sql } from '../adapters/postgres/database.ts'
import { counters, rowsOf, sumOf, tables } from '../adapters/postgres/table-copy.ts'
import { LoopError } from '../errors/loop-error.ts'
import {
  BACKUP_FORMAT,
  type BackupHeader,
  type BackupLine,
  type BackupSummary,
  FOLDERS,
  PART_BYTES,
} from './backup-format.ts'
import { existingDatabaseOf } from './database-of.ts'
import type { Settings } from './settings.ts'

/**
 * Writes everything that the database and the model folders hold into one gzip NDJSON file. The tables are one
 * consistent snapshot; services may go on meanwhile. Throws LOOP_FILE_EXISTS.
 */
export async function backup(
  settings: Settings,
  out: string,
  onProgress: (what: string) => void,
): Promise<BackupSummary> {
  const target = resolve(out)
  if (existsSync(target)) {
    throw new LoopError('LOOP_FILE_EXISTS', `${target} exists. Give another --out, or remove it.`)
  }
  const database = await openDatabase(existingDatabaseOf(settings))
  const partial = `${target}.partial`
  const writer = new BackupWriter()
  try {
    await rm(partial, { force: true }) // of a backup that was killed
    const file = createWriteStream(partial, { flags: 'wx', mode: 0o600 })
    const written = pipeline(writer.stream, createGzip({ level: 6 }), file)
    const [summary] = await Promise.all([writeAll(database, settings, writer, onProgress), written])
    await sync(partial)
    await rename(partial, target)
    await sync(dirname(target))
    await database.query(
      `insert into backups (path, made_at) values ($1, $2)
       on conflict (path) do update set made_at = excluded.made_at, removed_at = null`,
      [target, Date.now()],
    )
    return summary
  } catch (error) {
    writer.stream.destroy()
    await rm(partial, { force: true })
    throw error
  } finally {
    await database.close()
  }
}

class BackupWriter {
  readonly stream = new PassThrough()
  readonly #hash: Hash = createHash('sha256')
  readonly #closed = new AbortController()

  constructor() {
    this.stream.once('close', () => this.#closed.abort(new Error('the backup file was closed')))
  }

  async line(line: BackupLine): Promise<void> {
    await this.raw(JSON.stringify(line))
  }

  /** One line of JSON; waits while the file is slower. */
  async raw(json: string): Promise<void> {
    const text = `${json}\n`
    this.#hash.update(text)
    if (!this.stream.write(text)) await once(this.stream, 'drain', { signal: this.#closed.signal })
  }

  async end(): Promise<void> {
    await this.line({ end: { sha256: this.#hash.copy().digest('hex') } })
    this.stream.end()
  }
}

async function writeAll(
  database: Database,
  settings: Settings,
  writer: BackupWriter,
  onProgress: (what: string) => void,
): Promise<BackupSummary> {
  const rows = await database.transaction(async (sql) => {
    await sql.query('set transaction isolation level repeatable read, read only')
    return writeTables(sql, writer, onProgress)
  })
  // After the snapshot: every model that a row names was on disk before the row.
  let files = 0
  for (const path of await filesBelow(settings.dataDir)) {
    await writeFile(settings.dataDir, path, writer)
    files++
  }
  await writer.end()
  return { tables: Object.keys(rows).length, rows, files }
}

async function writeTables(sql: Sql, writer: BackupWriter, onProgress: (what: string) => void) {
  const shapes = await tables(sql)
  const migrations = await sql.query<BackupHeader['migrations'][number]>(
    'select id, name, checksum from schema_migrations order by id',
  )
  await writer.line({
    header: {
      format: BACKUP_FORMAT,
      migrations,
      tables: shapes.map(({ name }) => name),
      counters: await counters(sql),
    },
  })
  const counts: Record<string, number> = {}
  for (const shape of shapes) {
    await writer.line({ table: { name: shape.name, ...(await sumOf(sql, shape)) } })
    counts[shape.name] = 0
    for await (const rows of rowsOf(sql, shape)) {
      for (const row of rows) await writer.raw(`{"row":${row}}`)
      counts[shape.name]! += rows.length
    }
    onProgress(`${shape.name}: ${counts[shape.name]} rows`)
  }
  return counts
}

async function writeFile(root: string, path: string, writer: BackupWriter): Promise<void> {
  const handle = await open(join(root, path))
  try {
    const bytes = await handle.readFile()
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await writer.line({ file: { path: path.split(sep).join('/'), bytes: bytes.length, sha256 } })
    for (let from = 0; from < bytes.length; from += PART_BYTES) {
      await writer.line({ part: bytes.subarray(from, from + PART_BYTES).toString('base64') })
    }
  } finally {
    await handle.close()
  }
}

/** Files of the folders that belong into a backup; unfinished ones (with a leading dot) do not. */
async function filesBelow(root: string): Promise<string[]> {
  const found: string[] = []
  for (const folder of FOLDERS) {
    const place = join(root, folder)
    if (!existsSync(place)) continue
    const entries = await readdir(place, { recursive: true, withFileTypes: true })
    found.push(
      ...entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name))),
    )
  }
  return found.filter((path) => !path.split(sep).some((part) => part.startsWith('.'))).sort()
}

async function sync(path: string): Promise<void> {
  const handle = await open(path)
  await handle.sync()
  await handle.close()
}
