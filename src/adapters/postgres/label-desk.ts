import { dialogueOf } from '../../admission/turns.ts'
import type { ConversationFacts } from '../../features/row.ts'
import type { LabelDesk } from '../../labels/label-desk.ts'
import { emptyTaxonomy, type Taxonomy } from '../../labels/taxonomy.ts'
import { punctualEvents } from './conversation-events.ts'
import type { Database } from './database.ts'
import { adjudicateSample } from './label-adjudication.ts'
import { leaseNext, leaseOf, renewLease } from './label-lease.ts'
import { addToLedger, humanLabels } from './label-ledger.ts'
import { revealPredictions } from './label-reveal.ts'
import { takeSkipBack } from './label-skip-undo.ts'
import { undoAnswer } from './label-undo.ts'
import { recordAnswer, recordLateAnswer, releaseSample, skipSample } from './lease-end.ts'

/** Queue and ledger in PostgreSQL. */
export function postgresLabelDesk(database: Database): LabelDesk {
  return {
    lease: (request, now) => database.transaction((sql) => leaseNext(sql, request, now)),
    leaseOf: (leaseId) => leaseOf(database, leaseId),
    renew: (lease, until, now) => renewLease(database, lease, until, now),
    async dialogue(conversationId) {
      const events = await punctualEvents(database, [conversationId])
      const [row] = await database.query<{ facts: ConversationFacts }>(
        'select facts from conversations where conversation_id = $1',
        [conversationId],
      )
      return dialogueOf(events.get(conversationId) ?? [], row?.facts ?? { endedAt: null })
    },
    record: (label, now) => database.transaction((sql) => recordAnswer(sql, label, now)),
    recordLate: (label, now) => database.transaction((sql) => recordLateAnswer(sql, label, now)),
    reveal: (lease, firstChoice, now) => database.transaction((sql) => revealPredictions(sql, lease, firstChoice, now)),
    skip: (lease, why, now) => database.transaction((sql) => skipSample(sql, lease, why, now)),
    unskip: (lease, leaseMs, now) => database.transaction((sql) => takeSkipBack(sql, lease, leaseMs, now)),
    release: (lease, now) => database.transaction((sql) => releaseSample(sql, lease, now)),
    undo: (undo, now) => database.transaction((sql) => undoAnswer(sql, undo, now)),
    adjudicate: (draft, now) => database.transaction((sql) => adjudicateSample(sql, draft, now)),
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
