import type { Lease } from '../../labels/label-desk.ts'
import type { Part } from '../../pool/sample.ts'
import type { Sql } from './database.ts'
import { leaseOf } from './label-lease.ts'

/** Notes the first choice, which later ones do not change. null = the lease has ended. */
export async function revealPredictions(
  sql: Sql,
  { leaseId }: Lease,
  firstChoice: Part,
  now: number,
): Promise<Lease | null> {
  const rows = await sql.query(
    `update leases set first_choice = coalesce(first_choice, $2), revealed_at = coalesce(revealed_at, $3)
     where lease_id = $1 and ended is null and held_back and not blind returning lease_id`,
    [leaseId, firstChoice, now],
  )
  if (rows.length > 0) return leaseOf(sql, leaseId)
  // Nothing was held back, or it stays blind: the lease goes on as it is.
  const [open] = await sql.query('select from leases where lease_id = $1 and ended is null', [leaseId])
  return open === undefined ? null : leaseOf(sql, leaseId)
}
