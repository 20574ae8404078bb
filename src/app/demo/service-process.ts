import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { LoopError } from '../../errors/loop-error.ts'
import { linesOf } from '../cli/lines.ts'

/** A running `salesloop up` of our own. */
export interface ServiceProcess {
  readonly url: string
  /** The admin key that it made at its first start; null with --no-auth. */
  readonly key: string | null
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

const main = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../main.ts' : '../main.js', import.meta.url))

const KEY = /sl_[0-9a-f]{12}_[A-Za-z0-9_-]{43}/

/**
 * Starts the service on a free port, with a clock that follows the events. Its address is its first line of output.
 *
 * @param auth with keys and accounts, on new data; without, everybody on this machine may do everything
 * @throws LOOP_DEMO_NO_SERVICE with what it said when it ends before it is ready
 */
export async function startServiceProcess(dataDir: string, auth = false): Promise<ServiceProcess> {
  const child = spawn(
    process.execPath,
    [
      ...process.execArgv,
      main,
      'up',
      '--port',
      '0',
      '--data-dir',
      dataDir,
      '--clock=replay',
      ...(auth ? [] : ['--no-auth']),
    ],
    // A group of its own: Ctrl+C reaches the demo alone, which then ends the service in order.
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  )
  const complaints = lastOf(child.stderr)
  const ended = once(child, 'exit').then(() => {})
  const url = await firstLine(child.stdout)
  const key = auth && url !== null ? await keyIn(complaints) : null
  if (url === null || !url.startsWith('http') || (auth && key === null)) {
    child.kill('SIGKILL')
    throw new LoopError(
      'LOOP_DEMO_NO_SERVICE',
      `The service did not start: ${complaints() || `it printed '${url ?? ''}'`}`,
      {
        status: 500,
      },
    )
  }
  child.stdout.resume()
  return {
    url,
    key,
    ended,
    stop: () => stopChild(child, ended),
  }
}

async function stopChild(child: ChildProcessByStdio<null, Readable, Readable>, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const forced = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await ended
  clearTimeout(forced)
}

async function firstLine(stream: Readable): Promise<string | null> {
  for await (const line of linesOf(stream.iterator({ destroyOnReturn: false })))
    return Buffer.from(line).toString('utf8').trim()
  return null
}

/** The key stands in the other stream, which may be read a little later. */
async function keyIn(complaints: () => string): Promise<string | null> {
  for (let tries = 0; tries < 50; tries += 1) {
    const key = KEY.exec(complaints())?.[0]
    if (key !== undefined) return key
    await sleep(20)
  }
  return null
}

/** Keeps the last few thousand characters of what a process complains about. */
function lastOf(stream: Readable): () => string {
  let text = ''
  stream.setEncoding('utf8').on('data', (piece: string) => {
    text = (text + piece).slice(-4000)
  })
  return () => text.trim()
}
