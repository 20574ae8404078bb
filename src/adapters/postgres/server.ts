import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, open, readFile, rename, rm, rmdir, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { LoopError } from '../../errors/loop-error.ts'
import { postgresBinaries } from './binaries.ts'

/** Where the embedded server answers: a Unix socket in a private folder, nothing on the network. */
export interface ServerAddress {
  readonly socketDir: string
  readonly port: number
  readonly pid: number
}

const SUPERUSER = 'salesloop'
const PORT = 5432 // names the socket file only
const START_TRIES = 60
const PAUSE_MS = 250

/**
 * The PostgreSQL of this data folder: joins the one that runs, adopts one that a killed process left,
 * or makes and starts one. Any number of processes may call this for the same folder at the same time.
 */
export async function embeddedServer(dataDir: string): Promise<ServerAddress> {
  const root = resolve(dataDir)
  await mkdir(root, { recursive: true })
  const owner = await serverUser()
  if (owner) {
    await refuseClosedParents(root)
    await chmod(root, (await stat(root)).mode | 0o011) // the server's user passes through, and sees nothing else
  }
  const cluster = join(root, 'postgres')
  for (let attempt = 0; attempt < START_TRIES; attempt++) {
    const running = await runningServer(cluster)
    if (running) return running
    await whileAlone(join(root, 'postgres.starting'), async () => {
      if (await runningServer(cluster)) return
      if (!existsSync(cluster)) await initialise(cluster, owner)
      await start(root, cluster, owner)
    })
    await sleep(PAUSE_MS)
  }
  throw new LoopError(
    'LOOP_POSTGRES_WILL_NOT_START',
    `The embedded PostgreSQL of ${root} did not start. Its own words stand in ${join(root, 'postgres.log')}.`,
    { status: 500 },
  )
}

/** Fast shutdown; returns when the server has written everything and gone. */
export async function stopServer(dataDir: string): Promise<void> {
  const cluster = join(resolve(dataDir), 'postgres')
  const running = await runningServer(cluster)
  if (!running || (await isOtherProgram(running.pid))) return
  process.kill(running.pid, 'SIGINT')
  for (let attempt = 0; attempt < 120 && isAlive(running.pid); attempt++) await sleep(50)
  if (!isAlive(running.pid)) await removeSocketDir(running.socketDir)
}

/**
 * From postmaster.pid: line 1 pid, 4 port, 5 socket folder, 8 status. null unless it takes connections: after a restart of
 * the machine or container, file and socket may lie there and the pid belong to somebody else.
 */
async function runningServer(cluster: string): Promise<ServerAddress | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  const [port, socketDir, status] = [Number(lines[3]), lines[4], lines[7]]
  if (!pid || !socketDir || status !== 'ready' || !isAlive(pid)) return null
  return (await answers(join(socketDir, `.s.PGSQL.${port}`))) ? { pid, port, socketDir } : null
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path)
    socket.once('connect', () => done(true)).once('error', () => done(false))
    socket.once('connect', () => socket.destroy())
  })
}

/** Made beside its place and then renamed: a cluster in its place is whole, and is never removed here. */
async function initialise(cluster: string, owner: Owner): Promise<void> {
  const binaries = await postgresBinaries()
  const unfinished = `${cluster}.new`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { mode: 0o700 })
  if (owner) await chown(unfinished, owner.uid, owner.gid)
  await promisify(execFile)(
    join(binaries, 'bin', 'initdb'),
    ['-D', unfinished, '-U', SUPERUSER, '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-instructions'],
    { cwd: '/', ...owner },
  ).catch((cause: Error & { stderr?: string }) => {
    const said = (cause.stderr || cause.message).trim()
    throw new LoopError(
      'LOOP_POSTGRES_WILL_NOT_START',
      `The embedded PostgreSQL could not make ${cluster}: ${said} Put that right (PostgreSQL needs a user whom /etc/passwd names), or set DATABASE_URL.`,
      { status: 500, cause },
    )
  })
  await rename(unfinished, cluster)
}

async function start(root: string, cluster: string, owner: Owner): Promise<void> {
  const binaries = await postgresBinaries()
  await removeLeft(cluster)
  const socketDir = await mkdtemp(join(tmpdir(), 'salesloop-')) // short: a socket path holds 107 bytes
  if (owner) await chown(socketDir, owner.uid, owner.gid)
  const log = openSync(join(root, 'postgres.log'), 'a', 0o600)
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    port: String(PORT),
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_connections: '128',
    shared_buffers: '128MB',
    checkpoint_timeout: '15min',
    log_timezone: 'UTC',
    TimeZone: 'UTC',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // Detached: Ctrl+C in the terminal must reach the service, which then stops the server in order.
  const child = spawn(join(binaries, 'bin', 'postgres'), ['-D', cluster, ...flags], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    ...owner,
  })
  closeSync(log)
  const exited = once(child, 'exit').then(() => true)
  child.unref()
  for (let attempt = 0; attempt < 400; attempt++) {
    if (await runningServer(cluster)) return
    if (await Promise.race([exited, sleep(25).then(() => false)])) break
  }
  await removeSocketDir(socketDir)
}

/**
 * A killed server leaves its socket folder; postmaster.pid still names it. Where its pid has gone to another program,
 * PostgreSQL would take that one for itself and refuse to start.
 */
async function removeLeft(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n')
  await removeSocketDir(lines[4]?.trim() ?? '')
  const pid = Number(lines[0])
  if (pid && isAlive(pid) && (await isOtherProgram(pid))) await rm(file, { force: true })
}

/** postmaster.pid is the server user's: nothing but a folder of ours is touched, and of that only what a server leaves. */
async function removeSocketDir(folder: string): Promise<void> {
  if (dirname(folder) !== tmpdir() || !basename(folder).startsWith('salesloop-')) return
  for (const name of [`.s.PGSQL.${PORT}`, `.s.PGSQL.${PORT}.lock`]) await rm(join(folder, name), { force: true })
  await rmdir(folder).catch(() => {})
}

/** Is this pid known to be no PostgreSQL? Where there is no /proc, nothing is known. */
async function isOtherProgram(pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return command !== '' && !command.split('\0')[0]!.includes('postgres')
}

type Owner = { uid: number; gid: number } | null

/** PostgreSQL refuses to run as root: then it runs as nobody. null = as this user. */
async function serverUser(): Promise<Owner> {
  if (process.getuid?.() !== 0) return null
  const passwd = await readFile('/etc/passwd', 'utf8')
  const fields = passwd
    .split('\n')
    .find((line) => line.startsWith('nobody:'))
    ?.split(':')
  return { uid: Number(fields?.[2] ?? 65534), gid: Number(fields?.[3] ?? 65534) }
}

async function refuseClosedParents(folder: string): Promise<void> {
  for (let parent = dirname(folder); parent !== dirname(parent); parent = dirname(parent)) {
    if (((await stat(parent)).mode & 0o001) === 0) {
      throw new LoopError(
        'LOOP_DATA_DIR_CLOSED',
        `As root, PostgreSQL runs as the user nobody, who cannot enter ${parent}. Choose a --data-dir outside it, or run salesloop as a normal user.`,
        { status: 500 },
      )
    }
  }
}

/** Start locks of this process, so that one of an earlier process with the same pid is known as left. */
const held = new Set<string>()
const LONGEST_START_MS = 120_000

/** One process at a time; a lock left by a dead process is taken over. Returns without running `work` when another holds it. */
async function whileAlone(lockFile: string, work: () => Promise<void>): Promise<void> {
  if (held.has(lockFile)) return
  held.add(lockFile)
  try {
    await whileLocked(lockFile, work)
  } finally {
    held.delete(lockFile)
  }
}

async function whileLocked(lockFile: string, work: () => Promise<void>): Promise<void> {
  try {
    const handle = await open(lockFile, 'wx')
    await handle.writeFile(String(process.pid))
    await handle.close()
  } catch {
    const holder = Number(await readFile(lockFile, 'utf8').catch(() => ''))
    const age =
      Date.now() -
      (await stat(lockFile).then(
        (s) => s.mtimeMs,
        () => Date.now(),
      ))
    const left = holder ? holder === process.pid || !isAlive(holder) || age > LONGEST_START_MS : age > 5000
    if (left) await rm(lockFile, { force: true })
    return
  }
  try {
    await work()
  } finally {
    await rm(lockFile, { force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
