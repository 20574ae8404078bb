import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { LoopError } from '../../errors/loop-error.ts'
import { linesOf } from '../cli/lines.ts'

/** A running `salesloop up` of our own. */
export interface ServiceProcess {
  readonly url: string
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

const main = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../main.ts' : '../main.js', import.meta.url))

/**
 * Starts the service on a free port, with a clock that follows the events. Its address is its first line of output.
 *
 * @throws LOOP_DEMO_NO_SERVICE with what it said when it ends before it is ready
 */
export async function startServiceProcess(dataDir: string): Promise<ServiceProcess> {
  const child = spawn(
    process.execPath,
    [...process.execArgv, main, 'up', '--port', '0', '--data-dir', dataDir, '--no-auth', '--clock=replay'],
    // A group of its own: Ctrl+C reaches the demo alone, which then ends the service in order.
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  )
  const complaints = lastOf(child.stderr)
  const ended = once(child, 'exit').then(() => {})
  const url = await firstLine(child.stdout)
  if (url === null || !url.startsWith('http')) {
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

/** Keeps the last few thousand characters of what a process complains about. */
function lastOf(stream: Readable): () => string {
  let text = ''
  stream.setEncoding('utf8').on('data', (piece: string) => {
    text = (text + piece).slice(-4000)
  })
  return () => text.trim()
}
