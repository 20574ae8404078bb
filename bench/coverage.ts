import { type CoverageFigures, type CoverageOrder, coverageOf, spread } from './coverage-figures.ts'
import { FIGURES, type FigureName, type SeedResult } from './coverage-seed.ts'
import { parseFlags, refuserWith, WORLD_FLAGS, wholeNumber, worldsOf } from './flags.ts'
import { playWorlds } from './many-worlds.ts'

/**
 * How often the 95 % interval of a weighted figure holds the planted truth, and how often the pool's own figure would:
 * many worlds of the simulator, each with the service's fold, rules, plan, draws and estimators, without HTTP or database.
 *
 * node bench/coverage.ts --seeds 1000 --first-seed 1 [--json]
 */
const HELP = `npm run bench:coverage -- [options]
  --seeds N         worlds to play (1000)
  --first-seed N    seed of the first (1)
  --per-day N       conversations a day (300), for a week
  --budget N        reviews wanted a day (200, the default of the sampling policy)
  --threads N       worker threads (one per core)
  --json            one JSON object per seed, and a last one with the totals

Example: npm run bench:coverage -- --seeds 100 --first-seed 5000 --json
Exit codes: 0 every interval holds in at least 93 of 100 worlds, 1 one does not, 2 wrong use.`

const flags = parseFlags(HELP, {
  ...WORLD_FLAGS,
  'per-day': { type: 'string', default: '300' },
  budget: { type: 'string', default: '200' },
})
const refuse: (why: string) => never = refuserWith(HELP)
const worlds = worldsOf(flags, refuse)
const { seeds, firstSeed: first, threads } = worlds
const perDay = wholeNumber('per-day', flags['per-day'], refuse)
const budget = wholeNumber('budget', flags.budget, refuse)

const started = performance.now()
const results = await playWorlds<CoverageOrder, SeedResult>(new URL('./coverage-worker.ts', import.meta.url), worlds, {
  perDay,
  budget,
})
const seconds = (performance.now() - started) / 1000
const figures = Object.fromEntries(FIGURES.map((figure) => [figure, coverageOf(results, figure)])) as Record<
  FigureName,
  CoverageFigures
>
print()
process.exit(FIGURES.every((figure) => figures[figure].covered >= 0.93 * results.length) ? 0 : 1)

function print(): void {
  const sizes = {
    conversations: spread(results.map((result) => result.conversations)),
    flagged: spread(results.map((result) => result.flagged)),
    reviewedFlagged: spread(results.map((result) => result.reviewed.flagged)),
    reviewedControl: spread(results.map((result) => result.reviewed.control)),
  }
  if (flags.json) {
    for (const result of results) process.stdout.write(`${JSON.stringify(result)}\n`)
    process.stdout.write(`${JSON.stringify({ seeds, firstSeed: first, perDay, budget, sizes, figures })}\n`)
    return
  }
  const range = ({ mean, quartiles }: ReturnType<typeof spread>) =>
    `${mean.toFixed(0)} (quartiles ${quartiles.map((each) => each.toFixed(0)).join(', ')})`
  process.stdout.write(
    `${seeds} worlds from seed ${first}, ${perDay} conversations a day for a week, ${seconds.toFixed(0)} s on ${threads} threads\n` +
      `eligible conversations ${range(sizes.conversations)}, flagged ${range(sizes.flagged)}\n` +
      `reviewed: flagged ${range(sizes.reviewedFlagged)}, control ${range(sizes.reviewedControl)}\n\n`,
  )
  for (const name of FIGURES) {
    const { planted, covered, below, above, bias, width, effectiveSize, naiveMissed, naiveBias } = figures[name]
    process.stdout.write(
      `${name}: planted ${planted.toFixed(3)} on average\n` +
        `  weighted: interval holds it in ${covered} of ${results.length} (it lies below ${below}, above ${above}); bias ${bias.toFixed(4)}\n` +
        `  width ${width.mean.toFixed(3)} (quartiles ${width.quartiles.map((each) => each.toFixed(3)).join(', ')}), effective sample size ${range(effectiveSize)}\n` +
        `  pool as it lies: interval misses in ${naiveMissed} of ${results.length}; bias ${naiveBias.toFixed(4)}\n`,
    )
  }
}
