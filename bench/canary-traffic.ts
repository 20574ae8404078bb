import { type ArmSums, NO_SUMS } from '../src/experiments/arm-sums.ts'
import { NOBODY_EXPOSED } from '../src/experiments/exposure-check.ts'
import { GUARDED, type Guarded } from '../src/experiments/figure.ts'
import { nextShare, type RampPolicy } from '../src/releases/ramp-policy.ts'
import { checkStage, type Exposures, type StageCheck } from '../src/releases/stage-check.ts'
import { type Random, randomFrom } from '../src/stats/random.ts'

/** A shop whose true rates are known, seen through a ramp that looks once a day. */
export interface CanaryWorld {
  readonly ramp: RampPolicy
  /** The live bundle's rate of each figure that happens; the others never do. */
  readonly rates: Partial<Readonly<Record<Guarded, number>>>
  /** The canary's, where they differ. */
  readonly canaryRates: Partial<Readonly<Record<Guarded, number>>>
  readonly usersPerDay: number
  readonly days: number
  /** How far users differ: their own rates are those of the shop times (1 - spread) or (1 + spread). */
  readonly spread: number
  /** Chance that a user talks once more, on one of the next days. */
  readonly returns: number
  /** Days until a conversation's window is over. */
  readonly window: number
}

export interface CanaryRun {
  readonly end: 'live' | 'taken back' | 'open'
  readonly stagesPassed: number
  readonly looks: number
  readonly users: number
  /** Users in the canary when it left its first stage, mature ones. */
  readonly firstStageUsers: number | null
  readonly lastCheck: StageCheck | null
}

const DAY_MS = 86_400_000
const MOST_AHEAD = 16

interface Sums {
  clusters: number
  sum: number
  size: number
  sumSquares: number
  sizeSquares: number
  products: number
}
const noSums = (): Sums => ({ clusters: 0, sum: 0, size: 0, sumSquares: 0, sizeSquares: 0, products: 0 })

/** One figure's conversations, matured day by day into sums per arm and user. */
export class Tally {
  readonly arms: readonly [Sums, Sums] = [noSums(), noSums()]
  readonly #users = new Map<number, { s: number; n: number }>()

  add(arm: 0 | 1, user: number, success: number): void {
    const sums = this.arms[arm]
    const held = this.#users.get(user) ?? { s: 0, n: 0 }
    if (held.n === 0) {
      sums.clusters++
      this.#users.set(user, held)
    }
    sums.sumSquares += (held.s + success) ** 2 - held.s ** 2
    sums.sizeSquares += (held.n + 1) ** 2 - held.n ** 2
    sums.products += (held.s + success) * (held.n + 1) - held.s * held.n
    sums.sum += success
    sums.size++
    held.s += success
    held.n++
  }
}

/** Plays a canary from its first user to its end, or to the last day. */
export function playCanary(world: CanaryWorld, seed: string | number): CanaryRun {
  const random = randomFrom(seed)
  const figures = Object.keys(world.rates) as Guarded[]
  let share = world.ramp.stages[0]!.share
  let stage = newStage(0, figures)
  let [users, looks, stagesPassed] = [0, 0, 0]
  let firstStageUsers: number | null = null
  let check: StageCheck | null = null
  const buckets: number[] = [] // per user the draw that puts him into an arm
  const rich: number[] = []
  const talking: number[][] = Array.from({ length: world.days + MOST_AHEAD }, () => [])
  for (let day = 0; day < world.days; day++) {
    for (let i = 0; i < world.usersPerDay; i++) {
      talking[day]!.push(users++)
      buckets.push(random())
      rich.push(random() < 0.5 ? 1 + world.spread : 1 - world.spread)
    }
    talk(day, talking, world, random)
    stage.waiting.push(...talking[day]!.map((user) => ({ day, user })))
    const due = stage.waiting.findIndex((each) => each.day > day - world.window)
    const ripe = stage.waiting.splice(0, due < 0 ? stage.waiting.length : due)
    for (const { user } of ripe) mature(user, Number(buckets[user]! < share) as 0 | 1, rich[user]!)
    looks++
    check = checkStage(
      { share, since: stage.since * DAY_MS, ramp: world.ramp },
      exposuresOf(stage.tallies, figures),
      (day + 1) * DAY_MS,
    )
    if (check.verdict === 'stop')
      return { end: 'taken back', stagesPassed, looks, users, firstStageUsers, lastCheck: check }
    if (check.verdict !== 'advance') continue
    stagesPassed++
    firstStageUsers ??= stage.tallies[0]!.arms[1].clusters
    share = nextShare(world.ramp, share)
    if (share === 1) return { end: 'live', stagesPassed, looks, users, firstStageUsers, lastCheck: check }
    stage = newStage(day + 1, figures)
  }
  return { end: 'open', stagesPassed, looks, users, firstStageUsers, lastCheck: check }

  function mature(user: number, arm: 0 | 1, own: number): void {
    figures.forEach((figure, i) => {
      const live = world.rates[figure]!
      const rate = arm === 1 ? (world.canaryRates[figure] ?? live) : live
      stage.tallies[i]!.add(arm, user, Number(random() < rate * own))
    })
  }
}

interface StageState {
  /** Day of its first conversation. */
  readonly since: number
  readonly tallies: readonly Tally[]
  /** Conversations whose window is open, oldest first. */
  readonly waiting: { readonly day: number; readonly user: number }[]
}

const newStage = (since: number, figures: readonly Guarded[]): StageState => ({
  since,
  tallies: figures.map(() => new Tally()),
  waiting: [],
})

/** Some of today's users come back on a later day. */
function talk(day: number, talking: number[][], world: CanaryWorld, random: Random): void {
  for (const user of talking[day]!) {
    if (random() < world.returns) talking[day + 1 + Math.floor(random() * 7)]!.push(user)
  }
}

/** What the product's check is given of these figures, one tally each; the others never happen. */
export function exposuresOf(tallies: readonly Tally[], figures: readonly Guarded[]): Exposures {
  const sums = (totals: Sums): ArmSums => ({ totals, units: totals.size, immature: 0, past: null })
  const pairs = GUARDED.map((figure) => {
    const tally = tallies[figures.indexOf(figure)]
    return [
      figure,
      tally ? { live: sums(tally.arms[0]), canary: sums(tally.arms[1]) } : { live: NO_SUMS, canary: NO_SUMS },
    ]
  })
  const [live, canary] = tallies[0]!.arms
  const users = { live: live.clusters, canary: canary.clusters }
  return { users, exposure: NOBODY_EXPOSED, currency: null, figures: Object.fromEntries(pairs) as Exposures['figures'] }
}
