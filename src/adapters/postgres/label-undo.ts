import { randomUUID } from 'node:crypto'
import type { Undo, Undone } from '../../labels/label-desk.ts'
import type { Purpose } from '../../labels/ledger.ts'
import type { Part } from '../../pool/sample.ts'
import type { Sql } from './database.ts'
import { grantLease, heldLease } from './label-lease.ts'
import { STANDS } from './label-ledger.ts'
import { lockSamples } from './label-recount.ts'
import { addWithdrawal, withdrawLabels } from './label-withdrawals.ts'

interface Answer {
  readonly purpose: Purpose
  readonly blind: boolean
  readonly heldBack: boolean
  readonly firstChoice: Part | null
  readonly leaseId: string
  readonly undoneBy: string | null
  readonly stands: boolean
  /** Of all standing answers of this annotator, the last. */
  readonly last: string | null
  readonly snapshot: string | null
  readonly goldItem: string | null
  readonly adjudicatedBy: string | null
}

const ANSWER = `
  select l.purpose, l.blind, le.held_back "heldBack", le.first_choice "firstChoice", l.lease_id "leaseId", ${STANDS} stands,
    (select w.withdrawal_id from withdrawn_labels i join label_withdrawals w using (withdrawal_id)
     where i.label_id = l.label_id and w.kind = 'undo') "undoneBy",
    (select m.label_id from labels m where m.who = l.who and m.source = 'human'
       and not exists (select from withdrawn_now w where w.label_id = m.label_id) order by m.seq desc limit 1) last,
    (select snapshot_id from snapshot_items where label_ids @> array[l.label_id] limit 1) snapshot,
    (select gold_id from gold_item_labels g where g.label_id = l.label_id limit 1) "goldItem",
    (select a.who from labels a where a.sample_id = l.sample_id and a.purpose = 'adjudication' and a.label_id <> l.label_id
       and not exists (select from withdrawn_now w where w.label_id = a.label_id) limit 1) "adjudicatedBy"
  from labels l join leases le using (lease_id) where l.label_id = $1 and l.sample_id = $2 and l.who = $3 and l.source = 'human'`

/** Takes the annotator's last answer back and puts its sample into his hands again. */
export async function undoAnswer(sql: Sql, undo: Undo, now: number): Promise<Undone> {
  const { sampleId, annotator, labelId, recordedBy, why, leaseMs } = undo
  await lockSamples(sql, [sampleId])
  const [answer] = await sql.query<Answer>(ANSWER, [labelId, sampleId, annotator])
  if (answer !== undefined && answer.undoneBy !== null) return undoneBefore(sql, undo, answer, now)
  const refused = whyNot(answer, labelId)
  if (refused !== null || answer === undefined) return { kind: 'refused', why: refused! }
  const asked = JSON.stringify({ annotator, from: null, until: null, labelIds: [labelId] })
  const line = { kind: 'undo' as const, takesBack: null, asked, who: annotator, recordedBy, why }
  const withdrawalId = await addWithdrawal(sql, line, now)
  await withdrawLabels(sql, withdrawalId, [{ labelId, sampleId }], now)
  await sql.query(`update leases set ended = 'undone' where lease_id = $1`, [answer.leaseId])
  const { purpose, blind, heldBack, firstChoice } = answer
  if (purpose === 'adjudication' || purpose === 'late') return { kind: 'undone', withdrawalId, lease: null }
  const grant = { leaseId: randomUUID(), annotator, leaseMs, blind, purpose, heldBack, firstChoice }
  const stillAsked = purpose === 'gold' ? 'true' : `s.state = 'waiting'`
  return { kind: 'undone', withdrawalId, lease: await grantLease(sql, sampleId, grant, now, stillAsked) }
}

function whyNot(answer: Answer | undefined, labelId: string): string | null {
  if (answer === undefined) return 'this annotator has no such answer to this sample'
  if (!answer.stands) return 'it has been withdrawn already'
  if (answer.purpose === 'review' && answer.adjudicatedBy !== null)
    return `${answer.adjudicatedBy} has adjudicated the sample since`
  if (answer.goldItem !== null) return `the test item ${answer.goldItem} rests on it`
  if (answer.snapshot !== null) return `the snapshot ${answer.snapshot} holds it`
  if (answer.last !== labelId) return `it is not this annotator's last answer, which is ${answer.last}`
  return null
}

/** Sent twice, as long as nothing came of the first. */
async function undoneBefore(sql: Sql, { sampleId, annotator }: Undo, answer: Answer, now: number): Promise<Undone> {
  const lease = await heldLease(sql, sampleId, annotator, now)
  if (lease === null && answer.purpose !== 'adjudication' && answer.purpose !== 'late') {
    return { kind: 'refused', why: 'it was taken back before, and the lease given for that is over' }
  }
  return { kind: 'undone', withdrawalId: answer.undoneBy!, lease }
}
