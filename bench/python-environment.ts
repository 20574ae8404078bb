import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const CACHE = resolve(import.meta.dirname, '../.cache')

/**
 * The interpreter of a virtual environment with pinned packages, made when it is missing.
 *
 * @param requirements path of the list of packages
 */
export function pythonWith(requirements: string): string {
  const key = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const folder = join(CACHE, `python-${key}`)
  const done = join(folder, 'complete')
  if (!existsSync(done)) {
    process.stderr.write(`Making a Python environment in ${folder} (once, about a minute)\n`)
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(CACHE, { recursive: true })
    run('python3', ['-m', 'venv', folder])
    run(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', requirements])
    writeFileSync(done, '')
  }
  return join(folder, 'bin/python')
}

/** Runs a program to its end; gives back what it printed. */
export function run(
  command: string,
  args: string[],
  options: { input?: string; env?: NodeJS.ProcessEnv } = {},
): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    ...options,
  })
  if (error !== undefined || status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}. Python 3.11 or later is needed.`)
  return stdout
}
