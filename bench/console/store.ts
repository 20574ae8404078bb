import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Api, openApi } from '../../src/app/demo/api.ts'
import { retrain, startCanary } from '../../src/app/demo/learn.ts'
import { startServiceProcess } from '../../src/app/demo/service-process.ts'
import { startStopwatch } from '../../src/app/demo/stopwatch.ts'
import { tell } from '../../src/app/demo/story.ts'
import { parseWorld } from '../../src/simulator/world.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const SEED = 'console'
const DAYS = 28
/** A simulated conversation has about eight events, and some customers come back. */
const CONVERSATIONS_PER_EVENT = 1 / 8
const COMING_BACK = 1.046
/** What decides the store's content, beside its size: the customers, and the story that is played with them. */
const MADE_BY = [
  'bench/console/store.ts',
  ...['story', 'begin', 'learn', 'review', 'shop'].map((name) => `src/app/demo/${name}.ts`),
  ...['conversation', 'course', 'customer', 'ending', 'purchase', 'visit', 'world'].map(
    (name) => `src/simulator/${name}.ts`,
  ),
]

/** The world of the demo over four weeks, with as many customers as make so many events. */
function worldOf(events: number) {
  const conversationsPerDay = Math.ceil((events * CONVERSATIONS_PER_EVENT) / DAYS / COMING_BACK)
  return parseWorld({ weeks: ['training', 'training', 'test', 'test'], traffic: { conversationsPerDay } })
}

/** Keeps the folder's name as long as nothing that makes it has changed. */
async function nameOf(events: number): Promise<string> {
  const hash = createHash('sha256').update(String(events))
  for (const file of MADE_BY) hash.update(await readFile(join(ROOT, file)))
  return `bench-console-${hash.digest('hex').slice(0, 12)}`
}

/**
 * The data folder of a shop of four weeks: the whole demo, played through the real service, with more customers; then what
 * only a team that has worked for a month has. Made once, and kept in the git-ignored `.cache`.
 *
 * @param events about so many; a conversation has about eight
 */
export async function consoleStore(events: number): Promise<{ dataDir: string; seconds: number | null }> {
  const dataDir = join(ROOT, '.cache', await nameOf(events))
  if (existsSync(dataDir)) return { dataDir, seconds: null }
  const unfinished = `${dataDir}.new`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  const begunAt = performance.now()
  await make(unfinished, events)
  await rename(unfinished, dataDir)
  return { dataDir, seconds: (performance.now() - begunAt) / 1000 }
}

async function make(dataDir: string, events: number): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const service = await startServiceProcess(dataDir)
  try {
    const stopwatch = startStopwatch(() => performance.now())
    const { url } = service
    await tell({ world: worldOf(events), seed: SEED, url, apiKey: null, stopwatch, progress: say })
    await stopwatch.on('a month of a team', () => liveOn(openApi(url), say))
    for (const { step, seconds } of stopwatch.read().steps) say(`  ${step}: ${seconds.toFixed(0)} s`)
  } finally {
    await service.stop()
  }
}

/** What the demo has no time for: a canary under way, labels by machines, suspects, proposals, and a look back at it all. */
async function liveOn(api: Api, say: (line: string) => void): Promise<void> {
  const run = await retrain(api)
  if (run.evaluation?.verdict === 'pass' && run.candidate_bundle) await startCanary(api, run.candidate_bundle)
  await api.put('/v1/labelling-rules/asks-price', {
    ...{ task: 'intent', label: 'price_question', all: [{ kind: 'pattern', pattern: 'price|cost|多少钱|价格' }] },
    ...{ expected_precision: 0.8, who: 'bench' },
  })
  const orders = [
    ['/v1/machine-labels/runs', { task: 'intent', conversations: 1000, who: 'bench' }],
    ['/v1/taxonomy/proposals/search', { task: 'intent' }],
    ['/v1/label-errors/review', { task: 'intent' }],
    ['/v1/watch', {}],
  ] as const
  for (const [path, body] of orders) {
    const answer = await api.tryPost(path, body)
    say(`${path}: ${answer.ok ? 'done' : `${answer.code} ${answer.message}`}`)
  }
}
