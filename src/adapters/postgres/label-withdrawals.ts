import { randomUUID } from 'node:crypto'
import { LoopError } from '../../errors/loop-error.ts'
import type {
  LabelWithdrawals,
  Withdrawal,
  WithdrawalOrder,
  WithdrawalPreview,
  WithdrawalReach,
} from '../../labels/withdrawal.ts'
import type { Database, Sql } from './database.ts'
import { STANDS } from './label-ledger.ts'
import { lockSamples, recountAnswers } from './label-recount.ts'

const WITHDRAWAL = `
  w.withdrawal_id "withdrawalId", w.kind, w.takes_back "takesBack", w.asked, w.who, w.recorded_by "recordedBy", w.why, w.at,
  (select back.withdrawal_id from label_withdrawals back where back.takes_back = w.withdrawal_id) "takenBackBy",
  (select count(*)::int from withdrawn_labels i where i.withdrawal_id = coalesce(w.takes_back, w.withdrawal_id)) labels`

const MEANT = `
  select l.label_id "labelId", l.sample_id "sampleId" from labels l
  where l.source = 'human' and ${STANDS} and ($1::text is null or l.who = $1)
    and ($2::bigint is null or l.recorded_at >= $2) and ($3::bigint is null or l.recorded_at < $3)
    and ($4::text[] is null or l.label_id = any($4))`

const TOUCHED = `
  with l as (select label_id, sample_id from withdrawn_labels join labels using (label_id) where withdrawal_id = $1),
    s as (select distinct snapshot_id from snapshot_items where label_ids && (select array_agg(label_id) from l))
  select coalesce((select array_agg(label_id order by label_id) from l), '{}') "labelIds",
    coalesce((select array_agg(distinct sample_id) from l), '{}') "sampleIds",
    coalesce((select array_agg(sample_id order by sample_id) from samples
      where state = 'waiting' and sample_id in (select sample_id from l)), '{}') waiting,
    coalesce((select array_agg(snapshot_id order by snapshot_id) from s), '{}') snapshots,
    coalesce((select array_agg(model_id order by model_id) from models join s using (snapshot_id)), '{}') models,
    coalesce((select array_agg(bundle_id order by bundle_id) from bundles join s using (snapshot_id)), '{}') bundles,
    coalesce((select array_agg(distinct gold_id) from gold_item_labels join l using (label_id)), '{}') "goldItems"`

/** Answers taken back, in PostgreSQL. */
export function postgresLabelWithdrawals(database: Database): LabelWithdrawals {
  return {
    withdraw: (order, now) => database.transaction((sql) => withdraw(sql, order, now)),
    preview: (order, now) => preview(database, order, now),
    takeBack: (id, by, now) => database.transaction((sql) => takeBack(sql, id, by, now)),
    get: (id) => reachOf(database, id),
    async withdrawnOf(labelIds) {
      const rows = await database.query<{ id: string }>(
        'select label_id id from withdrawn_now where label_id = any($1)',
        [labelIds],
      )
      return rows.map(({ id }) => id)
    },
    list: ({ after, limit }) =>
      database.query<Withdrawal>(
        `select ${WITHDRAWAL} from label_withdrawals w
         where $1::text is null or (w.at, w.withdrawal_id) < (select at, withdrawal_id from label_withdrawals where withdrawal_id = $1)
         order by w.at desc, w.withdrawal_id desc limit $2`,
        [after ?? null, limit],
      ),
  }
}

async function withdraw(sql: Sql, order: WithdrawalOrder, now: number): Promise<WithdrawalReach> {
  await oneAtATime(sql)
  const { annotator, from, until, who, recordedBy, why } = order
  const labelIds = order.labelIds === null ? null : [...new Set(order.labelIds)].sort()
  if (labelIds !== null) await refuseUnknown(sql, labelIds)
  const asked = JSON.stringify({ annotator, from, until, labelIds })
  const meant = await sql.query<{ labelId: string; sampleId: string }>(MEANT, [annotator, from, until, labelIds])
  if (meant.length === 0) return (await standingWithdrawal(sql, asked)) ?? Promise.reject(nothingLeft())
  const line = { kind: 'batch' as const, takesBack: null, asked, who, recordedBy, why }
  const id = await addWithdrawal(sql, line, now)
  await withdrawLabels(sql, id, meant, now)
  return (await reachOf(sql, id))!
}

/** The withdrawal itself, rolled back: so that a preview can never say anything else. */
async function preview(database: Database, order: WithdrawalOrder, now: number): Promise<WithdrawalPreview> {
  let found: WithdrawalPreview | undefined
  class Enough extends Error {}
  try {
    await database.transaction(async (sql) => {
      const reach = await withdraw(sql, order, now)
      const [standing] = await sql.query<{ is: boolean }>(
        'select xmin <> pg_current_xact_id()::xid as is from label_withdrawals where withdrawal_id = $1',
        [reach.withdrawalId],
      )
      found = standing?.is ? reach : { ...reach, withdrawalId: null }
      throw new Enough()
    })
  } catch (error) {
    if (!(error instanceof Enough)) throw error
  }
  return found!
}

async function takeBack(
  sql: Sql,
  id: string,
  by: { readonly who: string; readonly recordedBy: string; readonly why: string },
  now: number,
): Promise<WithdrawalReach> {
  await oneAtATime(sql)
  const known = await reachOf(sql, id)
  if (known === null) {
    throw new LoopError('LOOP_NO_WITHDRAWAL', `There is no withdrawal '${id}'. GET /v1/label-withdrawals lists them.`, {
      status: 404,
    })
  }
  if (known.kind !== 'batch') throw notABatch(known)
  if (known.takenBackBy !== null) return (await reachOf(sql, known.takenBackBy))!
  await lockSamples(sql, known.sampleIds)
  const line = { kind: 'take_back' as const, takesBack: id, asked: JSON.stringify(known.asked), ...by }
  const back = await addWithdrawal(sql, line, now)
  await settle(sql, known.labelIds, now)
  return (await reachOf(sql, back))!
}

interface Line {
  readonly kind: Withdrawal['kind']
  readonly takesBack: string | null
  /** JSON. */
  readonly asked: string
  readonly who: string
  readonly recordedBy: string
  readonly why: string
}

export async function addWithdrawal(sql: Sql, line: Line, now: number): Promise<string> {
  const id = `w-${randomUUID()}`
  await sql.query(
    `insert into label_withdrawals (withdrawal_id, kind, takes_back, asked, who, recorded_by, why, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, line.kind, line.takesBack, line.asked, line.who, line.recordedBy, line.why, now],
  )
  return id
}

/** These answers count no longer; samples that lose one they wanted go back to the queue. */
export async function withdrawLabels(
  sql: Sql,
  withdrawalId: string,
  labels: readonly { readonly labelId: string; readonly sampleId: string }[],
  now: number,
): Promise<void> {
  const ids = labels.map((label) => label.labelId)
  const samples = [...new Set(labels.map((label) => label.sampleId))]
  await lockSamples(sql, samples)
  await sql.query('insert into withdrawn_labels (withdrawal_id, label_id) select $1, unnest($2::text[])', [
    withdrawalId,
    ids,
  ])
  await settle(sql, ids, now)
}

/**
 * Leases say whether their answer counts, so that who lost one may be asked again; then samples that lost or regained an
 * answer to the queue are counted anew. Checks and last words count for no sample.
 */
async function settle(sql: Sql, labelIds: readonly string[], now: number): Promise<void> {
  await sql.query(
    `update leases e set ended = case when ${STANDS} then 'answered' else 'withdrawn' end
     from labels l where l.label_id = any($1) and e.lease_id = l.lease_id`,
    [labelIds],
  )
  const reviewed = await sql.query<{ sampleId: string }>(
    `select distinct sample_id "sampleId" from labels where label_id = any($1) and purpose = 'review'`,
    [labelIds],
  )
  await recountAnswers(
    sql,
    reviewed.map((row) => row.sampleId),
    now,
  )
}

async function reachOf(sql: Sql, id: string): Promise<WithdrawalReach | null> {
  const [line] = await sql.query<Withdrawal>(`select ${WITHDRAWAL} from label_withdrawals w where withdrawal_id = $1`, [
    id,
  ])
  if (!line) return null
  const [touched] = await sql.query<Omit<WithdrawalReach, keyof Withdrawal>>(TOUCHED, [line.takesBack ?? id])
  return { ...line, ...touched! }
}

/** The same order, as long as it is not taken back. */
async function standingWithdrawal(sql: Sql, asked: string): Promise<WithdrawalReach | null> {
  const [row] = await sql.query<{ id: string }>(
    `select withdrawal_id id from label_withdrawals w where kind = 'batch' and asked = $1::jsonb
       and not exists (select from label_withdrawals back where back.takes_back = w.withdrawal_id)
     order by at desc, withdrawal_id limit 1`,
    [asked],
  )
  return row ? reachOf(sql, row.id) : null
}

export const oneAtATime = (sql: Sql): Promise<object[]> =>
  sql.query(`select pg_advisory_xact_lock(hashtextextended('salesloop.withdrawals', 0))`)

async function refuseUnknown(sql: Sql, labelIds: readonly string[]): Promise<void> {
  const [row] = await sql.query<{ id: string }>(
    `select n.id from unnest($1::text[]) n(id) left join labels l on l.label_id = n.id and l.source = 'human'
     where l.label_id is null limit 1`,
    [labelIds],
  )
  if (row) {
    throw new LoopError(
      'LOOP_NO_LABEL',
      `'${row.id}' is no answer of a person in the ledger; nothing was withdrawn. GET /v1/labels lists them.`,
      { status: 404 },
    )
  }
}

const nothingLeft = (): LoopError =>
  new LoopError(
    'LOOP_NOTHING_TO_WITHDRAW',
    'No answer that still counts is meant by this. GET /v1/labels with the same annotator, from and until shows what there is, and what is withdrawn already.',
    { status: 409 },
  )

const notABatch = ({ withdrawalId, kind }: Withdrawal): LoopError =>
  new LoopError(
    'LOOP_NOT_TAKEN_BACK',
    kind === 'undo'
      ? `'${withdrawalId}' is an annotator's own undo: whoever gave the answer gives it again. Only a batch can be taken back.`
      : `'${withdrawalId}' takes a batch back itself. To withdraw those answers again, POST /v1/label-withdrawals.`,
    { status: 409 },
  )
