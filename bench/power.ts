import { parseArgs } from 'node:util'
import { differenceSequence, sequenceRadius } from '../src/stats/confidence-sequence.ts'
import { type ClusterTotals, noClusters, rateMoments } from '../src/stats/moments.ts'
import { type PowerQuestion, usersNeeded, usersNeededSequentially } from '../src/stats/power.ts'
import { type Random, randomFrom } from '../src/stats/random.ts'

/**
 * How many users a verdict on conversion takes: by formula for one look, by simulation for looks every day. Prints the tables
 * of docs/power.md.
 *
 * node bench/power.ts [--runs 400] [--looks 14]
 */
const { values: flags } = parseArgs({
  options: { runs: { type: 'string', default: '400' }, looks: { type: 'string', default: '14' } },
})
const [runs, looks] = [Number(flags.runs), Number(flags.looks)]
const [alpha, power] = [0.05, 0.8]
const BASE_RATES = [0.03, 0.05, 0.1]
const LOSSES = [0.05, 0.1, 0.2]
const SHARES = [0.5, 0.05]

const drift = driftNeeded()
process.stdout.write(`Standard errors needed: ${drift.toFixed(2)} with ${looks} looks (${runs} runs each below)\n\n`)
process.stdout.write(
  '| base rate | relative loss | share of new | one look | daily looks | found in time | ruled out in time | shipped in spite of it |\n' +
    '|---|---|---|---|---|---|---|---|\n',
)
for (const share of SHARES) {
  for (const baseRate of BASE_RATES) {
    for (const loss of LOSSES) row(baseRate, loss, share)
  }
}

function row(baseRate: number, loss: number, share: number): void {
  const margin = baseRate * loss
  const question: PowerQuestion = { baseRate, excluded: -margin, power, alpha, share }
  const users = usersNeededSequentially(question, drift)
  const lossy = baseRate - margin
  const finds = simulate(baseRate, lossy, share, users, (_low, high) => high < 0)
  const ships = simulate(baseRate, baseRate, share, users, (low) => low > -margin)
  const errs = simulate(baseRate, lossy, share, users, (low) => low > -margin)
  const percent = (rate: number) => `${(100 * rate).toFixed(rate < 0.1 ? 1 : 0)} %`
  process.stdout.write(
    `| ${percent(baseRate).replace('.0', '')} | ${percent(loss).replace('.0', '')} | ${percent(share).replace('.0', '')} ` +
      `| ${thousands(usersNeeded(question))} | ${thousands(users)} | ${percent(finds)} | ${percent(ships)} | ${percent(errs)} |\n`,
  )
}

/** Share of runs in which the bounds ever satisfy `verdict` within so many users. */
function simulate(
  old: number,
  now: number,
  share: number,
  users: number,
  verdict: (low: number, high: number) => boolean,
): number {
  let reached = 0
  for (let run = 0; run < runs; run++) {
    const random = randomFrom(`power/${old}/${now}/${share}/${run}`)
    let [a, b] = [noClusters, noClusters]
    for (let look = 1; look <= looks; look++) {
      a = grown(a, Math.round((users * (1 - share) * look) / looks), old, random)
      b = grown(b, Math.round((users * share * look) / looks), now, random)
      const { low, high } = differenceSequence(rateMoments(a), rateMoments(b), { alpha, tunedFor: users, sides: 1 })
      if (!verdict(low, high)) continue
      reached++
      break
    }
  }
  return reached / runs
}

/** The group when it has come to so many users. */
function grown(group: ClusterTotals, users: number, rate: number, random: Random): ClusterTotals {
  const sum = group.sum + binomial(users - group.size, rate, random)
  return { clusters: users, sum, size: users, sumSquares: sum, sizeSquares: users, products: sum }
}

/** Normal approximation from 30 expected on; else draw by draw. */
function binomial(n: number, p: number, random: Random): number {
  if (n * p > 30) return Math.round(n * p + Math.sqrt(n * p * (1 - p)) * normal(random))
  let count = 0
  for (let i = 0; i < n; i++) if (random() < p) count++
  return count
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** The drift, in standard errors at the last look, at which a random walk leaves the one-sided boundary with the power. */
function driftNeeded(): number {
  const users = 1e6
  const needed = Array.from({ length: 4000 }, (_, run) => {
    const random = randomFrom(`drift/${run}`)
    let [walk, least] = [0, Number.POSITIVE_INFINITY]
    for (let look = 1; look <= looks; look++) {
      walk += normal(random) / Math.sqrt(looks)
      const time = look / looks
      const n = users * time
      const boundary = Math.sqrt(n) * sequenceRadius(n, { alpha, tunedFor: users, sides: 1 })
      least = Math.min(least, (boundary * Math.sqrt(time) - walk) / time)
    }
    return least
  }).sort((a, b) => a - b)
  return needed[Math.floor(power * needed.length)]!
}

function thousands(users: number): string {
  return users < 10_000 ? String(users) : `${Math.round(users / 1000)},000`.replace(/^(\d+)(\d{3}),/, '$1,$2,')
}
