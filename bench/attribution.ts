import { FAULT_PARTS } from '../src/admission/fault-part.ts'
import { bootstrapMean } from '../src/stats/bootstrap.ts'
import { randomFrom } from '../src/stats/random.ts'
import type { AttributionScores, AttributionSeed } from './attribution-seed.ts'
import type { AttributionCommon } from './attribution-worker.ts'
import { spread } from './coverage-figures.ts'
import { parseFlags, refuserWith, WORLD_FLAGS, wholeNumber, worldsOf } from './flags.ts'
import { playWorlds } from './many-worlds.ts'

/**
 * Fault attribution on planted faults: many worlds of the simulator; the drawn conversations of all weeks but the last are
 * reviewed by people who err, name no turn and label two turns; the turns of the last week are attributed and scored.
 *
 * node bench/attribution.ts --seeds 1000 --first-seed 1 [--ablations] [--json]
 */
const HELP = `npm run bench:attribution -- [options]
  --seeds N         worlds to play (1000)
  --first-seed N    seed of the first (1)
  --per-day N       conversations a day (150)
  --weeks LIST      phrases of each week; the last one is scored (training,training)
  --budget N        reviews wanted a day (200, the default of the sampling policy)
  --ablations       also without texts and actions, and taught by the planted truth; three times as long
  --threads N       worker threads (one per core)
  --json            one JSON object per seed, and a last one with the totals

Example: npm run bench:attribution -- --seeds 50 --first-seed 7000 --ablations
Exit codes: 0 mean macro-F1 over turns of flagged conversations is 0.7 or more, 1 it is not, 2 wrong use.`

const AIM = 0.7
const flags = parseFlags(HELP, {
  ...WORLD_FLAGS,
  'per-day': { type: 'string', default: '150' },
  weeks: { type: 'string', default: 'training,training' },
  budget: { type: 'string', default: '200' },
  ablations: { type: 'boolean', default: false },
})
const refuse: (why: string) => never = refuserWith(HELP)
const worlds = worldsOf(flags, refuse)
const { seeds, firstSeed } = worlds
const perDay = wholeNumber('per-day', flags['per-day'], refuse)
const budget = wholeNumber('budget', flags.budget, refuse)
const weeks = flags.weeks.split(',')
if (weeks.length < 2 || !weeks.every((week) => week === 'training' || week === 'test'))
  refuse(`--weeks is '${flags.weeks}'; it must name two weeks or more, each 'training' or 'test'.`)

const started = performance.now()
const common: AttributionCommon = {
  perDay,
  budget,
  weeks: weeks as AttributionCommon['weeks'],
  ablations: flags.ablations,
}
const results = await playWorlds<AttributionCommon, AttributionSeed>(
  new URL('./attribution-worker.ts', import.meta.url),
  worlds,
  common,
)
const reached = figureOf((result) => result.learned.flagged.estimate).mean
print()
process.exit(reached >= AIM ? 0 : 1)

function figureOf(of: (result: AttributionSeed) => number) {
  const values = results.map(of)
  const { low, high } = bootstrapMean(values, null, randomFrom('attribution'), 1000)
  const ascending = [...values].sort((a, b) => a - b)
  return { ...spread(values), low, high, least: ascending[0]!, most: ascending.at(-1)! }
}

function print(): void {
  const names = [
    'learned',
    'reweighted',
    'table',
    ...(flags.ablations ? (['withoutTexts', 'ceiling'] as const) : []),
  ] as const
  const scores = Object.fromEntries(
    names.map((name) => {
      const of = (result: AttributionSeed): AttributionScores => result[name]!
      const parts = FAULT_PARTS.map((part, k) => [
        part,
        figureOf((result) => of(result).flagged.classes[k]!.f1 || 0).mean,
      ])
      return [
        name,
        {
          flagged: figureOf((result) => of(result).flagged.estimate),
          all: figureOf((result) => of(result).all.estimate),
          parts: Object.fromEntries(parts) as Record<string, number>,
        },
      ]
    }),
  )
  const figures = { scores, ece: figureOf(({ ece }) => ece), confusion: confusion() }
  if (flags.json) {
    for (const result of results) process.stdout.write(`${JSON.stringify(result)}\n`)
    process.stdout.write(`${JSON.stringify({ seeds, firstSeed, ...common, figures })}\n`)
    return
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  process.stdout.write(
    `${results.length} worlds from seed ${firstSeed}, ${perDay} conversations a day, weeks ${weeks.join(', ')}, ${seconds} s\n` +
      `verdicts ${range(
        figureOf(({ verdicts }) => verdicts),
        0,
      )}; scored turns: of flagged conversations ` +
      `${range(
        figureOf(({ turns }) => turns.flagged),
        0,
      )}, all ${range(
        figureOf(({ turns }) => turns.all),
        0,
      )}\n\n` +
      'macro-F1 over none, intent, objection, wording, policy: mean over worlds (95 % interval of the mean; quartiles; least and most)\n',
  )
  for (const [name, { flagged, all, parts }] of Object.entries(scores)) {
    process.stdout.write(
      `${name.padEnd(13)} flagged ${range(flagged, 3)}; all predicted turns ${range(all, 3)}\n` +
        `${''.padEnd(13)} F1 by part, flagged: ${FAULT_PARTS.map((part) => `${part} ${parts[part]!.toFixed(2)}`).join(', ')}\n`,
    )
  }
  process.stdout.write(`\ncalibration error of the fault probability, all turns: ${range(figures.ece, 3)}\n`)
  process.stdout.write(`\nlearned, turns of flagged conversations, all worlds: true (rows) by named\n`)
  process.stdout.write(`${['', ...FAULT_PARTS].map((part) => part.padStart(10)).join('')}\n`)
  figures.confusion.forEach((row, k) => {
    process.stdout.write(`${FAULT_PARTS[k]!.padStart(10)}${row.map((cell) => String(cell).padStart(10)).join('')}\n`)
  })
  process.stdout.write(`\naim ${AIM}: ${reached >= AIM ? 'reached' : 'not reached'}\n`)
}

function confusion(): number[][] {
  const cell = (k: number, j: number) =>
    results.reduce((sum, { learned }) => sum + learned.flagged.confusion[k]![j]!, 0)
  return FAULT_PARTS.map((_, k) => FAULT_PARTS.map((__, j) => cell(k, j)))
}

function range({ mean, low, high, quartiles, least, most }: ReturnType<typeof figureOf>, digits: number): string {
  const show = (value: number) => value.toFixed(digits)
  return `${show(mean)} (${show(low)} to ${show(high)}; ${quartiles.map(show).join(', ')}; ${show(least)} and ${show(most)})`
}
