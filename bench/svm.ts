import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { DataSet } from './data-sets.ts'

export interface SvmResult {
  predictions: string[]
  trainCpuSeconds: number
}

const REQUIREMENTS = resolve(import.meta.dirname, 'svm-requirements.txt')
const SCRIPT = resolve(import.meta.dirname, 'svm.py')
const CACHE = resolve(import.meta.dirname, '../.cache')

/** Trains scikit-learn's linear SVM on the set's training part and lets it predict the test part. */
export function runSvm({ train, test }: DataSet): SvmResult {
  const cjk = train.some(({ text }) => /\p{Script=Han}/u.test(text))
  const input = JSON.stringify({
    train: train.map(({ text, label }) => [text, label]),
    test: test.map(({ text }) => text),
    cjk,
  })
  // One thread, as the classifier has: CPU seconds are compared.
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }
  return JSON.parse(run(python(), [SCRIPT], { input, env })) as SvmResult
}

/** The interpreter of a virtual environment with the pinned packages, made when it is missing. */
function python(): string {
  const key = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12)
  const folder = join(CACHE, `svm-${key}`)
  const done = join(folder, 'complete')
  if (!existsSync(done)) {
    process.stderr.write(`Making a Python environment with scikit-learn in ${folder} (once, about a minute)\n`)
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(CACHE, { recursive: true })
    run('python3', ['-m', 'venv', folder])
    run(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS])
    writeFileSync(done, '')
  }
  return join(folder, 'bin/python')
}

function run(command: string, args: string[], options: { input?: string; env?: NodeJS.ProcessEnv } = {}): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    ...options,
  })
  if (error !== undefined || status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}. Python 3.11 or later is needed.`)
  return stdout
}
