import { cpus, loadavg } from 'node:os'
import { startServiceProcess } from '../src/app/demo/service-process.ts'
import { clopperPearson } from '../src/stats/clopper-pearson.ts'
import type { DayTrial, SeedResult } from './back-test/seed.ts'
import { turnStore } from './back-test/store.ts'
import { parseFlags, refuserWith, WORLD_FLAGS, wholeNumber, worldsOf } from './flags.ts'
import { playWorlds } from './many-worlds.ts'

/**
 * The back-test of a changed rule: how long it takes on a store of a million turns (real service, real PostgreSQL), and how
 * often the interval of the next day's pool holds what that day then brings (simulated worlds, without HTTP or database).
 */
const HELP = `npm run bench:back-test -- [options]
  --part NAME       time or worlds; left out = both
  --turns N         predicted turns that the store holds at least (1000000)
  --data-dir DIR    a store to copy; left out = the one of bench:console, made when it is not there
  --seeds N         worlds to play (1000)
  --first-seed N    seed of the first (1)
  --per-day N       conversations a day (40), for three weeks
  --threads N       worker threads (one per core)
  --json            one JSON line per part

Example: npm run bench:back-test -- --part worlds --seeds 50 --threads 1
Exit codes: 0 the median takes at most a second and the interval holds on 93 of 100 days, 1 not so, 2 wrong use.`
const REPEATS = 5

const flags = parseFlags(HELP, {
  part: { type: 'string' },
  turns: { type: 'string', default: '1000000' },
  'data-dir': { type: 'string' },
  ...WORLD_FLAGS,
  'per-day': { type: 'string', default: '40' },
})
const refuse: (why: string) => never = refuserWith(HELP)
if (flags.part !== undefined && flags.part !== 'time' && flags.part !== 'worlds')
  refuse(`--part ${flags.part} is not known.`)
const turns = wholeNumber('turns', flags.turns, refuse)
const worlds = worldsOf(flags, refuse)
const { seeds, firstSeed } = worlds
const perDay = wholeNumber('per-day', flags['per-day'], refuse)
const holds = flags.part === 'time' ? true : await measureWorlds()
const quick = flags.part === 'worlds' ? true : await measureTime()
process.exit(holds && quick ? 0 : 1)

async function measureTime(): Promise<boolean> {
  const store = await turnStore(turns, flags['data-dir'] ?? null)
  try {
    const service = await startServiceProcess(store.dataDir)
    try {
      const { rules } = ((await (await fetch(`${service.url}/v1/rules`)).json()) as { rules: { rules: object[] } })
        .rules
      const stall = { reason: 'stall_alone', all: ['eligible', 'fsm_stalled'] }
      const changes = { rule: { rules: [...rules, stall] }, threshold: { rules, low_confidence: 0.7 } }
      const took: number[] = []
      for (let i = 0; i < REPEATS; i++)
        for (const change of Object.values(changes)) took.push(await ask(service.url, change))
      const [first, ...warm] = took as [number, ...number[]]
      const sorted = warm.toSorted((a, b) => a - b)
      const median = sorted[Math.floor(sorted.length / 2)]!
      const figures = {
        conversations: store.conversations,
        turns: store.turns,
        first,
        median,
        slowest: sorted.at(-1)!,
        load: loadavg()[0]!,
      }
      report({ part: 'time', ...figures }, [
        `${store.turns} predicted turns in ${store.conversations} conversations, ${cpus().length} cores, load ${figures.load.toFixed(1)}`,
        `back-test over HTTP, all of it: first ${first.toFixed(0)} ms, then median ${median.toFixed(0)} ms, slowest ${figures.slowest.toFixed(0)} ms of ${warm.length}`,
      ])
      return median <= 1000
    } finally {
      await service.stop()
    }
  } finally {
    await store.remove()
  }
}

/** From request to answer, milliseconds. */
async function ask(url: string, change: object): Promise<number> {
  const began = performance.now()
  const response = await fetch(`${url}/v1/rules/back-test`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...change, from: 0 }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return performance.now() - began
}

async function measureWorlds(): Promise<boolean> {
  const results = await playWorlds<{ perDay: number }, SeedResult>(
    new URL('./back-test/worker.ts', import.meta.url),
    worlds,
    { perDay },
  )
  const trials = results.flatMap((result) => result.trials)
  const silent = results.reduce((sum, result) => sum + result.silent, 0)
  const groups = [...Map.groupBy(trials, ({ change, uneven }) => `${change}${uneven ? ', uneven days' : ''}`)]
  const lines = [['all', trials] as const, ...groups].map(([name, some]) => ({ name, ...heldOf(some) }))
  report({ part: 'worlds', seeds, firstSeed, perDay, silent, lines }, [
    `${seeds} worlds from seed ${firstSeed}, ${perDay} conversations a day for three weeks; ${silent} forecasts said nothing`,
    ...lines.map(
      ({ name, held, all, above, below, low, high, width, days }) =>
        `${name}: holds the next day in ${held} of ${all} (${((100 * held) / all).toFixed(1)} %, ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}; ${above} days above, ${below} below), mean width ${width.toFixed(1)} from ${days.toFixed(1)} days`,
    ),
  ])
  return lines[0]!.held >= 0.93 * lines[0]!.all
}

function heldOf(trials: readonly DayTrial[]) {
  const above = trials.filter(({ actual, high }) => actual > high).length
  const below = trials.filter(({ actual, low }) => actual < low).length
  const all = trials.length
  const held = all - above - below
  const mean = (of: (trial: DayTrial) => number) => trials.reduce((sum, trial) => sum + of(trial), 0) / all
  return {
    held,
    all,
    above,
    below,
    ...clopperPearson(held, all, 0.025),
    width: mean(({ low, high }) => high - low),
    days: mean((trial) => trial.days),
  }
}

function report(figures: object, lines: readonly string[]): void {
  process.stdout.write(flags.json ? `${JSON.stringify(figures)}\n` : `${lines.join('\n')}\n`)
}
