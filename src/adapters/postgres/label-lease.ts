import { randomUUID } from 'node:crypto'
import { staysBlind } from '../../labels/blind.ts'
import type { Lease, LeaseRequest } from '../../labels/label-desk.ts'
import { RETURN_HOLDS_MS } from '../../labels/label-return.ts'
import type { Purpose } from '../../labels/ledger.ts'
import type { Part, PoolSample } from '../../pool/sample.ts'
import { hashUnit } from '../../stats/random.ts'
import type { Sql } from './database.ts'
import { SAMPLE } from './sample-rows.ts'
import { currentPolicy } from './sampling-policy.ts'

const LEASE = `l.lease_id "leaseId", l.sample_id "sampleId", s.conversation_id "conversationId", l.annotator,
  l.leased_at "leasedAt", l.until_at until, l.blind, l.purpose, l.random_turn "randomTurn",
  l.predicted_turns "predictedTurns", l.suspect_turn "suspectTurn", l.held_back "heldBack", l.first_choice "firstChoice"`

/** Annotator $2 has answered sample s, or holds it at $1. */
const KNOWS_IT = `exists (select from leases l where l.sample_id = s.sample_id and l.annotator = $2
  and (l.ended = 'answered' or (l.ended is null and l.until_at > $1)))`

/** Places in sample s that are kept for others, to whom their answer was given back, and who do not hold it now. */
const KEPT_FOR_OTHERS = `(select count(distinct r.annotator) from open_returns r
  where r.sample_id = s.sample_id and r.annotator <> $2 and r.at > $1 - ${RETURN_HOLDS_MS}
    and not exists (select from leases l where l.sample_id = r.sample_id and l.annotator = r.annotator
      and l.ended is null and l.until_at > $1))`

/** Sample s wants one more answer and this annotator may give it: nobody holds it, or fewer than it wants. */
export const HAS_ROOM = `
  s.state = 'waiting'
  and s.answers + (select count(*) from leases l where l.sample_id = s.sample_id and l.purpose = 'review'
    and l.ended is null and l.until_at > $1) + ${KEPT_FOR_OTHERS} < s.wanted
  and not ${KNOWS_IT}`

const GAVE_IT_BACK = `exists (select from leases l where l.sample_id = s.sample_id and l.annotator = $2 and l.ended = 'released')`

const nextSample = (also: string): string => `
  select s.sample_id "sampleId" from samples s where ${HAS_ROOM} ${also}
  order by s.queue_window, s.queue_key limit 1 for update of s`

/** Samples whose answer was given back to this annotator, the oldest first. */
const NEXT_RETURNED = `
  select s.sample_id "sampleId" from samples s join open_returns r on r.sample_id = s.sample_id and r.annotator = $2
  where ${HAS_ROOM} order by r.at, s.sample_id limit 1 for update of s`

/** Settled by adjudication, and this annotator has never had it in his hands. In an order of his own. */
const IS_GOLD = `
  s.state = 'labelled'
  and exists (select from labels a where a.sample_id = s.sample_id and a.purpose = 'adjudication'
    and not exists (select from withdrawn_now w where w.label_id = a.label_id))
  and not exists (select from leases l where l.sample_id = s.sample_id and l.annotator = $2
    and (l.ended is not null or l.until_at > $1))`

const NEXT_GOLD = `
  select s.sample_id "sampleId" from samples s
  where s.sample_id in (select sample_id from labels where purpose = 'adjudication') and ${IS_GOLD}
  order by md5(s.sample_id || $2) limit 1 for update of s skip locked`

const GRANT = `
  insert into leases (lease_id, sample_id, annotator, leased_at, until_at, blind, purpose, random_turn, predicted_turns, suspect_turn,
    held_back, first_choice, revealed_at)
  select $4, s.sample_id, $2, $1, $5, $6, $7, s.random_turn, s.predicted_turns, s.suspect->>'eventId',
    $8::boolean, $9::text, case when $9::text is null then null else $1::bigint end
  from samples s where s.sample_id = $3`

/**
 * Locks the first sample with room that nobody else has locked; if there is none, waits for those that are locked, since
 * they may keep room. Then counts its leases again: the statement that found it may have looked before another lease was
 * committed. A sample that filled up meanwhile stays locked and is passed over by the next look. What was given back to
 * this annotator for correction comes first, what he gave back himself last. At the policy's share a gold item takes the
 * place of what was found, but never of a correction.
 */
export async function leaseNext(
  sql: Sql,
  request: LeaseRequest,
  now: number,
): Promise<{ lease: Lease; sample: PoolSample } | null> {
  const find = async (statement: string) =>
    (await sql.query<{ sampleId: string }>(statement, [now, request.annotator]))[0]?.sampleId
  const leaseId = randomUUID()
  const { seed, goldItemShare } = await currentPolicy(sql)
  const check = hashUnit(`${seed}/gold item`, leaseId) < goldItemShare
  for (;;) {
    const fresh = nextSample(`and not ${GAVE_IT_BACK}`)
    const returned = await find(NEXT_RETURNED)
    const next =
      returned ??
      (await find(`${fresh} skip locked`)) ??
      (await find(fresh)) ??
      (await find(`${nextSample('')} skip locked`)) ??
      (await find(nextSample('')))
    if (next === undefined) return null
    const gold = check && returned === undefined ? await find(NEXT_GOLD) : undefined
    const grant = { leaseId, ...request, purpose: gold === undefined ? ('review' as const) : ('gold' as const) }
    const lease = await grantLease(sql, gold ?? next, grant, now, gold === undefined ? HAS_ROOM : IS_GOLD)
    if (lease === null) continue
    const [sample] = await sql.query<PoolSample>(`select ${SAMPLE} from samples s where s.sample_id = $2`, [
      now,
      lease.sampleId,
    ])
    return { lease, sample: sample! }
  }
}

interface Grant extends LeaseRequest {
  readonly leaseId: string
  readonly purpose: Purpose
  /** From a lease of the same sample that was answered and undone: what he saw, he has seen. */
  readonly firstChoice?: Part | null
}

/** A lease with the sample's marked turns as they stand. The sample must be locked; null = the condition does not hold. */
export async function grantLease(
  sql: Sql,
  sampleId: string,
  { leaseId, annotator, leaseMs, blind, purpose, heldBack = false, firstChoice = null }: Grant,
  now: number,
  condition = 'true',
): Promise<Lease | null> {
  const isBlind = blind || (heldBack && staysBlind(sampleId))
  await sql.query(`${GRANT} and ${condition}`, [
    ...[now, annotator, sampleId, leaseId, now + leaseMs, isBlind, purpose],
    ...[heldBack, firstChoice],
  ])
  return leaseOf(sql, leaseId)
}

export async function leaseOf(sql: Sql, leaseId: string): Promise<Lease | null> {
  const [row] = await sql.query<Lease>(
    `select ${LEASE} from leases l join samples s using (sample_id) where l.lease_id = $1`,
    [leaseId],
  )
  return row ?? null
}

/** A lease that holds, of an annotator on a sample. */
export async function heldLease(sql: Sql, sampleId: string, annotator: string, now: number): Promise<Lease | null> {
  const [row] = await sql.query<Lease>(
    `select ${LEASE} from leases l join samples s using (sample_id)
     where l.sample_id = $1 and l.annotator = $2 and l.ended is null and l.until_at > $3 order by l.until_at desc limit 1`,
    [sampleId, annotator, now],
  )
  return row ?? null
}

/** Keeps a lease that holds until then; null = lost. */
export async function renewLease(sql: Sql, { leaseId }: Lease, until: number, now: number): Promise<Lease | null> {
  const rows = await sql.query(
    `update leases l set until_at = greatest(until_at, $2) from samples s
     where l.lease_id = $1 and l.ended is null and l.until_at > $3 and s.sample_id = l.sample_id
       and (s.state = 'waiting' or l.purpose = 'gold')
     returning l.lease_id`,
    [leaseId, until, now],
  )
  return rows.length > 0 ? leaseOf(sql, leaseId) : null
}
