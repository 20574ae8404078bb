import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { VARCHAR } from '@duckdb/node-api'
import { dayPath, hourPath, type KeptDay, type LakeFiles, manifestPath } from '../../admission/lake.ts'
import { type Engine, openEngine } from './engine.ts'
import { parquetSource } from './parquet-log.ts'
import { parquetRows } from './parquet-rows.ts'
import { storedLog } from './stored-log.ts'
import { eventTable } from './written-events.ts'

const HOUR_BYTES = 250e6
const DAY_BYTES = 500e6

/**
 * The lake: `events/date=…/hour=…/events.parquet` and `features/day=…/rows.parquet` with `manifest.json` beside it, below one
 * folder. A file is written beside its place, flushed, and renamed.
 */
export function lakeFiles(folder: string): LakeFiles {
  return {
    async writeHour(hourAt, events) {
      const path = hourPath(hourAt)
      const engine = await openEngine(HOUR_BYTES)
      try {
        const table = await eventTable(engine)
        for await (const batch of events) table.append(batch)
        table.close()
        const part = await partOf(folder, path)
        await engine.run(`copy log to ${literal(part)} (format parquet, compression zstd)`)
        return await published(folder, path, part)
      } finally {
        await engine.close()
      }
    },
    removeHour: (hourAt) => rm(dirname(join(folder, hourPath(hourAt))), { recursive: true, force: true }),
    async openDay(dayAt, hours, members) {
      const engine = await openEngine(DAY_BYTES)
      try {
        await membersTable(engine, members)
        const files = hours.map((hour) => join(folder, hour.path))
        const mine = `(conversation_id in (select id from members) or type in ('cart_event', 'order_event'))`
        const log = await storedLog(engine, await parquetSource(engine, files, mine))
        const path = dayPath(dayAt)
        const part = await partOf(folder, path)
        return {
          log,
          sink: await parquetRows(engine, part),
          async publish(manifest) {
            const done = await published(folder, path, part)
            await writeManifest(folder, { ...manifest, ...done })
            return done
          },
          close: () => engine.close(),
        }
      } catch (error) {
        await engine.close()
        throw error
      }
    },
    removeDay: (dayAt) => rm(dirname(join(folder, dayPath(dayAt))), { recursive: true, force: true }),
    has: async (path) => existsSync(join(folder, path)),
    async list() {
      if (!existsSync(folder)) return []
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
    },
  }
}

/** What a reader of the lake checks a day against. It holds no id of anybody. */
async function writeManifest(folder: string, day: KeptDay): Promise<void> {
  const path = manifestPath(day.dayAt)
  const part = await partOf(folder, path)
  const handle = await open(part, 'w')
  const content = {
    day: new Date(day.dayAt).toISOString().slice(0, 10),
    conversations: day.conversations,
    final_rows: day.finalRows,
    differing: day.differing,
    spec_version: day.specVersion,
    config_hash: day.configHash,
    computed_at: day.computedAt,
    inputs: day.inputs,
    sha256: day.sha256,
  }
  try {
    await handle.writeFile(`${JSON.stringify(content, null, 2)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(part, join(folder, path))
}

async function membersTable(engine: Engine, members: readonly string[]): Promise<void> {
  await engine.run('create table members (id varchar)')
  const appender = await engine.appender('members', [VARCHAR])
  appender.append([members])
  appender.close()
}

async function partOf(folder: string, path: string): Promise<string> {
  const target = join(folder, path)
  await mkdir(dirname(target), { recursive: true })
  return `${target}.part`
}

async function published(folder: string, path: string, part: string): Promise<{ path: string; sha256: string }> {
  const handle = await open(part)
  await handle.sync()
  await handle.close()
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(part)) hash.update(chunk)
  await rename(part, join(folder, path))
  return { path, sha256: hash.digest('hex') }
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
