import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../../src/adapters/postgres/database.ts'

let dataDir: string
const open: Database[] = []

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'database-test-'))
})
afterEach(async () => {
  for (const database of open.splice(0)) await database.close()
  await rm(dataDir, { recursive: true, force: true })
})

async function openHere(): Promise<Database> {
  const database = await openDatabase({ dataDir })
  open.push(database)
  return database
}

const postmaster = async () => Number((await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0])
const gone = async (pid: number) => {
  for (let i = 0; i < 100; i++) {
    try {
      process.kill(pid, 0)
    } catch {
      return true
    }
    await sleep(50)
  }
  return false
}

test('a lock that was given back leaves nothing in memory', async () => {
  const database = await openHere()
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heapAfter = async (locks: number) => {
    for (let i = 0; i < locks; i++) await (await database.tryLock(`lock ${locks} ${i}`))!()
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = await heapAfter(100)
  expect((await heapAfter(300)) - before).toBeLessThan(1_000_000) // kept, each would be some 7 kB
})

/** A TCP address of the embedded server that can go away. */
async function passage(folder: string) {
  const server = await openDatabase({ dataDir: folder })
  open.push(server)
  const { host, port } = server.connection
  const sockets = new Set<Socket>()
  let away = false
  const listener = createServer((outer) => {
    if (away) return outer.destroy()
    const inner = connect(`${host}/.s.PGSQL.${port}`)
    for (const socket of [outer, inner]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => [outer, inner].map((one) => one.destroy()))
    }
    outer.pipe(inner).pipe(outer)
  })
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done))
  return {
    url: `postgres://salesloop@127.0.0.1:${(listener.address() as AddressInfo).port}/postgres`,
    close() {
      away = true
      for (const socket of sockets) socket.destroy()
    },
    open() {
      away = false
    },
    end: () => new Promise((done) => listener.close(done)),
  }
}

test('several that open one new folder at once share one server; the last that closes stops it', async () => {
  const [first, second, third] = await Promise.all([openHere(), openHere(), openHere()])
  await first?.query('create table kept (n int)')
  await second?.query('insert into kept values (7)')
  const pid = await postmaster()
  await first?.close()
  expect(await third?.query('select n from kept')).toEqual([{ n: 7 }])
  await second?.close()
  await third?.close()
  expect(await gone(pid)).toBe(true)
})

test('a server that was killed is started again by the next query, and what was committed is there', async () => {
  const database = await openHere()
  await database.query('create table kept (n int)')
  await database.query('insert into kept values (7)')
  const pid = await postmaster()
  process.kill(pid, 'SIGKILL')
  await gone(pid)
  let rows: object[] = []
  for (let i = 0; i < 5 && rows.length === 0; i++) rows = await database.query('select n from kept').catch(() => [])
  expect(rows).toEqual([{ n: 7 }])
  expect(await postmaster()).not.toBe(pid)
})

test('however many locks and listeners are held, statements find a connection', async () => {
  const database = await openHere()
  for (let i = 0; i < 10; i++) {
    await database.listen(`channel ${i}`, () => {})
    expect(await database.tryLock(`lock ${i}`)).not.toBeNull()
  }
  expect(await database.prompt.query('select 1 as one')).toEqual([{ one: 1 }])
  expect(await database.tryLock('lock 0')).toBeNull()
})

test('listening goes on after the server was killed', async () => {
  const database = await openHere()
  const heard: string[] = []
  await database.listen('news', (payload) => heard.push(payload))
  const pid = await postmaster()
  process.kill(pid, 'SIGKILL')
  await gone(pid)
  for (let i = 0; i < 100 && heard.length === 0; i++) {
    await database.query(`notify news, 'again'`).catch(() => {})
    await sleep(50)
  }
  expect(heard).toContain('again')
})

test('a start lock left by a dead process is taken over', async () => {
  await writeFile(join(dataDir, 'postgres.starting'), '999999999')
  const database = await openHere()
  expect(await database.query('select 1 as one')).toEqual([{ one: 1 }])
})

test('it listens on nothing but its socket, and makes every commit durable', async () => {
  const database = await openHere()
  const [row] = await database.query(
    `select current_setting('listen_addresses') addresses, current_setting('fsync') fsync, current_setting('synchronous_commit') sync`,
  )
  expect(row).toEqual({ addresses: '', fsync: 'on', sync: 'on' })
})

test('a lock is held by one, and free again when its holder closes', async () => {
  const [first, second] = [await openHere(), await openHere()]
  expect(await first.tryLock('leader')).not.toBeNull()
  expect(await second.tryLock('leader')).toBeNull()
  await first.close()
  let release: unknown = null
  for (let i = 0; i < 40 && !release; i++) {
    release = await second.tryLock('leader')
    if (!release) await sleep(50)
  }
  expect(release).not.toBeNull()
})

test('connections that break while they listen or hold a lock give their places back', async () => {
  const database = await openHere()
  const heard: string[] = []
  for (let i = 0; i < 3; i++) await database.listen('news', (payload) => heard.push(payload))
  for (let round = 0; round < 5; round++) {
    await database.tryLock(`lock ${round}`)
    await database.query('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()')
    await sleep(400) // listens anew
  }
  expect(await database.query('select 1 one')).toEqual([{ one: 1 }])
  await database.query(`notify news, 'again'`)
  await expect.poll(() => heard.length, { timeout: 5000 }).toBe(3)
})

test('a pid that went to another program is not taken for the server', async () => {
  const before = await openHere()
  await before.query('create table kept (n int)')
  const pid = await postmaster()
  process.kill(pid, 'SIGKILL')
  await gone(pid)
  const other = spawn('sleep', ['60'])
  const file = join(dataDir, 'postgres/postmaster.pid')
  await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(other.pid)))
  await writeFile(join(dataDir, 'postgres.starting'), String(process.pid)) // of a process that had this pid before
  const after = await openHere()
  expect(await after.query('select count(*) n from kept')).toEqual([{ n: 0 }])
  expect(await postmaster()).not.toBe(other.pid)
  other.kill()
})

test('a server that is stopped just when it was joined is started again', async () => {
  const first = await openHere()
  let joined: Promise<Database> | null = null
  const cut = first.transaction(async (sql) => {
    await sql.query(`select pg_advisory_xact_lock(hashtextextended('salesloop.migrate', 0))`)
    joined = openHere() // waits for that lock
    joined.catch(() => {})
    const waits = async () =>
      (await sql.query<{ n: number }>(`select count(*) n from pg_locks where locktype = 'advisory' and not granted`))[0]
        ?.n
    await expect.poll(waits, { timeout: 5000 }).toBe(1)
    process.kill(await postmaster(), 'SIGINT')
    await sql.query('select pg_sleep(10)')
  })
  await expect(cut).rejects.toMatchObject({ code: 'LOOP_DATABASE_LOST' })
  expect(await (await joined!).query('select 1 one')).toEqual([{ one: 1 }])
})

test('for a request it gives up in seconds, and works again as soon as the server does', async () => {
  const proxy = await passage(dataDir)
  const database = await openDatabase({ url: proxy.url })
  open.push(database)
  expect(await database.prompt.query('select 1 one')).toEqual([{ one: 1 }])
  proxy.close()
  const waited = Promise.race([database.prompt.query('select 1'), sleep(9000).then(() => 'still waits')])
  await expect(waited).rejects.toMatchObject({ status: 503 })
  const patient = database.query('select 2 two')
  proxy.open()
  expect(await patient).toEqual([{ two: 2 }])
  expect(await database.prompt.query('select 1 one')).toEqual([{ one: 1 }])
  await database.close()
  await proxy.end()
})

test('a transaction that fails leaves nothing', async () => {
  const database = await openHere()
  await database.query('create table kept (n int)')
  const failing = database.transaction(async (sql) => {
    await sql.query('insert into kept values (1)')
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await database.query('select count(*) n from kept')).toEqual([{ n: 0 }])
})
