import { benjaminiHochberg } from '../stats/false-discovery.ts'
import { lnGamma } from '../stats/gamma.ts'

/** What one user did in a span, in conversations. */
export interface UserActivity {
  readonly userId: string
  readonly conversations: number
  /** With a rating of 1 or 2; of 4 or 5. */
  readonly negative: number
  readonly positive: number
  /** With an offer; of these, with a click. */
  readonly offered: number
  readonly clicked: number
}

export const USER_SIGNS = ['negative', 'positive', 'clicks', 'weight'] as const
export type UserSign = (typeof USER_SIGNS)[number]

/** What stands out in one user. */
export interface UserSuspicion {
  readonly userId: string
  readonly sign: UserSign
  /** Of `of`: conversations with the sign among his; of weight: his among all. */
  readonly count: number
  readonly of: number
  readonly rate: number
  /** The others' rate. */
  readonly usual: number
  /** Probability to do this or more, for a user like the others; of weight: null, since the limit is one of policy. */
  readonly p: number | null
  readonly adjusted: number | null
}

/** Fewer conversations say nothing of somebody's habits. */
const LEAST_CONVERSATIONS = 5
/** More of all conversations than this, and so many at least, are too much for one user. */
const MOST_SHARE = 0.01
const MANY = 30
/** Correlation of a user's conversations that is taken for usual until the data say otherwise, and how many pairs that weighs. */
const USUAL_CORRELATION = 0.1
const USUAL_PAIRS = 500
const MOST_CORRELATION = 0.25
const FALSE_ALARMS = 0.01

/**
 * Users who give feedback or click as no other does, and users with an outsized share of the traffic. The null is the
 * beta-binomial of the other users: their mean, and their correlation by the method of moments, so that somebody who is
 * merely angry by nature is not yet an attacker. Benjamini and Hochberg's procedure over all who came often enough, under
 * any dependence.
 *
 * Sources: D. A. Williams, Biometrics 31 (1975), 949-952 (beta-binomial); J. C. Kleinman, JASA 68 (1973), 46-54 (moments).
 */
export function suspectUsers(users: readonly UserActivity[], falseAlarms = FALSE_ALARMS): UserSuspicion[] {
  const all = users.reduce((sum, { conversations }) => sum + conversations, 0)
  const heavy = users
    .filter(({ conversations }) => conversations >= MANY && conversations > MOST_SHARE * all)
    .map(({ userId, conversations }): UserSuspicion => {
      const usual = (all - conversations) / Math.max(1, users.length - 1) / all
      const of = { count: conversations, of: all, rate: conversations / all, usual }
      return { userId, sign: 'weight', ...of, p: null, adjusted: null }
    })
  const rated = (['negative', 'positive', 'clicks'] as const).flatMap((sign) => outstanding(users, sign, falseAlarms))
  return [...rated, ...heavy].sort((a, b) => (a.userId < b.userId ? -1 : a.userId > b.userId ? 1 : 0))
}

interface Count {
  readonly userId: string
  readonly count: number
  readonly of: number
}

function outstanding(users: readonly UserActivity[], sign: Exclude<UserSign, 'weight'>, q: number): UserSuspicion[] {
  const counts = users.map((user): Count => {
    const { userId, conversations, offered, clicked } = user
    return sign === 'clicks'
      ? { userId, count: clicked, of: offered }
      : { userId, count: user[sign], of: conversations }
  })
  const known = counts.filter(({ of }) => of > 0)
  const rates = known.reduce((sum, { count, of }) => sum + count / of, 0)
  const judged = counts.filter((each) => each.of >= LEAST_CONVERSATIONS)
  const rho = correlation(counts.filter((each) => each.of < LEAST_CONVERSATIONS))
  const tested = judged.map((each) => {
    // Each user counts once, so that a few who flood cannot make it usual; half a user more, since a rate of 0 would make
    // everything impossible.
    const usual = (rates - each.count / each.of + 0.25) / (known.length - 0.5)
    return { ...each, usual, p: betaBinomialTail(each.count, each.of, usual, rho) }
  })
  const { rejected, adjusted } = benjaminiHochberg(
    tested.map(({ p }) => p),
    q,
    'any',
  )
  return tested.flatMap(({ userId, count, of, usual, p }, i) =>
    rejected[i] ? [{ userId, sign, count, of, rate: count / of, usual, p, adjusted: adjusted[i]! }] : [],
  )
}

/** How alike the conversations of one user are, by the moments of those who came twice or more. */
function correlation(counts: readonly Count[]): number {
  const several = counts.filter(({ of }) => of >= 2)
  const pairs = several.reduce((sum, { of }) => sum + of * (of - 1), 0)
  const [count, of] = [
    several.reduce((sum, each) => sum + each.count, 0),
    several.reduce((sum, each) => sum + each.of, 0),
  ]
  const mean = count / of
  if (!(pairs > 0) || !(mean > 0 && mean < 1)) return USUAL_CORRELATION
  const products = several.reduce((sum, { count: k, of: n }) => {
    // Sum over ordered pairs of one user's conversations of the product of their distances from the mean.
    const distance = k - n * mean
    return sum + distance * distance - (k * (1 - mean) ** 2 + (n - k) * mean ** 2)
  }, 0)
  const seen = Math.min(pairs, products / (mean * (1 - mean)))
  return Math.min(
    MOST_CORRELATION,
    Math.max(USUAL_CORRELATION, (seen + USUAL_PAIRS * USUAL_CORRELATION) / (pairs + USUAL_PAIRS)),
  )
}

/** P(K >= k) of a beta-binomial with this mean and correlation rho. */
export function betaBinomialTail(k: number, n: number, mean: number, rho: number): number {
  if (k <= 0) return 1
  const size = 1 / rho - 1
  const [a, b] = [mean * size, (1 - mean) * size]
  const lnBeta = (x: number, y: number): number => lnGamma(x) + lnGamma(y) - lnGamma(x + y)
  let tail = 0
  for (let i = k; i <= n; i++) {
    const lnChoose = lnGamma(n + 1) - lnGamma(i + 1) - lnGamma(n - i + 1)
    tail += Math.exp(lnChoose + lnBeta(a + i, b + n - i) - lnBeta(a, b))
  }
  return Math.min(1, tail)
}
