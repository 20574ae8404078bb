/**
 * How often drift alarms are false, and how soon a true change is found: 200 series over 100 days, half of them numbers,
 * half categories, with the level of one day in a hundred.
 *
 *   npm run bench:drift -- [--worlds 20] [--users 60] [--reference 300]
 */
import { parseArgs } from 'node:util'
import { compareSamples, judgeDay, type Samples } from '../src/monitoring/drift.ts'
import { clusteredRate } from '../src/stats/clustered-rate.ts'
import { type Random, randomFrom } from '../src/stats/random.ts'

const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: '20' },
    users: { type: 'string', default: '60' },
    reference: { type: 'string', default: '300' },
  },
})
const [worlds, users, referenceUsers] = [Number(values.worlds), Number(values.users), Number(values.reference)]
const [SERIES, DAYS, LEVEL, CHANGE_DAY] = [200, 100, 0.01, 50]

/** Series 0 (numbers) and 1 (categories) move by `shift` standard deviations, or that share of a half. */
function samples(random: Random, size: number, shift = 0): Samples {
  const series = Array.from({ length: SERIES }, (_, i) => {
    const moved = i < 2 ? shift : 0
    const draws = Array.from({ length: size }, () => random())
    if (i % 2 === 0) return [`n${i}`, { kind: 'numbers' as const, values: draws.map((u) => u + moved * 0.29) }]
    const counts: Record<string, number> = {}
    for (const u of draws) {
      const category = `c${Math.floor(6 * (u * (1 - moved / 2)) ** 2)}`
      counts[category] = (counts[category] ?? 0) + 1
    }
    return [`c${i}`, { kind: 'categories' as const, counts }]
  })
  return Object.fromEntries(series)
}

const quiet = { all: [] as number[], numbers: [] as number[], categories: [] as number[], shown: [] as number[] }
for (let world = 0; world < worlds; world++) {
  const random = randomFrom(`quiet ${world}`)
  const reference = samples(random, referenceUsers)
  const days = { all: 0, numbers: 0, categories: 0, shown: 0 }
  for (let day = 0; day < DAYS; day++) {
    const judged = judgeDay(compareSamples(reference, samples(random, users)), LEVEL)
    const sure = judged.filter((each) => each.adjusted <= LEVEL)
    if (sure.length > 0) days.all++
    if (sure.some((each) => each.test === 'ks')) days.numbers++
    if (sure.some((each) => each.test === 'psi')) days.categories++
    if (judged.some((each) => each.drifted)) days.shown++
  }
  for (const [name, list] of Object.entries(quiet)) list.push(days[name as keyof typeof days])
}
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`
console.log(
  `${worlds} worlds without any change, ${SERIES} series, ${DAYS} days, ${users} users a day against ${referenceUsers}:`,
)
for (const [name, list] of Object.entries(quiet)) {
  // Days of one world share its reference: the interval takes each world as one unit.
  const { estimate, low, high } = clusteredRate(list.map((successes) => ({ successes, size: DAYS })))
  console.log(
    `  days with a false alarm (${name}): ${percent(estimate)} [${percent(low)}, ${percent(high)}], level ${percent(LEVEL)}`,
  )
}

for (const shift of [0.5, 0.75, 1]) {
  const delays = { numbers: [] as number[], categories: [] as number[] }
  for (let world = 0; world < worlds; world++) {
    const random = randomFrom(`moved ${world} ${shift}`)
    const reference = samples(random, referenceUsers)
    const found: Record<string, number> = {}
    for (let day = CHANGE_DAY; day < DAYS && Object.keys(found).length < 2; day++) {
      for (const { series, drifted } of judgeDay(compareSamples(reference, samples(random, users, shift)), LEVEL))
        if (drifted && (series === 'n0' || series === 'c1')) found[series] ??= day - CHANGE_DAY + 1
    }
    delays.numbers.push(found.n0 ?? Number.POSITIVE_INFINITY)
    delays.categories.push(found.c1 ?? Number.POSITIVE_INFINITY)
  }
  for (const [kind, list] of Object.entries(delays)) {
    list.sort((a, b) => a - b)
    const at = (share: number): number => list[Math.ceil(share * list.length) - 1]!
    console.log(`  ${kind} moved by ${shift}: found after ${at(0.5)} days (median), ${at(0.9)} days (nine of ten)`)
  }
}
