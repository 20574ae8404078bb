import { parseFlags, refuserWith, WORLD_FLAGS, wholeNumber, worldsOf } from './flags.ts'
import { type DuelFigure, duelOf, type LearnedOrder, type Mean, meanOf } from './learned-admission-figures.ts'
import type { LearnedSeed } from './learned-admission-seed.ts'
import { playWorlds } from './many-worlds.ts'

/**
 * Learned admission against the rule table at equal review budget: in each world the first week is reviewed as the plan draws it, its
 * verdicts train the model, and the second week is judged by the planted truth. Everything but the service: its fold, rules,
 * plans, draws and model.
 */
const HELP = `npm run bench:learned-admission -- [options]
  --seeds N         worlds to play (1000)
  --first-seed N    seed of the first (1)
  --per-day N       conversations a day (200), for two weeks
  --budget N        reviews wanted a day in the first week (200, the default of the sampling policy)
  --threads N       worker threads (one per core)
  --json            one JSON object per seed, and a last one with the totals

Example: npm run bench:learned-admission -- --seeds 50 --first-seed 7000
Exit codes: 0 better in precision and in recall, each interval above 0, 1 not, 2 wrong use.`

const flags = parseFlags(HELP, {
  ...WORLD_FLAGS,
  'per-day': { type: 'string', default: '200' },
  budget: { type: 'string', default: '200' },
})
const refuse: (why: string) => never = refuserWith(HELP)
const worlds = worldsOf(flags, refuse)
const { seeds, firstSeed } = worlds
const perDay = wholeNumber('per-day', flags['per-day'], refuse)
const budget = wholeNumber('budget', flags.budget, refuse)

const started = performance.now()
const results = await playWorlds<LearnedOrder, LearnedSeed>(
  new URL('./learned-admission-worker.ts', import.meta.url),
  worlds,
  { perDay, budget },
)
const seconds = (performance.now() - started) / 1000
const duel = (which: 'atPool' | 'byPlan') => ({
  precision: duelOf(results, which, 'precision'),
  recall: duelOf(results, which, 'recall'),
  reviews: duelOf(results, which, 'reviews'),
})
const figures = {
  atPool: duel('atPool'),
  byPlan: duel('byPlan'),
  auc: meanOf(results.map((result) => result.auc)),
  ece: meanOf(results.map((result) => result.ece)),
}
print()
const won = [figures.atPool, figures.byPlan].every(
  ({ precision, recall }) => precision.difference.low > 0 && recall.difference.low > 0,
)
process.exit(won ? 0 : 1)

function print(): void {
  if (flags.json) {
    for (const result of results) process.stdout.write(`${JSON.stringify(result)}\n`)
    process.stdout.write(`${JSON.stringify({ seeds, firstSeed, perDay, budget, figures })}\n`)
    return
  }
  const of = (name: 'verdicts' | 'controls' | 'judged' | 'flagged' | 'faulty' | 'fitMs') =>
    meanOf(results.map((result) => result[name])).estimate.toFixed(0)
  process.stdout.write(
    `${seeds} worlds from seed ${firstSeed}, ${perDay} conversations a day for two weeks, ${seconds.toFixed(0)} s\n` +
      `learned from ${of('verdicts')} verdicts of the first week (${of('controls')} of the control stratum) in ${of('fitMs')} ms\n` +
      `judged ${of('judged')} conversations decided after it: ${of('faulty')} at fault, ${of('flagged')} flagged by the rules\n` +
      `AUC ${interval(figures.auc)}, debiased calibration error ${interval(figures.ece)}\n\n`,
  )
  line('As many as the rule table flags', figures.atPool)
  line('By the plans, half as many', figures.byPlan)
}

function line(title: string, { precision, recall, reviews }: ReturnType<typeof duel>): void {
  process.stdout.write(
    `${title}: ${reviews.rules.toFixed(1)} reviews by the rules, ${reviews.learned.toFixed(1)} learned\n` +
      `  precision ${versus(precision)}\n  recall    ${versus(recall)}\n`,
  )
}

function versus({ rules, learned, difference, better }: DuelFigure): string {
  const means = `rules ${rules.toFixed(3)}, learned ${learned.toFixed(3)}; difference ${interval(difference)}`
  return `${means}; better in ${better} of ${seeds} worlds`
}

function interval({ estimate, low, high }: Mean): string {
  return `${estimate.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`
}
