import { clopperPearson } from '../src/stats/clopper-pearson.ts'
import { parseFlags, refuserWith, WORLD_FLAGS, wholeNumber, worldsOf } from './flags.ts'
import { playWorlds } from './many-worlds.ts'
import { FIGURES, type SeedResult } from './signals-seed.ts'
import type { SignalsOrder } from './signals-worker.ts'

/**
 * How often the intervals of what signals are worth hold what is planted, and how often something is found or proposed that is
 * not so: worlds of the simulator with the service's fold, rules, plan and draws, without HTTP or database. Each world is
 * looked at five times, as a team would that opens the page every day; whatever was said at one of the looks counts.
 */
const HELP = `npm run bench:signals -- [options]
  --seeds N         worlds to play (1000)
  --first-seed N    seed of the first (1)
  --per-day N       conversations a day (150), for a week
  --budget N        reviews wanted a day (100)
  --control RATE    inclusion probability of an unflagged conversation (0.05)
  --threads N       worker threads (one per core)
  --json            one JSON object per seed, and a last one with the totals

Example: npm run bench:signals -- --seeds 50 --threads 1
Exit codes: 0 intervals hold in at least 93 of 100 cases and at most 5 of 100 findings are wrong, 1 not so, 2 wrong use.`

const flags = parseFlags(HELP, {
  ...WORLD_FLAGS,
  'per-day': { type: 'string', default: '150' },
  budget: { type: 'string', default: '100' },
  control: { type: 'string', default: '0.05' },
})
const refuse: (why: string) => never = refuserWith(HELP)
const worlds = worldsOf(flags, refuse)
const { seeds, firstSeed } = worlds
const perDay = wholeNumber('per-day', flags['per-day'], refuse)
const budget = wholeNumber('budget', flags.budget, refuse)
const controlRate = Number(flags.control)
if (!(controlRate > 0 && controlRate <= 1)) refuse('--control must be above 0 and at most 1.')
const results = await playWorlds<SignalsOrder, SeedResult>(new URL('./signals-worker.ts', import.meta.url), worlds, {
  perDay,
  budget,
  controlRate,
})
const sum = (of: (result: SeedResult) => number): number => results.reduce((total, result) => total + of(result), 0)
const intervals = FIGURES.map((figure) => {
  const [held, above, below] = (['held', 'above', 'below'] as const).map((side) =>
    sum(({ intervals: all }) => all[figure][side]),
  )
  return { figure, held: held!, above: above!, below: below!, share: held! / (held! + above! + below!) }
})
const findings = shareOf(
  sum(({ foundWrongly }) => foundWrongly),
  sum(({ found }) => found),
)
const proposed = shareOf(
  sum(({ proposedWrongly }) => proposedWrongly.length),
  sum(({ proposed: all }) => all.length),
)
const worldsWithWrong = results.filter(({ proposedWrongly }) => proposedWrongly.length > 0).length
const totals = {
  seeds,
  firstSeed,
  perDay,
  judged: sum(({ judged }) => judged) / seeds,
  intervals,
  findings,
  proposed,
  worldsWithWrong,
}
print()
process.exit(intervals.every(({ share }) => share >= 0.93) && findings.share <= 0.05 && proposed.share <= 0.05 ? 0 : 1)

function shareOf(wrong: number, all: number) {
  return { wrong, all, share: all === 0 ? 0 : wrong / all, ...clopperPearson(wrong, Math.max(1, all), 0.025) }
}

function print(): void {
  const write = (line: string) => process.stdout.write(`${line}\n`)
  if (flags.json) {
    for (const result of results) write(JSON.stringify(result))
    write(JSON.stringify(totals))
    return
  }
  write(
    `${seeds} worlds from seed ${firstSeed}, ${perDay} conversations a day for a week, ${totals.judged.toFixed(0)} judged in each`,
  )
  for (const { figure, held, above, below, share } of intervals)
    write(
      `${figure}: intervals hold the planted value in ${held} of ${held + above + below} (${(100 * share).toFixed(1)} %; above it ${above}, below ${below})`,
    )
  const told = ({ wrong, all, share, high }: typeof findings) =>
    `${wrong} of ${all} wrong (${(100 * share).toFixed(2)} %, at most ${(100 * high).toFixed(2)} %)`
  write(`found at any of five looks: ${told(findings)}`)
  write(`proposed at any of five looks: ${told(proposed)}, in ${worldsWithWrong} worlds`)
  const counts = Map.groupBy(
    results.flatMap((result) => result.proposed),
    (name) => name,
  )
  for (const [name, worlds] of [...counts].sort(([, a], [, b]) => b.length - a.length).slice(0, 12))
    write(`  ${name}: in ${worlds.length} worlds`)
}
