import type { Guarded } from '../src/experiments/figure.ts'
import { type ArmDelays, forecastOpen } from '../src/experiments/open-units.ts'
import type { Exposures } from '../src/releases/stage-check.ts'
import { logNormal } from '../src/simulator/draw.ts'
import { type Random, randomFrom } from '../src/stats/random.ts'
import { exposuresOf, Tally } from './canary-traffic.ts'

/** What an arm does to its users. */
export interface ArmWorld {
  /** Share of conversations that convert in the end. */
  readonly conversion: number
  /** An order's median and how skewed orders are: a log-normal's sigma. */
  readonly order: { readonly median: number; readonly sigma: number }
  /** Chance that a rating is one star better than it would be. */
  readonly starUp: number
  /** 1 = conversions come evenly over the window; above, earlier: the same ones. */
  readonly haste: number
}

export interface TrialWorld {
  readonly live: ArmWorld
  readonly canary: ArmWorld
  readonly share: number
  readonly usersPerDay: number
  /** Looks, one a day; the first when the first day's conversations are mature. */
  readonly looks: number
  /** How far users differ: their own conversion is their arm's times (1 - spread) or (1 + spread). */
  readonly spread: number
  /** Chance that a user talks once more, in the next week. */
  readonly returns: number
  /** Share of conversations that are rated. */
  readonly rated: number
}

/** Days until a conversation's window is over. */
export const WINDOW_DAYS = 3
const DAY_MS = 86_400_000
const CAP = 2000
/** Figures that are asked about; the others never happen. */
export const ASKED = ['conversion', 'value_per_conversation', 'satisfaction_mean'] as const satisfies readonly Guarded[]

interface Conversation {
  readonly user: number
  readonly arm: 0 | 1
  readonly day: number
  /** Of 1 of the window; NaN = it never converts. */
  readonly delay: number
  readonly value: number
  /** 0 to 1 for one to five stars; NaN = not rated. */
  readonly rating: number
}

/** A shop with two arms whose truth is known, told day by day. */
export class TrialTraffic {
  readonly #world: TrialWorld
  readonly #random: Random
  readonly #tallies = ASKED.map(() => new Tally())
  readonly #talking: number[][]
  readonly #own: number[] = []
  readonly #arms: (0 | 1)[] = []
  readonly #all: Conversation[] = []
  #ripe = 0

  constructor(world: TrialWorld, seed: string) {
    this.#world = world
    this.#random = randomFrom(seed)
    this.#talking = Array.from({ length: world.looks + WINDOW_DAYS + 8 }, () => [])
  }

  /** One day more: who comes, and what is mature by its end. */
  pass(day: number): void {
    const { usersPerDay, share, spread, returns } = this.#world
    const random = this.#random
    for (let i = 0; i < usersPerDay; i++) {
      this.#talking[day]!.push(this.#own.length)
      this.#own.push(random() < 0.5 ? 1 + spread : 1 - spread)
      this.#arms.push(random() < share ? 1 : 0)
    }
    for (const user of this.#talking[day]!) {
      this.#all.push(this.#talk(user, day))
      if (random() < returns) this.#talking[day + 1 + Math.floor(random() * 7)]?.push(user)
    }
    for (let next = this.#all[this.#ripe]; next && next.day <= day - WINDOW_DAYS; next = this.#all[this.#ripe]) {
      this.#mature(next)
      this.#ripe++
    }
  }

  #talk(user: number, day: number): Conversation {
    const random = this.#random
    const arm = this.#arms[user]!
    const { conversion, order, starUp, haste } = arm === 1 ? this.#world.canary : this.#world.live
    const converts = random() < conversion * this.#own[user]!
    const value = converts ? Math.min(CAP, logNormal(random, order.median, order.sigma)) / CAP : 0
    const delay = converts ? random() ** haste : Number.NaN
    const stars = random() < this.#world.rated ? Math.min(4, Math.floor(5.5 * Math.sqrt(random()))) : Number.NaN
    const lifted = random() < starUp ? Math.min(4, stars + 1) : stars
    return { user, arm, day, delay, value, rating: lifted / 4 }
  }

  #mature({ user, arm, delay, value, rating }: Conversation): void {
    const [conversion, money, stars] = this.#tallies
    conversion!.add(arm, user, Number.isNaN(delay) ? 0 : 1)
    money!.add(arm, user, value)
    if (!Number.isNaN(rating)) stars!.add(arm, user, rating)
  }

  /** What the product's check is given. */
  exposures(): Exposures {
    return exposuresOf(this.#tallies, ASKED)
  }

  /** What is commonly done instead: every conversation so far, those that have converted so far, 95 % for one look. */
  looksBetterAtOnce(day: number): boolean {
    const [n, k] = [
      [0, 0],
      [0, 0],
    ] as [number[], number[]]
    for (const { arm, day: began, delay } of this.#all) {
      n[arm]!++
      if (began + delay * WINDOW_DAYS <= day) k[arm]!++
    }
    const [a, b] = [k[0]! / n[0]!, k[1]! / n[1]!]
    return (b - a) / Math.sqrt((a * (1 - a)) / n[0]! + (b * (1 - b)) / n[1]!) > 1.96
  }

  /** The forecast for the canary's open conversations, and what they really bring. */
  forecast(day: number): { low: number; high: number; estimate: number; truth: number } | null {
    const own = this.#all.filter(({ arm }) => arm === 1)
    const age = (each: Conversation): number => Math.min(1, (day + 1 - each.day) / WINDOW_DAYS)
    const seen = (each: Conversation): boolean => each.delay <= age(each)
    const at = (share: number): number => share * WINDOW_DAYS * DAY_MS
    const mature = own.filter((each) => age(each) >= 1)
    const waiting = own.filter((each) => age(each) < 1 && !seen(each))
    const arm: ArmDelays = {
      counts: own.map((each) => ({
        time: at(seen(each) ? each.delay : age(each)),
        events: seen(each) ? 1 : 0,
        censored: seen(each) ? 0 : 1,
      })),
      mature: { units: mature.length, converted: mature.filter(seen).length },
      openConverted: own.filter((each) => age(each) < 1 && seen(each)).length,
      waiting: waiting.map((each) => ({ age: at(age(each)), units: 1 })),
      designEffect: own.length / new Set(own.map(({ user }) => user)).size,
    }
    const found = forecastOpen(arm, WINDOW_DAYS * DAY_MS)
    const truth = waiting.filter(({ delay }) => !Number.isNaN(delay)).length
    return found && { ...found.expected, truth }
  }
}
