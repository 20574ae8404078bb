import { parseFlags, refuserWith, WORLD_FLAGS, wholeNumber, worldsOf } from './flags.ts'
import { playWorlds } from './many-worlds.ts'
import { type AttackFigures, aimsOf, figuresOf, foundIn, type Mean, type Share } from './poisoning-figures.ts'
import { ATTACKS, type PoisoningOrder, type SeedResult } from './poisoning-seed.ts'

/**
 * What poisoning costs the next model, with the defences and without: each world is played clean, with users who rate and
 * click falsely, with an annotator who flips labels, with a backdoor phrase, and with all of these, through the service's
 * fold, rules, plan, draws, snapshots and classifier, without HTTP or database.
 *
 * node bench/poisoning.ts --seeds 1000 --first-seed 1 [--json]
 */
const HELP = `npm run bench:poisoning -- [options]
  --seeds N         worlds to play (1000)
  --first-seed N    seed of the first (1)
  --per-day N       conversations a day (100), for a week
  --share P         adversaries as a share of the users (0.02)
  --people N        annotators, one of whom is dishonest in three of the attacks (5)
  --threads N       worker threads (one per core)
  --json            one JSON object per seed, and a last one with the totals

Example: npm run bench:poisoning -- --seeds 100 --first-seed 5000 --json
Exit codes: 0 each attack surely costs less than a point on average once the answers in doubt were given again (upper end
of the interval), each but the flipping annotator raises the alarm in at least 90 of 100 worlds, and clean worlds raise it in
no more than the binomial bound of 5 in 100; 1 otherwise; 2 wrong use.`

const flags = parseFlags(HELP, {
  ...WORLD_FLAGS,
  'per-day': { type: 'string', default: '100' },
  share: { type: 'string', default: '0.02' },
  people: { type: 'string', default: '5' },
})
const refuse: (why: string) => never = refuserWith(HELP)
const order = worldsOf(flags, refuse)
const { seeds, firstSeed: first, threads } = order
const perDay = wholeNumber('per-day', flags['per-day'], refuse)
const people = wholeNumber('people', flags.people, refuse)
const share = Number(flags.share)
if (!(share > 0 && share <= 0.5)) refuse('--share must be above 0 and at most 0.5.')

const started = performance.now()
const results = await playWorlds<PoisoningOrder, SeedResult>(new URL('./poisoning-worker.ts', import.meta.url), order, {
  perDay,
  share,
  people,
})
const seconds = (performance.now() - started) / 1000
const figures = Object.fromEntries(ATTACKS.map((attack) => [attack, figuresOf(results, attack)])) as Record<
  (typeof ATTACKS)[number],
  AttackFigures
>
const aims = Object.fromEntries(ATTACKS.map((attack) => [attack, aimsOf(attack, figures[attack])])) as Record<
  (typeof ATTACKS)[number],
  ReturnType<typeof aimsOf>
>
print()
process.exit(Object.values(aims).every(({ loss, alarm }) => loss !== false && alarm !== false) ? 0 : 1)

function print(): void {
  if (flags.json) {
    for (const result of results) process.stdout.write(`${JSON.stringify(result)}\n`)
    process.stdout.write(`${JSON.stringify({ seeds, firstSeed: first, perDay, share, people, figures, aims })}\n`)
    return
  }
  const mean = (numbers: readonly number[]) => (numbers.reduce((a, b) => a + b, 0) / numbers.length).toFixed(0)
  const points = ({ mean: m, low, high }: Mean) =>
    `${(100 * m).toFixed(2)} [${(100 * low).toFixed(2)}, ${(100 * high).toFixed(2)}] points`
  const worlds = ({ count, of, low, high }: Share) =>
    `${count} of ${of} worlds [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)} %]`
  const rate = ({ mean: m, low, high }: Mean) =>
    `${(100 * m).toFixed(1)} % [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`
  const kept = (aim: string, is: boolean | null) => (is === null ? '' : ` (aim ${aim}: ${is ? 'kept' : 'NOT KEPT'})`)
  process.stdout.write(
    `${seeds} worlds from seed ${first}, ${perDay} conversations a day for a week, ${people} annotators, adversaries ${(100 * share).toFixed(1)} % of the users, ${seconds.toFixed(0)} s on ${threads} threads\n` +
      `users ${mean(results.map((each) => each.users))}, adversaries ${mean(results.map((each) => each.adversaries))}, labels ${mean(results.map((each) => each.labels))}, clean accuracy ${((100 * results.reduce((sum, each) => sum + each.attacks.clean.undefended, 0)) / results.length).toFixed(2)} %\n` +
      `intervals are 95 %: means by Student's t over worlds, shares exact (Clopper and Pearson)\n\n`,
  )
  for (const attack of ATTACKS) {
    const { lossHeld, lossRestored, lossUndefended, within, alarm, wronged, opened, openedUndefended } = figures[attack]
    const alarmAim = attack === 'clean' ? 'consistent with at most 5 %' : 'at least 90 %'
    process.stdout.write(
      `${attack}: alarm in ${worlds(alarm)}${kept(alarmAim, aims[attack].alarm)}; somebody honest held in ${worlds(wronged)}\n` +
        `  accuracy lost: undefended ${points(lossUndefended)}; held out ${points(lossHeld)}; answered again by others ${points(lossRestored)}${kept('upper end below 1 point', aims[attack].loss)}, less than 1 point in ${worlds(within)}\n` +
        `  the phrase turns other messages: undefended ${rate(openedUndefended)}, defended ${rate(opened)}\n`,
    )
  }
  for (const flips of ['always', 'class', 'part'] as const)
    process.stdout.write(
      `the annotator who flips (${flips}) is named in ${worlds(foundIn(results, 'flip', 'annotator', flips))}\n`,
    )
  process.stdout.write(`the phrase is named in ${worlds(foundIn(results, 'backdoor', 'phrase', null))}\n`)
}
