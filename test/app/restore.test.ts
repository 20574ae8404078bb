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

test('no session and no link of a backup opens again; people, keys and the audit log are there', async () => {
  await server.query('create database other')
  await server.query(`insert into accounts (account_id, login, name, role, created_at, created_by)
    values ('a', 'ada', 'Ada', 'admin', 0, 'ada')`)
  await server.query(`insert into sessions (session_id, token_hash, account_id, way, created_at, seen_at, expires_at, agent)
    values ('s', '\\x01', 'a', 'password', 0, 0, 9e15, 'x')`)
  await server.query(`insert into one_time_links values ('\\x02', 'password', 'a', 0, 9e15)`)
  await server.query(`insert into api_keys values ('k', 'k', '{}', '', 0)`)
  await server.query(`select add_audit(0, 'ada', 'user', 'logins', 'login', 'a', '{}')`)
  const peopled = join(folder, 'peopled.gz')
  await backup(settings('postgres', 'server'), peopled, () => {})
  const told: string[] = []
  await restore(settings('other', 'fourth'), peopled, (what) => told.push(what))
  expect(told.at(-1)).toContain('everybody is logged out; 1 keys and 1 accounts open as they did at the backup')
  const other = await openDatabase({ url: settings('other', 'x').databaseUrl! })
  const counted = await other.query(
    `select (select count(*) from sessions) sessions, (select count(*) from one_time_links) links,
       (select count(*) from accounts) accounts, (select count(*) from audit_log) lines`,
  )
  for (const change of ['delete from audit_log', 'update audit_log set who = who', 'truncate audit_log'])
    await expect(other.query(change)).rejects.toThrow()
  await other.close()
  expect(counted).toEqual([{ sessions: 0, links: 0, accounts: 1, lines: 1 }])
})
