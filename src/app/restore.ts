import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { registerBeside } from '../adapters/files/erase-files.ts'
import { openClock } from '../adapters/postgres/clock.ts'
import { type Database, openDatabase, type Sql } from '../adapters/postgres/database.ts'
import {
  addRows,
  emptyTables,
  setCounters,
  sumOf,
  type TableShape,
  type TableSum,
  tables,
} from '../adapters/postgres/table-copy.ts'
import { LoopError } from '../errors/loop-error.ts'
import { workOnErasures } from '../loop/erase.ts'
import type { ErasureRegister } from '../privacy/erasure.ts'
import { BACKUP_FORMAT, type BackupHeader, type BackupLine, type BackupSummary, FOLDERS } from './backup-format.ts'
import { databaseOf } from './database-of.ts'
import { erasePorts } from './erasing.ts'
import { linesOf, openInput } from './line-source.ts'
import type { Settings } from './settings.ts'

const ROWS_PER_INSERT = 500
const CHARACTERS_PER_INSERT = 8 * 1024 * 1024
const ROW_PREFIX = '{"row":'

/**
 * Reads a backup into an empty data folder and proves that tables and files hold what was backed up. A folder whose
 * restore was cut short is marked, and refused by everything; the tables are filled all or nothing. Throws LOOP_NOT_EMPTY, LOOP_BACKUP_DAMAGED, LOOP_BACKUP_OTHER_VERSION.
 */
export async function restore(
  settings: Settings,
  from: string,
  onProgress: (what: string) => void,
  registerFile: string | null = null,
): Promise<BackupSummary & { readonly erasedAnew: number }> {
  const dataDir = resolve(settings.dataDir)
  const input = await openInput(from)
  await refuseFull(dataDir)
  const database = await openDatabase(databaseOf(settings))
  try {
    const marker = join(dataDir, 'restoring')
    const summary = await database.transaction(async (sql) => {
      await sql.query(`select pg_advisory_xact_lock(hashtextextended('salesloop.restore', 0))`)
      const shapes = await tables(sql)
      await refuseRows(sql, shapes)
      await mkdir(dataDir, { recursive: true })
      await writeFile(marker, `from ${resolve(from)}\n`)
      const loader = new Loader(sql, dataDir, shapes, onProgress)
      for await (const { bytes } of linesOf(input, LONGEST_LINE_BYTES)) await loader.take(bytes)
      return loader.finish()
    })
    const erasedAnew = await eraseAnew(
      database,
      { ...settings, dataDir },
      registerFile ?? registerBeside(from),
      onProgress,
    )
    await rm(marker)
    onProgress(await whoMayEnter(database))
    return { ...summary, erasedAnew }
  } finally {
    await database.close()
  }
}

/**
 * Whoever was erased since the backup was made is erased again: by the tombstones in the backup, and by the register that
 * erasures lay beside it.
 */
async function eraseAnew(
  database: Database,
  settings: Settings,
  registerFile: string,
  onProgress: (what: string) => void,
): Promise<number> {
  const ports = erasePorts(database, settings)
  if (existsSync(registerFile)) {
    const register = JSON.parse(await readFile(registerFile, 'utf8')) as ErasureRegister | null
    if (register !== null) await ports.erasures.adopt(register)
  } else onProgress(`no register of erasures at ${registerFile}: only erasures made before the backup are known`)
  const reopened = await ports.erasures.reopen()
  if (reopened === 0) return 0
  onProgress(`erasing anew: ${reopened} persons and conversations that were erased since`)
  const clock = await openClock(database, null)
  await workOnErasures(
    ports,
    () => clock.now(),
    () => {},
    new AbortController().signal,
  )
  return reopened
}

/** Sessions and links are in no backup; keys and accounts are, and some may have been shut since. */
async function whoMayEnter(sql: Sql): Promise<string> {
  const [found] = await sql.query<{ keys: number; accounts: number }>(
    `select (select count(*) from api_keys where revoked_at is null) keys,
       (select count(*) from accounts where disabled_at is null) accounts`,
  )
  return `everybody is logged out; ${found!.keys} keys and ${found!.accounts} accounts open as they did at the backup: what was revoked, switched off or given another password since is to be shut again (salesloop keys list, salesloop users list)`
}

const LONGEST_LINE_BYTES = 64 * 1024 * 1024

async function refuseFull(dataDir: string): Promise<void> {
  const names = await readdir(dataDir).catch(() => [])
  if (names.length > 0) {
    throw new LoopError('LOOP_NOT_EMPTY', `${dataDir} is not empty. Give --data-dir a new folder.`)
  }
}

/** With rows in a new database. */
const BORN_FULL = new Set(['clock', 'release_state', 'lake_state'])

/** With DATABASE_URL the folder may be new and the database may not. */
async function refuseRows(sql: Sql, shapes: readonly TableShape[]): Promise<void> {
  const used: string[] = []
  for (const shape of shapes) {
    if (!BORN_FULL.has(shape.name) && (await sumOf(sql, shape)).rows > 0) used.push(shape.name)
  }
  const [clock] = await sql.query<{ mode: string | null }>('select mode from clock')
  if (used.length === 0 && !clock?.mode) return
  throw new LoopError(
    'LOOP_NOT_EMPTY',
    `The database is in use: ${used.length > 0 ? `there are rows in ${used.join(', ')}` : 'a service has run on it'}. Restore into an empty one.`,
  )
}

/** Takes the lines of a backup one after the other. */
class Loader {
  readonly #sql: Sql
  readonly #dataDir: string
  readonly #shapes: ReadonlyMap<string, TableShape>
  readonly #onProgress: (what: string) => void
  readonly #hash = createHash('sha256')
  readonly #sums = new Map<string, TableSum>()
  #table: TableShape | null = null
  #rows: string[] = []
  #characters = 0
  #file: { path: string; sha256: string; parts: Buffer[] } | null = null
  #files = 0
  #ended = false
  #counters: BackupHeader['counters'] = {}

  constructor(sql: Sql, dataDir: string, shapes: readonly TableShape[], onProgress: (what: string) => void) {
    this.#sql = sql
    this.#dataDir = dataDir
    this.#shapes = new Map(shapes.map((shape) => [shape.name, shape]))
    this.#onProgress = onProgress
  }

  async take(bytes: Buffer | null): Promise<void> {
    if (bytes === null || this.#ended) throw damaged('a line is too long, or stands behind the end')
    const text = bytes.toString('utf8')
    if (text.startsWith(ROW_PREFIX)) await this.#takeRow(text.slice(ROW_PREFIX.length, -1))
    else await this.#takeLine(parse(text))
    this.#hash.update(bytes).update('\n')
  }

  /** Everything has come: proves that it is whole and that the tables hold it. */
  async finish(): Promise<BackupSummary> {
    if (!this.#ended) throw damaged('it ends too early')
    await setCounters(this.#sql, this.#counters)
    for (const [name, sum] of this.#sums) {
      const now = await sumOf(this.#sql, this.#shapes.get(name)!)
      if (now.rows !== sum.rows || now.fingerprint !== sum.fingerprint) {
        throw damaged(
          `table ${name} should hold ${sum.rows} rows with sum ${sum.fingerprint}, and holds ${now.rows} with ${now.fingerprint}`,
        )
      }
    }
    const rows = Object.fromEntries([...this.#sums].map(([name, sum]) => [name, sum.rows]))
    return { tables: this.#sums.size, rows, files: this.#files }
  }

  async #takeRow(row: string): Promise<void> {
    if (this.#table === null) throw damaged('a row stands before its table')
    this.#rows.push(row)
    this.#characters += row.length
    if (this.#rows.length === ROWS_PER_INSERT || this.#characters > CHARACTERS_PER_INSERT) await this.#flush()
  }

  async #takeLine(line: BackupLine): Promise<void> {
    if ('part' in line) {
      this.#file?.parts.push(Buffer.from(line.part, 'base64'))
      return
    }
    await this.#flush()
    await this.#closeFile()
    if ('header' in line) await this.#begin(line.header)
    else if ('table' in line) this.#beginTable(line.table)
    else if ('file' in line) this.#file = { ...line.file, parts: [] }
    else if ('end' in line) this.#end(line.end.sha256)
  }

  async #begin({ format, migrations, tables: names, counters }: BackupHeader): Promise<void> {
    const here = await this.#sql.query<{ id: number; checksum: string }>('select id, checksum from schema_migrations')
    const known = new Map(here.map(({ id, checksum }) => [id, checksum]))
    const same = migrations.length === known.size && migrations.every(({ id, checksum }) => known.get(id) === checksum)
    if (format !== BACKUP_FORMAT || !same || names.some((name) => !this.#shapes.has(name))) {
      throw new LoopError(
        'LOOP_BACKUP_OTHER_VERSION',
        `The backup was made by a salesloop whose tables differ (migrations ${migrations.map(({ id }) => id).join(', ')}). Restore it with that version.`,
      )
    }
    this.#counters = counters
    await emptyTables(this.#sql, [...this.#shapes.values()])
  }

  #beginTable({ name, ...sum }: { name: string } & TableSum): void {
    this.#table = this.#shapes.get(name) ?? null
    this.#sums.set(name, sum)
    this.#onProgress(`${name}: ${sum.rows} rows`)
  }

  async #flush(): Promise<void> {
    const rows = this.#rows
    this.#rows = []
    this.#characters = 0
    if (this.#table === null || rows.length === 0) return
    try {
      await addRows(this.#sql, this.#table, rows)
    } catch (error) {
      const { code, message } = error as { code?: string; message: string }
      const badData = code?.startsWith('22') || code?.startsWith('23') // SQLSTATE: data exception, broken constraint
      throw badData ? damaged(`table ${this.#table.name}: ${message}`) : error
    }
  }

  async #closeFile(): Promise<void> {
    if (this.#file === null) return
    const { path, sha256, parts } = this.#file
    this.#file = null
    const bytes = Buffer.concat(parts)
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw damaged(`file ${path} is not what it was`)
    const target = join(this.#dataDir, placeOf(path))
    await mkdir(dirname(target), { recursive: true })
    const handle = await open(target, 'wx')
    await handle.writeFile(bytes)
    await handle.sync()
    await handle.close()
    this.#files++
  }

  #end(sha256: string): void {
    if (this.#hash.copy().digest('hex') !== sha256) throw damaged('its hash differs')
    this.#ended = true
  }
}

/** Only below the folders that a backup holds, whatever the file says. */
function placeOf(path: string): string {
  const parts = path.split('/')
  const inside =
    (FOLDERS as readonly string[]).includes(parts[0] ?? '') && parts.every((part) => /^[^.\\][^\\]*$/.test(part))
  if (!inside) throw damaged(`file ${path} lies outside the folders of a backup`)
  return join(...parts)
}

function parse(text: string): BackupLine {
  try {
    return JSON.parse(text) as BackupLine
  } catch {
    throw damaged('a line is no JSON')
  }
}

const damaged = (how: string): LoopError =>
  new LoopError('LOOP_BACKUP_DAMAGED', `This is no whole backup of salesloop: ${how}. Take another one.`)
