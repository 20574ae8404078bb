import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const BIN = resolve(import.meta.dirname, '../../bin/salesloop')

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects
  readonly json: any
}

/** A real salesloop process, as people start it. */
export interface Service {
  readonly url: string
  readonly dataDir: string
  readonly process: ChildProcess
  stderr(): string
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>
  kill(): Promise<void>
}

const folders: string[] = []
const services = new Set<Service>()

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'salesloop-test-'))
  folders.push(folder)
  return folder
}

/** Starts `salesloop up` on a free port and waits for its address. */
export async function startService(
  options: {
    dataDir?: string
    args?: string[]
    port?: number
    auth?: boolean
    program?: string
    env?: Record<string, string>
  } = {},
): Promise<Service> {
  const dataDir = options.dataDir ?? (await newFolder())
  const flags = ['--port', String(options.port ?? 0), '--data-dir', dataDir, ...(options.auth ? [] : ['--no-auth'])]
  const child = spawn(options.program ?? BIN, ['up', ...flags, ...(options.args ?? [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  })
  let stderr = ''
  child.stderr.on('data', (chunk) => (stderr += chunk))
  const url = await firstLine(child, () => stderr)
  const service: Service = {
    url,
    dataDir,
    process: child,
    stderr: () => stderr,
    get: (path, headers = {}) => ask(url + path, { headers }),
    post: (path, body, headers = {}) => ask(url + path, request(body, headers)),
    async stop() {
      services.delete(service)
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      return child.exitCode
    },
    async kill() {
      services.delete(service)
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
  services.add(service)
  return service
}

async function firstLine(child: ChildProcess, stderr: () => string): Promise<string> {
  let stdout = ''
  return new Promise((done, fail) => {
    child.stdout?.on('data', (chunk) => {
      stdout += chunk
      const end = stdout.indexOf('\n')
      if (end >= 0) done(stdout.slice(0, end))
    })
    child.once('exit', (code) => fail(new Error(`salesloop up ended with ${code} before it was ready: ${stderr()}`)))
  })
}

function request(body: unknown, headers: Record<string, string>): RequestInit {
  const raw = typeof body === 'string' || body instanceof Uint8Array
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: (raw ? body : JSON.stringify(body)) as NonNullable<RequestInit['body']>,
  }
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init)
  const text = await response.text()
  let json: unknown = null
  try {
    json = JSON.parse(text)
  } catch {}
  return { status: response.status, headers: response.headers, text, json }
}

/** Runs a command to its end. */
export async function salesloop(
  args: readonly string[],
  input?: string | Uint8Array,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(BIN, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => (stdout += chunk))
  child.stderr.on('data', (chunk) => (stderr += chunk))
  child.stdin.on('error', () => {}) // a command that refuses its options reads nothing
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

/** Stops what a test file started, and removes its folders. Call it from afterAll. */
export async function cleanUp(): Promise<void> {
  for (const service of [...services]) await service.stop()
  for (const folder of folders.splice(0)) {
    await stopLeftServer(folder)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** A service that was killed leaves its PostgreSQL running, for the next one to adopt. */
async function stopLeftServer(folder: string): Promise<void> {
  const pid = await postmasterPid(folder)
  if (pid === null) return
  try {
    process.kill(pid, 'SIGINT')
    for (let i = 0; i < 100 && (await postmasterPid(folder)) !== null; i++) await sleep(50)
  } catch {}
}

export async function postmasterPid(dataDir: string): Promise<number | null> {
  const text = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  return pid > 0 ? pid : null
}
