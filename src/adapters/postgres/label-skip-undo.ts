import { randomUUID } from 'node:crypto'
import type { Lease } from '../../labels/label-desk.ts'
import type { Sql } from './database.ts'
import { grantLease, heldLease } from './label-lease.ts'
import { lockSamples } from './label-recount.ts'

/** What this annotator's skip ended, and nobody has touched since. */
const IS_HIS = `
  select from leases l join samples s using (sample_id)
  where l.lease_id = $1 and l.ended = 'skipped'
    and (l.purpose = 'gold' or s.state = 'skipped' or (s.state = 'labelled' and s.answers < s.wanted))
    and not exists (select from leases o where o.sample_id = l.sample_id and o.lease_id <> l.lease_id
      and (o.leased_at > l.leased_at or o.purpose = 'adjudication'))`

/** Takes a skip back: the sample waits again, in the same hands. Sent twice, it gives the lease of the first time. */
export async function takeSkipBack(sql: Sql, lease: Lease, leaseMs: number, now: number): Promise<Lease | null> {
  const { leaseId, sampleId, annotator, blind, purpose } = lease
  await lockSamples(sql, [sampleId])
  if ((await sql.query(IS_HIS, [leaseId])).length === 0) {
    const [undone] = await sql.query(`select from leases where lease_id = $1 and ended = 'undone'`, [leaseId])
    return undone === undefined ? null : heldLease(sql, sampleId, annotator, now)
  }
  await sql.query(`update leases set ended = 'undone' where lease_id = $1`, [leaseId])
  if (purpose !== 'gold') {
    await sql.query(
      `update samples set state = 'waiting', why = null, changed_at = $2, returned_at = $2 where sample_id = $1`,
      [sampleId, now],
    )
  }
  const { heldBack = false, firstChoice = null } = lease
  const grant = { leaseId: randomUUID(), annotator, leaseMs, blind, purpose, heldBack, firstChoice }
  return grantLease(sql, sampleId, grant, now)
}
