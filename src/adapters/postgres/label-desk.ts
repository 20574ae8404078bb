import { randomUUID } from 'node:crypto'
import { dialogueOf } from '../../admission/turns.ts'
import type { ConversationFacts } from '../../features/row.ts'
import type { LabelDesk, Lease, LeaseRequest } from '../../labels/label-desk.ts'
import { emptyTaxonomy, type Taxonomy } from '../../labels/taxonomy.ts'
import type { PoolSample } from '../../pool/sample.ts'
import { punctualEvents } from './conversation-events.ts'
import type { Database, Sql } from './database.ts'
import { addToLedger, humanLabels } from './label-ledger.ts'
import { recordAnswer, skipSample } from './lease-end.ts'
import { SAMPLE } from './sample-rows.ts'

const LEASE = `l.lease_id "leaseId", l.sample_id "sampleId", s.conversation_id "conversationId", l.annotator,
  l.leased_at "leasedAt", l.until_at until, l.blind, l.random_turn "randomTurn", l.predicted_turns "predictedTurns",
  l.suspect_turn "suspectTurn"`

/** Sample s wants one more answer and this annotator ($2) may give it: nobody holds it at $1, or only one of two. */
const HAS_ROOM = `
  s.state = 'waiting'
  and s.answers + (select count(*) from leases l where l.sample_id = s.sample_id and l.ended is null and l.until_at > $1) < s.wanted
  and not exists (select from leases l where l.sample_id = s.sample_id and l.annotator = $2
    and (l.ended = 'answered' or (l.ended is null and l.until_at > $1)))`

const NEXT = `
  select s.sample_id "sampleId" from samples s where ${HAS_ROOM}
  order by s.queue_window, s.queue_key limit 1 for update of s`

const GRANT = `
  insert into leases (lease_id, sample_id, annotator, leased_at, until_at, blind, random_turn, predicted_turns, suspect_turn)
  select $4, s.sample_id, $2, $1, $5, $6, s.random_turn, s.predicted_turns, s.suspect->>'eventId'
  from samples s where s.sample_id = $3 and ${HAS_ROOM}
  returning lease_id`

/** Queue and ledger in PostgreSQL. */
export function postgresLabelDesk(database: Database): LabelDesk {
  return {
    lease: (request, now) => database.transaction((sql) => leaseNext(sql, request, now)),
    leaseOf: (leaseId) => leaseOf(database, leaseId),
    async renew(lease, until, now) {
      const rows = await database.query(
        `update leases l set until_at = greatest(until_at, $2) from samples s
         where l.lease_id = $1 and l.ended is null and l.until_at > $3 and s.sample_id = l.sample_id and s.state = 'waiting'
         returning l.lease_id`,
        [lease.leaseId, until, now],
      )
      return rows.length > 0 ? leaseOf(database, lease.leaseId) : null
    },
    async dialogue(conversationId) {
      const events = await punctualEvents(database, [conversationId])
      const [row] = await database.query<{ facts: ConversationFacts }>(
        'select facts from conversations where conversation_id = $1',
        [conversationId],
      )
      return dialogueOf(events.get(conversationId) ?? [], row?.facts ?? { endedAt: null })
    },
    record: (label, now) => database.transaction((sql) => recordAnswer(sql, label, now)),
    skip: (lease, why, now) => database.transaction((sql) => skipSample(sql, lease, why, now)),
    answers: (sampleId) => humanLabels(database, sampleId),
    recordMachine: (labels) => database.transaction((sql) => addToLedger(sql, labels)),
    async taxonomy() {
      const [row] = await database.query<{ body: Taxonomy }>(
        'select body from taxonomies order by version desc limit 1',
      )
      return row?.body ?? emptyTaxonomy
    },
    async keepTaxonomy(next, who, now) {
      const rows = await database.query(
        `insert into taxonomies (version, body, changed_at, changed_by)
         select $1, $2, $3, $4 where $1 = (select coalesce(max(version), 0) + 1 from taxonomies)
         on conflict do nothing returning version`,
        [next.version, JSON.stringify(next), now, who],
      )
      return rows.length > 0
    },
  }
}

/**
 * Locks the first sample with room that nobody else has locked; if there is none, waits for those that are locked, since
 * they may keep room. Then counts its leases again: the statement that found it may have looked before another lease was
 * committed. A sample that filled up meanwhile stays locked and is passed over by the next look.
 */
async function leaseNext(
  sql: Sql,
  { annotator, leaseMs, blind }: LeaseRequest,
  now: number,
): Promise<{ lease: Lease; sample: PoolSample } | null> {
  for (;;) {
    const find = (statement: string) => sql.query<{ sampleId: string }>(statement, [now, annotator])
    const next = (await find(`${NEXT} skip locked`))[0] ?? (await find(NEXT))[0]
    if (!next) return null
    const leaseId = randomUUID()
    const granted = await sql.query(GRANT, [now, annotator, next.sampleId, leaseId, now + leaseMs, blind])
    if (granted.length === 0) continue
    const [sample] = await sql.query<PoolSample>(`select ${SAMPLE} from samples s where s.sample_id = $2`, [
      now,
      next.sampleId,
    ])
    return { lease: (await leaseOf(sql, leaseId))!, sample: sample! }
  }
}

async function leaseOf(sql: Sql, leaseId: string): Promise<Lease | null> {
  const [row] = await sql.query<Lease>(
    `select ${LEASE} from leases l join samples s using (sample_id) where l.lease_id = $1`,
    [leaseId],
  )
  return row ?? null
}
