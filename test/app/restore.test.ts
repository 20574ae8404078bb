import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/adapters/postgres/database.ts'
import { backup } from '../../src/app/backup.ts'
import { restore } from '../../src/app/restore.ts'
import { parseSettings } from '../../src/app/settings.ts'

let folder: string
let server: Database
let file: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'restore-test-'))
  await chmod(folder, 0o711) // as root, PostgreSQL runs as nobody
  server = await openDatabase({ dataDir: join(folder, 'server') })
  await server.query('create database empty')
  await server.query(`insert into inbox (events) select 1 from generate_series(1, 2000)`)
  file = join(folder, 'backup.gz')
  await backup(settings('postgres', 'server'), file, () => {})
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

function settings(database: string, dataDir: string) {
  const { host, port } = server.connection
  return parseSettings({
    DATABASE_URL: `postgres://salesloop@localhost:${port}/${database}?host=${encodeURIComponent(host!)}`,
    SALESLOOP_DATA_DIR: join(folder, dataDir),
  })
}
const empty = () => openDatabase({ url: settings('empty', 'x').databaseUrl! })
const inbox = async () => {
  const database = await empty()
  const rows = await database.query('select count(*) n from inbox')
  await database.close()
  return rows
}

test('a damaged backup leaves nothing in a database of its own URL, and a whole one can follow', async () => {
  const text = gunzipSync(await readFile(file)).toString()
  const cut = join(folder, 'cut.gz')
  await writeFile(cut, gzipSync(text.slice(0, text.lastIndexOf('{"end"'))))
  await expect(restore(settings('empty', 'first'), cut, () => {})).rejects.toMatchObject({
    code: 'LOOP_BACKUP_DAMAGED',
  })
  expect(existsSync(join(folder, 'first', 'restoring'))).toBe(true)
  expect(await inbox()).toEqual([{ n: 0 }])
  await restore(settings('empty', 'second'), file, () => {})
  expect(await inbox()).toEqual([{ n: 2000 }])
})

test.each([
  ['a key', `insert into api_keys values ('k', 'k', '{}', '', 0)`, 'there are rows in api_keys'],
  ['the mode of a service', `update clock set mode = 'live'`, 'a service has run on it'],
])('a database that holds %s is in use', async (_name, sql, why) => {
  const database = await empty()
  await database.query('truncate inbox')
  await database.query(sql)
  const restored = restore(settings('empty', `third ${why}`), file, () => {})
  await expect(restored).rejects.toMatchObject({ code: 'LOOP_NOT_EMPTY', message: expect.stringContaining(why) })
  await database.query('truncate api_keys')
  await database.query('update clock set mode = null')
  await database.close()
})
