import { isDeepStrictEqual } from 'node:util'
import type { Collected, Lease } from '../../labels/label-desk.ts'
import type { HumanLabel, Purpose } from '../../labels/ledger.ts'
import type { SampleState } from '../../pool/sample.ts'
import type { Sql } from './database.ts'
import { addToLedger, humanLabels } from './label-ledger.ts'

interface Standing {
  readonly state: SampleState
  readonly why: string | null
  readonly answers: number
  readonly wanted: number
  readonly purpose: Purpose
  readonly ended: 'answered' | 'skipped' | 'released' | 'undone' | 'withdrawn' | null
  /** Others who hold the sample now. */
  readonly others: number
  /** This annotator has answered under another lease. */
  readonly again: boolean
}

/** Where a sample and this lease of it stand; the sample stays locked until the transaction ends. */
async function standing(sql: Sql, sampleId: string, leaseId: string, now: number): Promise<Standing | null> {
  await sql.query('select from samples where sample_id = $1 for update', [sampleId])
  const [row] = await sql.query<Standing>(
    `select s.state, s.why, s.answers, s.wanted, l.purpose, l.ended,
       (select count(*)::int from leases o where o.sample_id = s.sample_id and o.lease_id <> l.lease_id
          and o.purpose = 'review' and o.ended is null and o.until_at > $3) others,
       exists (select from leases o where o.sample_id = s.sample_id and o.annotator = l.annotator
          and o.lease_id <> l.lease_id and o.ended = 'answered') again
     from samples s join leases l using (sample_id) where s.sample_id = $1 and l.lease_id = $2`,
    [sampleId, leaseId, now],
  )
  return row ?? null
}

/** Why an answer under this lease no longer counts; null = it counts, also after its time while nobody else came. */
function lostWhy(stands: Standing | null): string | null {
  if (stands === null) return 'there is no such lease on this sample'
  if (stands.ended !== null) return `this lease has been ${stands.ended}`
  if (stands.again) return 'this annotator has answered the sample under another lease'
  if (stands.purpose === 'gold') return null
  if (stands.state === 'labelled') return 'the sample has been labelled under another lease'
  if (stands.state !== 'waiting') return `the sample is ${stands.state}: ${stands.why ?? 'no reason given'}`
  if (stands.answers + stands.others >= stands.wanted) return 'the lease ran out and the sample went to somebody else'
  return null
}

const END = 'update leases set ended = $2 where lease_id = $1'

/**
 * Whoever came too late sees what the others said. Whoever has answered, or is checked with a settled sample, sees his own
 * alone: he could take it back and say what they say.
 */
function shownTo(annotator: string, stands: Standing, recorded: readonly HumanLabel[]): readonly HumanLabel[] {
  const mayAnswerAgain = stands.purpose === 'gold' || stands.ended === 'answered' || stands.again
  return mayAnswerAgain ? recorded.filter((known) => known.annotator === annotator) : recorded
}

/** Adds the answer and closes its lease, or says what stands instead. */
export async function recordAnswer(sql: Sql, label: HumanLabel, now: number): Promise<Collected> {
  const stands = await standing(sql, label.sampleId, label.leaseId, now)
  const why = lostWhy(stands)
  if (stands === null || why !== null) {
    const recorded = await humanLabels(sql, label.sampleId)
    const own = recorded.find((known) => known.leaseId === label.leaseId)
    if (own && sameAnswer(own, label)) return { kind: 'recorded', label: own }
    return { kind: 'lost', why: why!, recorded: stands === null ? [] : shownTo(label.annotator, stands, recorded) }
  }
  await addToLedger(sql, [label])
  await sql.query(END, [label.leaseId, 'answered'])
  if (stands.purpose === 'gold') return { kind: 'recorded', label }
  await sql.query(
    `update samples set answers = answers + 1, changed_at = $2,
       state = case when answers + 1 >= wanted then 'labelled' else state end where sample_id = $1`,
    [label.sampleId, now],
  )
  return { kind: 'recorded', label }
}

/** The same; an answer that is lost is added all the same, apart from those that count. Sent twice, it is added once. */
export async function recordLateAnswer(sql: Sql, label: HumanLabel, now: number): Promise<Collected> {
  const collected = await recordAnswer(sql, label, now)
  if (collected.kind === 'recorded') return collected
  const known = (await humanLabels(sql, label.sampleId)).find((own) => own.leaseId === label.leaseId)
  if (known !== undefined) {
    const same = sameAnswer(known, { ...label, purpose: known.purpose })
    return same ? { kind: 'recorded', label: known } : collected
  }
  const stands = await standing(sql, label.sampleId, label.leaseId, now)
  if (stands === null || stands.ended !== null || stands.again) return collected
  const late = { ...label, purpose: 'late' as const }
  await addToLedger(sql, [late])
  await sql.query(END, [label.leaseId, 'answered'])
  return { kind: 'recorded', label: late }
}

/** The annotator cannot judge. A sample that somebody has answered keeps that and wants no more. */
export async function skipSample(sql: Sql, lease: Lease, why: string, now: number): Promise<boolean> {
  const stands = await standing(sql, lease.sampleId, lease.leaseId, now)
  if (lostWhy(stands) !== null) return false
  await sql.query(END, [lease.leaseId, 'skipped'])
  if (lease.purpose === 'gold') return true
  await sql.query(
    `update samples set changed_at = $2, why = $3, state = case when answers > 0 then 'labelled' else 'skipped' end
     where sample_id = $1`,
    [lease.sampleId, now, `skipped by ${lease.annotator}: ${why}`],
  )
  return true
}

/** Back to the queue, as if nobody had taken it. Sent twice, it is given back once. */
export async function releaseSample(sql: Sql, lease: Lease, now: number): Promise<boolean> {
  const stands = await standing(sql, lease.sampleId, lease.leaseId, now)
  if (stands?.ended === 'released') return true
  if (lostWhy(stands) !== null) return false
  await sql.query(END, [lease.leaseId, 'released'])
  return true
}

/** Sent twice, not changed: the times at which it came do not matter, nor the order of its turns. */
export function sameAnswer(a: HumanLabel, b: HumanLabel): boolean {
  const essence = (label: HumanLabel) => ({
    ...label,
    recordedAt: 0,
    recordedBy: '',
    guidelineVersion: 0,
    predictionShown: false,
    firstChoice: null,
    turns: label.turns
      .map((turn) => ({ ...turn, style: turn.style ?? null }))
      .sort((x, y) => (x.turnId < y.turnId ? -1 : 1)),
  })
  return isDeepStrictEqual(essence(a), essence(b))
}
