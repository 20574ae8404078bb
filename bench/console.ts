/**
 * The console on a store of production's size: for each page the time until it is usable, its slowest request and its slowest
 * statement; and whether the table of conversations scrolls without blank rows.
 *
 *   npm run bench:console -- [--events 1010000] [--data-dir DIR] [--page NAME]      one JSON line per page
 *
 * The store is the demo's shop over four weeks with sixteen times its customers, played through the real service once and
 * kept in `.cache` (ten minutes). The service under test is the real one, the browser the real Chromium ($CHROMIUM, or where
 * distributions put it). Statements are timed by PostgreSQL itself (pg_stat_statements: planning and execution). The figures
 * of a page are of the first load in a fresh browser profile (cold) and of the second one (warm); before the first page the
 * service has read ahead what it reads at a start.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'
import { startServiceProcess } from '../src/app/demo/service-process.ts'
import { open, pagesOf } from './console/pages.ts'
import { scrollTable } from './console/scrolling.ts'
import { openStatements, type Statements, sizeOf } from './console/statements.ts'
import { consoleStore } from './console/store.ts'

const { values: flags } = parseArgs({
  options: {
    events: { type: 'string', default: '1010000' },
    'data-dir': { type: 'string' },
    page: { type: 'string' },
  },
})
const ROOT = resolve(import.meta.dirname, '..')
const BUILT = join(ROOT, '.cache/bench-console-web')
const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)
const rounded = (ms: number | null | undefined): number | null =>
  ms === null || ms === undefined ? null : Math.round(ms)

async function buildConsole(): Promise<void> {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const build = ['build', '--config', 'web/vite.config.ts', '--outDir', BUILT, '--emptyOutDir', '--logLevel', 'warn']
  await promisify(execFile)(process.execPath, [vite, ...build], { cwd: ROOT })
  process.env.SALESLOOP_CONSOLE_DIR = BUILT // for the service, which inherits it
}

function launch(): Promise<Browser> {
  const program = process.env.CHROMIUM ?? PROGRAMS.find((path) => existsSync(path))
  if (program === undefined) throw new Error(`No Chromium here (${PROGRAMS.join(', ')}). Install it, or set CHROMIUM.`)
  const asRoot = process.getuid?.() === 0 // Chromium refuses its sandbox to root
  return chromium.launch({ executablePath: program, args: asRoot ? ['--no-sandbox'] : [] })
}

/** An id of each kind that a page is about. */
async function idsOf(url: string): Promise<{ conversation: string; experiment: string | null }> {
  const get = async (path: string) => (await fetch(url + path)).json() as Promise<never>
  const { samples } = (await get('/v1/samples?limit=1')) as { samples: { conversation_id: string }[] }
  const { experiments } = (await get('/v1/experiments')) as {
    experiments: { experiment: string; ended_at: number | null }[]
  }
  const ended = experiments.find((each) => each.ended_at !== null)
  return { conversation: samples[0]!.conversation_id, experiment: ended?.experiment ?? null }
}

async function measure(browser: Browser, url: string, statements: Statements): Promise<void> {
  const { conversation, experiment } = await idsOf(url)
  const pages = pagesOf(conversation, experiment).filter(({ name }) => (flags.page ?? name) === name)
  for (const page of pages) {
    const { cold, warm } = await open(browser, url, page, statements.reset)
    const slowest = [...cold.requests, ...warm.requests].sort((a, b) => b.ms - a.ms)[0]
    const statement = await statements.slowest()
    print({
      page: page.name,
      usable_cold_ms: rounded(cold.usableMs),
      usable_warm_ms: rounded(warm.usableMs),
      requests: cold.requests.length,
      slowest_request: slowest ? { path: slowest.path, ms: rounded(slowest.ms) } : null,
      slowest_statement: statement
        ? { ms: rounded(statement.slowestMs), calls: statement.calls, text: statement.text.slice(0, 120) }
        : null,
      load: loadavg()[0]!.toFixed(1),
    })
  }
}

const store = flags['data-dir']
  ? { dataDir: resolve(flags['data-dir']), seconds: null }
  : await consoleStore(Number(flags.events))
print({ bench: 'console', ...(await sizeOf(store.dataDir)), made_in_s: rounded(store.seconds) })
await buildConsole()
const statements = await openStatements(store.dataDir)
const service = await startServiceProcess(store.dataDir)
const browser = await launch()
await fetch(`${service.url}/v1/metrics?figure=conversion`) // what a start reads ahead is read
try {
  await measure(browser, service.url, statements)
  if (flags.page === undefined || flags.page === 'conversations')
    print({ scrolling: await scrollTable(browser, `${service.url}/conversations`) })
} finally {
  await browser.close()
  await service.stop()
  await statements.close()
}
