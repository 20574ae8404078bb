import { LoopError } from '../../errors/loop-error.ts'
import type { LabelReturn, LabelReturns, ReturnOrder } from '../../labels/label-return.ts'
import type { Purpose } from '../../labels/ledger.ts'
import type { Database, Sql } from './database.ts'
import { STANDS } from './label-ledger.ts'
import { lockSamples } from './label-recount.ts'
import { addWithdrawal, oneAtATime, withdrawLabels } from './label-withdrawals.ts'

const RETURN = `
  select r.withdrawal_id "withdrawalId", r.label_id "labelId", r.sample_id "sampleId", s.conversation_id "conversationId",
    r.annotator, w.who, w.why remark, w.at,
    (s.state = 'waiting' and exists (select from open_returns o where o.withdrawal_id = r.withdrawal_id)) open
  from label_returns r join label_withdrawals w using (withdrawal_id) join samples s using (sample_id)`

/** Answers given back to their annotators, in PostgreSQL. */
export const postgresLabelReturns = (database: Database): LabelReturns => ({
  giveBack: (order, now) => database.transaction((sql) => giveBack(sql, order, now)),
  async openOf(sampleId, annotator) {
    const [row] = await database.query<LabelReturn>(
      `${RETURN} join open_returns o using (withdrawal_id)
       where r.sample_id = $1 and r.annotator = $2 and s.state = 'waiting' order by w.at desc limit 1`,
      [sampleId, annotator],
    )
    return row ?? null
  },
  list: ({ annotator, open, after, limit }) =>
    database.query<LabelReturn>(
      `select * from (${RETURN}) r where ($1::text is null or annotator = $1) and ($2::boolean is null or open = $2)
         and ($3::text is null or (at, "withdrawalId") < (select at, withdrawal_id from label_withdrawals where withdrawal_id = $3))
       order by at desc, "withdrawalId" desc limit $4`,
      [annotator ?? null, open ?? null, after ?? null, limit],
    ),
})

interface Answer {
  readonly annotator: string
  readonly purpose: Purpose
  readonly stands: boolean
  readonly adjudicatedBy: string | null
}

const ANSWER = `
  select l.who annotator, l.purpose, ${STANDS} stands,
    (select a.who from labels a where a.sample_id = l.sample_id and a.purpose = 'adjudication'
       and not exists (select from withdrawn_now w where w.label_id = a.label_id) limit 1) "adjudicatedBy"
  from labels l where l.label_id = $1 and l.sample_id = $2 and l.source = 'human'`

async function giveBack(sql: Sql, order: ReturnOrder, now: number): Promise<LabelReturn> {
  const { sampleId, labelId, who, recordedBy, remark } = order
  await oneAtATime(sql)
  await lockSamples(sql, [sampleId])
  const [answer] = await sql.query<Answer>(ANSWER, [labelId, sampleId])
  if (answer === undefined) throw noAnswer(order)
  if (!answer.stands) return (await standingReturn(sql, labelId)) ?? Promise.reject(notReturned(order, 'withdrawn'))
  if (answer.purpose !== 'review') throw notReturned(order, answer.purpose)
  if (answer.adjudicatedBy !== null) throw notReturned(order, 'settled', answer.adjudicatedBy)
  const { annotator } = answer
  const asked = JSON.stringify({ annotator, from: null, until: null, labelIds: [labelId] })
  const line = { kind: 'batch' as const, takesBack: null, asked, who, recordedBy, why: remark }
  const withdrawalId = await addWithdrawal(sql, line, now)
  await sql.query('insert into label_returns (withdrawal_id, label_id, sample_id, annotator) values ($1, $2, $3, $4)', [
    ...[withdrawalId, labelId, sampleId, annotator],
  ])
  await withdrawLabels(sql, withdrawalId, [{ labelId, sampleId }], now)
  return (await standingReturn(sql, labelId))!
}

async function standingReturn(sql: Sql, labelId: string): Promise<LabelReturn | null> {
  const [row] = await sql.query<LabelReturn>(
    `${RETURN} where r.label_id = $1
       and not exists (select from label_withdrawals back where back.takes_back = r.withdrawal_id) limit 1`,
    [labelId],
  )
  return row ?? null
}

const noAnswer = ({ labelId, sampleId }: ReturnOrder): LoopError =>
  new LoopError(
    'LOOP_NO_LABEL',
    `'${labelId}' is no answer of a person to '${sampleId}'; nothing was given back. GET /v1/samples/${sampleId} lists its answers.`,
    { status: 404 },
  )

const WHY_NOT = {
  withdrawn: () => 'it has been withdrawn already',
  gold: () => 'it is a hidden check, which the annotator is not to notice',
  late: () => 'it came too late and never counted',
  adjudication: () => 'it is a last word; POST /v1/label-withdrawals takes it back',
  settled: (by: string) => `${by} has settled the sample since; withdraw that word first`,
}

const notReturned = ({ labelId }: ReturnOrder, why: keyof typeof WHY_NOT, by = ''): LoopError =>
  new LoopError('LOOP_NOT_RETURNED', `'${labelId}' was not given back: ${WHY_NOT[why](by)}.`, { status: 409 })
