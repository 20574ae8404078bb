import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { newFolder, type Service, startService } from '../process/service.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const CACHE = join(ROOT, '.cache')
const run = promisify(execFile)

/** What decides how the world looks. A newer schema opens an older world by its migrations. */
function fingerprint(): string {
  const hash = createHash('sha256')
  for (const folder of ['src/simulator', 'src/app/demo']) {
    const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    )
    for (const file of files.sort()) hash.update(file).update(readFileSync(join(ROOT, folder, file)))
  }
  return hash.digest('hex').slice(0, 12)
}

/** A data folder on which the whole demo has run: two weeks, two rounds of labels, training and release. Made once, kept. */
export async function worldFolder(): Promise<string> {
  const folder = join(CACHE, `console-world-${fingerprint()}`)
  if (existsSync(folder)) return folder
  mkdirSync(CACHE, { recursive: true })
  const making = await mkdtemp(join(CACHE, 'making-'))
  const environment = { ...process.env, CI: 'true' }
  await run(join(ROOT, 'bin/salesloop'), ['demo', '--json', '--exit', '--data-dir', making], {
    env: environment,
    maxBuffer: 64 * 1024 * 1024,
  })
  // Another process may have made it meanwhile; then ours goes.
  await rename(making, folder).catch(() => rm(making, { recursive: true, force: true }))
  return folder
}

/** A service on a copy of that world, with the world's clock; `cleanUp` of the process tests stops it and removes the copy. */
export async function startWorld(options: { auth?: boolean; args?: string[] } = {}): Promise<Service> {
  const folder = await newFolder()
  await run('cp', ['-a', '--reflink=auto', `${await worldFolder()}/.`, folder])
  return startService({
    dataDir: folder,
    auth: options.auth ?? false,
    args: ['--clock', 'replay', ...(options.args ?? [])],
  })
}
