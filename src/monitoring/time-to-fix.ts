import type { Measured } from '../metrics/figure.ts'
import { meanInterval } from '../metrics/mean-interval.ts'
import { finite } from '../metrics/unit.ts'
import { randomFrom } from '../stats/random.ts'
import { dropOf, type Release, type ReviewCase } from './review-case.ts'

/** Faults of one kind: the same part at fault, the same predicted intent on the suspect turn. */
export interface FaultCluster {
  readonly cluster: string
  /** Reviewed conversations with this fault. */
  readonly cases: number
  /** Start of the first flagged conversation with it, epoch milliseconds. */
  readonly firstAt: number
  /** The first release under which it is rarer, with 95 % confidence; null = none yet. */
  readonly mendedBy: string | null
  readonly mendedAt: number | null
}

const HOUR_MS = 3_600_000
/** One case is an accident, not a kind. */
const FEWEST_CASES = 2

/** The clusters, oldest first. A fault that only the control stratum shows has not been flagged, and its clock does not run. */
export function faultClusters(cases: readonly ReviewCase[], releases: readonly Release[]): FaultCluster[] {
  const groups = Map.groupBy(
    cases.filter((each) => each.cluster !== null),
    (each) => each.cluster!,
  )
  const inTime = releases.toSorted((a, b) => a.at - b.at)
  return [...groups]
    .flatMap(([cluster, faulty]): FaultCluster[] => {
      const flagged = faulty.filter((each) => each.flagged).map((each) => each.startedAt)
      if (faulty.length < FEWEST_CASES || flagged.length === 0) return []
      const firstAt = flagged.reduce((least, at) => Math.min(least, at))
      const mend = inTime.find((release) => release.at > firstAt && mends(release, cluster, cases)) ?? null
      return [{ cluster, cases: faulty.length, firstAt, mendedBy: mend?.bundle ?? null, mendedAt: mend?.at ?? null }]
    })
    .sort((a, b) => a.firstAt - b.firstAt || (a.cluster < b.cluster ? -1 : 1))
}

/** Of all reviewed conversations, fewer have this fault under the release than before it; the interval excludes chance. */
function mends({ bundle, at }: Release, cluster: string, cases: readonly ReviewCase[]): boolean {
  const before = cases.filter((each) => each.startedAt < at && each.bundle !== bundle)
  const after = cases.filter((each) => each.bundle === bundle)
  return after.length > 0 && dropOf(before, after, (each) => each.cluster === cluster).low > 0
}

/** Mean hours from the first flagged conversation to the mending release; clusters that none mended stand beside. */
export function timeToFix(clusters: readonly FaultCluster[]): Measured {
  const hours = clusters.flatMap(({ firstAt, mendedAt }) => (mendedAt === null ? [] : [(mendedAt - firstAt) / HOUR_MS]))
  const immature = clusters.length - hours.length
  const sum = hours.reduce((total, each) => total + each, 0)
  const { low, high } = meanInterval(
    hours.map((each) => ({ sum: each, size: 1 })),
    randomFrom('time-to-fix'),
  )
  return {
    figure: 'time_to_fix',
    numerator: sum,
    denominator: hours.length,
    immature,
    settled: immature === 0,
    estimate: finite(sum / hours.length),
    low: finite(low),
    high: finite(high),
    effective_size: hours.length,
    users: 0,
    unit: 'hours',
  }
}
