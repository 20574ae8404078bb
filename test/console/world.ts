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
const MAKERS = [
  'src/simulator',
  'src/app/demo/story.ts',
  'src/app/demo/begin.ts',
  'src/app/demo/learn.ts',
  'src/app/demo/next-days.ts',
  'src/app/demo/review.ts',
]

function fingerprint(): string {
  const hash = createHash('sha256')
  const files = MAKERS.flatMap((maker) =>
    maker.endsWith('.ts')
      ? [maker]
      : readdirSync(join(ROOT, maker), { recursive: true, encoding: 'utf8' }).map((name) => `${maker}/${name}`),
  )
  for (const file of files.filter((name) => name.endsWith('.ts')).sort())
    hash.update(file).update(readFileSync(join(ROOT, file)))
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
  const service = await startService({
    dataDir: folder,
    auth: options.auth ?? false,
    args: ['--clock', 'replay', ...(options.args ?? [])],
  })
  if (!options.auth) await endCanary(service)
  return service
}

/** In some worlds the last canary still runs, since its figures decide nothing yet: tests begin without one. */
async function endCanary(service: Service): Promise<void> {
  const { canary } = (await service.get('/v1/releases')).json
  if (canary === null) return
  const order = { action: 'abandon', bundle: canary.bundle, who: 'test', why: 'tests begin without a canary' }
  const { status, text } = await service.post('/v1/releases', order)
  if (status !== 200) throw new Error(`the world's canary could not be ended: ${text}`)
}
