import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { consoleStore } from '../console/store.ts'

const EVENTS = 1_010_000
const SHIFT_MS = 28 * 86_400_000

export interface TurnStore {
  readonly dataDir: string
  readonly conversations: number
  readonly turns: number
  remove(): Promise<void>
}

/**
 * A copy of the store of the console's bench (played through the real service) with so many predicted turns: its
 * conversations come again under other ids, four weeks earlier each time, until there are enough.
 *
 * @param dataDir a store to copy; null = the one in `.cache`, made when it is not there
 */
export async function turnStore(least: number, dataDir: string | null): Promise<TurnStore> {
  const source = dataDir ?? (await consoleStore(EVENTS)).dataDir
  const copy = await mkdtemp(join(tmpdir(), 'salesloop-back-test-'))
  const remove = () => rm(copy, { recursive: true, force: true })
  try {
    await promisify(execFile)('cp', ['-a', '--reflink=auto', `${source}/.`, copy])
    return { dataDir: copy, ...(await widened(copy, least)), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

const COUNT = `select count(*)::int conversations, coalesce(sum((facts->>'predictedTurnCount')::int), 0)::int turns from conversations`

async function widened(dataDir: string, least: number): Promise<{ conversations: number; turns: number }> {
  const database = await openDatabase({ dataDir })
  try {
    const [once] = await database.query<{ conversations: number; turns: number }>(COUNT)
    const times = Math.ceil(least / Math.max(1, once!.turns))
    const columns = await database.query<{ name: string }>(
      `select attname::text name from pg_attribute where attrelid = 'conversations'::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    )
    const names = columns.map(({ name }) => name)
    for (let copy = 1; copy < times; copy++) {
      const values = names.map((name) =>
        name === 'conversation_id'
          ? `conversation_id || '/${copy}'`
          : name === 'started_at'
            ? `started_at - ${copy * SHIFT_MS}::bigint`
            : name,
      )
      await database.query(
        `insert into conversations (${names.join(', ')}) select ${values.join(', ')} from conversations where conversation_id not like '%/%'`,
      )
    }
    await database.query('vacuum analyze conversations')
    const [all] = await database.query<{ conversations: number; turns: number }>(COUNT)
    return all!
  } finally {
    await database.close()
  }
}
