import { clopperPearson } from '../src/stats/clopper-pearson.ts'
import { ASKED } from './experiment-traffic.ts'
import { type SeedResult, WORLDS } from './experiments-seed.ts'
import { parseFlags, refuserWith, WORLD_FLAGS, worldsOf } from './flags.ts'
import { playWorlds } from './many-worlds.ts'

/**
 * Is what an experiment says true? The product's own check of a stage on simulated shops: wins where nothing differs, or where
 * conversions only come sooner; steps of ramps that lose just their margin; how often a true gain is found; and whether the
 * forecast of open units holds. Counts with exact 95 % intervals.
 */
const HELP = `npm run bench:experiments -- [options]
  --seeds N         seeds, of each all worlds are played (1000)
  --first-seed N    the first one (1)
  --threads N       worker threads (one per core)
  --json            one JSON object

Example: npm run bench:experiments -- --seeds 50 --threads 1
Exit codes: 0 nothing is said wrongly in more seeds than the binomial bound of 5 in 100, and forecasts hold in at least 93 of
100; 1 otherwise; 2 wrong use.`

const flags = parseFlags(HELP, WORLD_FLAGS)
const refuse: (why: string) => never = refuserWith(HELP)
const results = await playWorlds<null, SeedResult>(
  new URL('./experiments-worker.ts', import.meta.url),
  worldsOf(flags, refuse),
  null,
)

interface Line {
  readonly what: string
  readonly count: number
  readonly of: number
  readonly low: number
  readonly high: number
  /** null = a figure beside the others, such as power. */
  readonly aim: Aim | null
  readonly kept: boolean | null
}

/** The most that 5 % gives in so many seeds in all but 0.1 % of cases: 73 of 1,000. */
const mostOfFive = (n: number): number => Math.floor(0.05 * n + 3.34 * Math.sqrt(0.05 * 0.95 * n))

const KEPT = {
  'at most 5 %': (count: number, n: number): boolean => count <= mostOfFive(n),
  /** Of an interval of 95 %, as for every other one. */
  'at least 93 %': (count: number, n: number): boolean => count >= 0.93 * n,
} as const
type Aim = keyof typeof KEPT

function line(what: string, holds: (result: SeedResult) => boolean, aim: Aim | null = null): Line {
  const count = results.filter(holds).length
  const { low, high } = clopperPearson(count, results.length, 0.025)
  const kept = aim === null ? null : KEPT[aim](count, results.length)
  return { what, count, of: results.length, low, high, aim, kept }
}

const named = (figure: string): string => figure.replaceAll('_', ' ')
const won = (world: string, figure: (typeof ASKED)[number]) => (result: SeedResult) =>
  result.wins[world]![figure] !== null
const lines: Line[] = [
  ...ASKED.map((figure) => line(`A/A, 14 looks: ${named(figure)} declared better`, won('A/A', figure), 'at most 5 %')),
  line('A/A: taken back by a guardrail', (result) => result.stopped['A/A']!, 'at most 5 %'),
  ...ASKED.map((figure) =>
    line(`only faster, same conversion: ${named(figure)} declared better`, won('only faster', figure), 'at most 5 %'),
  ),
  line('  the same by conversions so far and 95 % at each look', (result) => result.atOnce['only faster']!),
  line('  A/A by conversions so far and 95 % at each look', (result) => result.atOnce['A/A']!),
  ...Object.keys(results[0]!.advanced).map((name) =>
    line(`ramp at its margin goes on: ${named(name)}`, (result) => result.advanced[name]!, 'at most 5 %'),
  ),
  line(
    'forecast of open conversations holds the truth (95 %)',
    (result) => result.forecast?.inside === true,
    'at least 93 %',
  ),
]
const power = Object.keys(WORLDS)
  .slice(2)
  .map((world) => {
    const figure = world.startsWith('conversion')
      ? 'conversion'
      : world.startsWith('order')
        ? 'value_per_conversation'
        : 'satisfaction_mean'
    const looks = results.map((result) => result.wins[world]![figure] ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b)
    return { ...line(world, won(world, figure)), figure, medianLook: looks[Math.floor(looks.length / 2)]! }
  })

if (flags.json) process.stdout.write(`${JSON.stringify({ lines, power })}\n`)
else {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
  const counted = ({ count, of, low, high }: Line): string => `${count} of ${of} (${percent(low)} to ${percent(high)})`
  for (const each of lines) {
    const aim = each.aim === null ? '' : `  aim ${each.aim}: ${each.kept ? 'kept' : 'NOT KEPT'}`
    process.stdout.write(`${each.what}: ${counted(each)}${aim}\n`)
  }
  process.stdout.write('\nPower: 14,000 users, half of them on the new version, 14 daily looks\n')
  for (const each of power) {
    const median = Number.isFinite(each.medianLook) ? `, half of them by look ${each.medianLook}` : ''
    process.stdout.write(`${each.what}: found in ${counted(each)}${median}\n`)
  }
}
if (lines.some((each) => each.kept === false)) process.exitCode = 1
