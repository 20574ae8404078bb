import { createHash } from 'node:crypto'
import type { Adjudicated, AdjudicationDraft, Lease } from '../../labels/label-desk.ts'
import type { HumanLabel } from '../../labels/ledger.ts'
import type { SampleState } from '../../pool/sample.ts'
import type { Sql } from './database.ts'
import { grantLease } from './label-lease.ts'
import { addToLedger, humanLabels } from './label-ledger.ts'
import { sameAnswer } from './lease-end.ts'

/** The last word on a sample; it stays locked until the transaction ends. */
export async function adjudicateSample(sql: Sql, draft: AdjudicationDraft, now: number): Promise<Adjudicated> {
  const { sampleId, adjudicator } = draft
  const [sample] = await sql.query<{ state: SampleState }>(
    'select state from samples where sample_id = $1 for update',
    [sampleId],
  )
  const recorded = await humanLabels(sql, sampleId)
  const known = recorded.find((label) => label.purpose === 'adjudication')
  const why = whyNot(sample?.state, recorded, adjudicator)
  if (why !== null) {
    const again = known?.annotator === adjudicator && isSame(known, draft.label(leaseFrom(known)))
    return again ? { kind: 'recorded', label: known } : { kind: 'refused', why, recorded }
  }
  const leaseId = await newLeaseId(sql, sampleId)
  const grant = { leaseId, annotator: adjudicator, leaseMs: 0, blind: false, purpose: 'adjudication' as const }
  const label = draft.label((await grantLease(sql, sampleId, grant, now))!)
  await addToLedger(sql, [label])
  await sql.query(`update leases set ended = 'answered' where lease_id = $1`, [leaseId])
  return { kind: 'recorded', label }
}

function whyNot(state: SampleState | undefined, recorded: readonly HumanLabel[], adjudicator: string): string | null {
  if (state !== 'labelled') return `the sample is ${state ?? 'unknown'}: only one that has its answers can be settled`
  const settled = recorded.find((label) => label.purpose === 'adjudication')
  if (settled) return `${settled.annotator} has settled it before`
  const own = recorded.some((label) => label.purpose === 'review' && label.annotator === adjudicator)
  return own ? `${adjudicator} gave one of the answers: somebody else must settle it` : null
}

/** Follows from the sample and from how often it was settled, so that two who settle it at once do not both. */
async function newLeaseId(sql: Sql, sampleId: string): Promise<string> {
  const [row] = await sql.query<{ n: number }>(
    `select count(*)::int n from leases where sample_id = $1 and purpose = 'adjudication'`,
    [sampleId],
  )
  return `adjudication-${createHash('sha256').update(`${sampleId}/${row!.n}`).digest('hex').slice(0, 16)}`
}

/** Leases of the ledger's own answer, for comparing what is sent again. */
const leaseFrom = (label: HumanLabel): Lease => ({
  leaseId: label.leaseId,
  sampleId: label.sampleId,
  conversationId: label.conversationId,
  annotator: label.annotator,
  leasedAt: label.recordedAt,
  until: label.recordedAt,
  blind: label.blind,
  purpose: label.purpose,
  randomTurn: label.randomTurn,
  predictedTurns: label.predictedTurns,
  suspectTurn: label.turns.find((turn) => turn.isSuspect)?.turnId ?? null,
})

const isSame = (known: HumanLabel, sent: HumanLabel): boolean => sameAnswer(known, sent)
