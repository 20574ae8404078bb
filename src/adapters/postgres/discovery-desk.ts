import { createHash } from 'node:crypto'
import { dialogueOf } from '../../admission/turns.ts'
import { textOf } from '../../events/fields.ts'
import type { ConversationFacts } from '../../features/row.ts'
import { jaccard } from '../../labels/discovery.ts'
import type { DiscoveryDesk, IntentProposal, UnsureTurn } from '../../labels/discovery-desk.ts'
import type { Task } from '../../models/task.ts'
import { punctualEvents } from './conversation-events.ts'
import type { Database, Sql } from './database.ts'

const UNSURE_CONVERSATIONS = `
  select conversation_id id, facts from conversations c
  where (facts->>'leastConfidence')::float8 < $1 order by computed_at desc, conversation_id limit $2`

/** People have said what these messages ($2) mean, or that they are a new intent. */
const KNOWN = `
  select t.text_event_id id from turn_labels t
  where t.source = 'human' and t.text_event_id = any($2) and case $1 when 'intent' then t.intent else t.objection end is not null
  union select m.text_id from intent_proposal_texts m join intent_proposals p using (proposal_id)
  where p.task = $1 and p.state = 'accepted' and m.text_id = any($2)`

const PROPOSAL = `
  p.proposal_id "proposalId", p.task, p.state, p.size, p.coherence, p.stability, p.keywords, p.predicted,
  p.found_at "foundAt", p.who, p.why, p.label, p.decided_at "decidedAt",
  (select coalesce(jsonb_agg(jsonb_build_object('textId', t.text_id, 'conversationId', t.conversation_id) order by t.position), '[]')
   from intent_proposal_texts t where t.proposal_id = p.proposal_id) members`

/** Of two searches, clusters that share this much are the same one. */
const SAME = 0.5

/** Unsure messages, and what was made of them. */
export function postgresDiscoveryDesk(database: Database): DiscoveryDesk {
  return {
    unsure: (task, below, limit) => unsure(database, task, below, limit),
    keep: (task, clusters, now) => database.transaction((sql) => keep(sql, task, clusters, now)),
    list: (task, state) => proposals(database, task, state),
    async get(id) {
      const [found] = await database.query<IntentProposal>(
        `select ${PROPOSAL} from intent_proposals p where p.proposal_id = $1`,
        [id],
      )
      return found ?? null
    },
    async decide(id, { state, who, why, label }, now) {
      const rows = await database.query(
        `update intent_proposals set state = $2, who = $3, why = $4, label = $5, decided_at = $6
         where proposal_id = $1 and state = 'open' returning 1`,
        [id, state, who, why, label, now],
      )
      return rows.length > 0
    },
  }
}

const proposals = (sql: Sql, task: Task, state: string | null): Promise<IntentProposal[]> =>
  sql.query<IntentProposal>(
    `select ${PROPOSAL} from intent_proposals p where p.task = $1 and ($2::text is null or p.state = $2)
     order by p.state = 'open' desc, p.size desc, p.proposal_id`,
    [task, state],
  )

async function unsure(sql: Sql, task: Task, below: number, limit: number): Promise<UnsureTurn[]> {
  const found = await sql.query<{ id: string; facts: ConversationFacts }>(UNSURE_CONVERSATIONS, [below, limit])
  const events = await punctualEvents(
    sql,
    found.map(({ id }) => id),
  )
  const texts = new Map<string, UnsureTurn>()
  for (const { id, facts } of found) {
    for (const turn of dialogueOf(events.get(id) ?? [], facts).turns) {
      const text = turn.question && textOf(turn.question.wire, 'text')
      const confidence = turn[`${task}Confidence`]
      const predicted = turn[task]
      if (!turn.question || !text || predicted === null || confidence === null || confidence >= below) continue
      const userId = facts.users[0] ?? id
      texts.set(turn.question.id, { textId: turn.question.id, text, userId, predicted, conversationId: id })
    }
  }
  const known = await sql.query<{ id: string }>(KNOWN, [task, [...texts.keys()]])
  for (const { id } of known) texts.delete(id)
  return [...texts.values()].slice(0, limit)
}

async function keep(sql: Sql, ...[task, clusters, now]: Parameters<DiscoveryDesk['keep']>): Promise<IntentProposal[]> {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('salesloop.discovery.' || $1, 0))`, [task])
  const earlier = (await proposals(sql, task, null)).filter(({ state }) => state !== 'gone')
  const found: string[] = []
  for (const cluster of clusters) {
    const ids = new Set(cluster.members.map(({ textId }) => textId))
    const same = earlier.find(({ members }) => likeness(members, ids) >= SAME)
    if (same !== undefined && same.state !== 'open') continue
    const proposalId = same?.proposalId ?? proposalIdOf(task, [...ids])
    found.push(proposalId)
    await sql.query(
      `insert into intent_proposals (proposal_id, task, state, size, coherence, stability, keywords, predicted, found_at)
       values ($1, $2, 'open', $3, $4, $5, $6, $7, $8)
       on conflict (proposal_id) do update set state = 'open', size = excluded.size, coherence = excluded.coherence,
         stability = excluded.stability, keywords = excluded.keywords, predicted = excluded.predicted`,
      [
        proposalId,
        task,
        cluster.members.length,
        cluster.coherence,
        cluster.stability,
        cluster.keywords,
        JSON.stringify(cluster.predicted),
        now,
      ],
    )
    await sql.query('delete from intent_proposal_texts where proposal_id = $1', [proposalId])
    await sql.query(
      `insert into intent_proposal_texts (proposal_id, text_id, conversation_id, position)
       select $1, text_id, conversation_id, place from unnest($2::text[], $3::text[]) with ordinality n(text_id, conversation_id, place)`,
      [proposalId, [...ids], cluster.members.map(({ conversationId }) => conversationId)],
    )
  }
  await sql.query(
    `update intent_proposals set state = 'gone' where task = $1 and state = 'open' and not proposal_id = any($2)`,
    [task, found],
  )
  return proposals(sql, task, 'open')
}

const likeness = (members: IntentProposal['members'], ids: ReadonlySet<string>): number =>
  jaccard(
    members.map(({ textId }) => textId),
    ids,
  )

const proposalIdOf = (task: Task, ids: readonly string[]): string =>
  `ip-${createHash('sha256')
    .update(`${task}:${[...ids].sort().join(' ')}`)
    .digest('hex')
    .slice(0, 16)}`
