import { addCluster, type ClusterTotals, noClusters } from '../stats/moments.ts'

/** One arm's mature units of a figure, as sums over its users: all that an estimate needs, however many users there are. */
export interface ArmSums {
  /** Per user the sum of his values, and the number of his units (or the sum of their weights). */
  readonly totals: ClusterTotals
  /** Mature units. */
  readonly units: number
  /** Units whose window is still open. */
  readonly immature: number
  /** What the same users did before the experiment; null = nobody has a past, or it was not read. */
  readonly past: PastSums | null
}

/** Sums over users with a past; s and n as above, x is the user's rate of the same figure before the experiment. */
export interface PastSums {
  readonly users: number
  readonly n: number
  readonly nn: number
  readonly sn: number
  readonly xn: number
  readonly xnn: number
  readonly xsn: number
  readonly xxnn: number
}

/** What one user brought. */
export interface UserTotal {
  readonly sum: number
  readonly size: number
  /** Mature units, where `size` is a sum of weights; else the size itself. */
  readonly units?: number
  /** His rate before the experiment; null or absent = he has no past. */
  readonly past?: number | null
}

/** The sums of users. Those without a mature unit are left out. */
export function sumsOf(users: Iterable<UserTotal>, immature = 0): ArmSums {
  let totals = noClusters
  let allUnits = 0
  const past = { users: 0, n: 0, nn: 0, sn: 0, xn: 0, xnn: 0, xsn: 0, xxnn: 0 }
  for (const { sum: s, size: n, units = n, past: x = null } of users) {
    if (n <= 0) continue
    totals = addCluster(totals, s, n)
    allUnits += units
    if (x === null) continue
    past.users++
    past.n += n
    past.nn += n * n
    past.sn += s * n
    past.xn += x * n
    past.xnn += x * n * n
    past.xsn += x * s * n
    past.xxnn += x * x * n * n
  }
  return { totals, units: allUnits, immature, past: past.users > 0 ? past : null }
}

/** An arm that nobody has been in. */
export const NO_SUMS: ArmSums = sumsOf([])
