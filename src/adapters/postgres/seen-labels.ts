import { dialogueOf } from '../../admission/turns.ts'
import type { SeenLabels } from '../../labels/seen-labels.ts'
import { punctualEvents } from './conversation-events.ts'
import type { Database } from './database.ts'

const NEWEST = 'select conversation_id id from samples where state = $1 order by created_at desc, sample_id limit $2'
/** Some thousand events: tens of milliseconds. */
const MOST_SAMPLES = 200

/** What models said in the newest conversations that wait for review. */
export const postgresSeenLabels = (database: Database): SeenLabels => ({
  async waiting() {
    const rows = await database.query<{ id: string }>(NEWEST, ['waiting', MOST_SAMPLES])
    const events = await punctualEvents(
      database,
      rows.map(({ id }) => id),
    )
    const turns = [...events.values()].flatMap((named) => dialogueOf(named, { endedAt: null }).turns)
    const said = (labels: readonly (string | null)[]) => [...new Set(labels.filter((label) => label !== null))].sort()
    return { intent: said(turns.map(({ intent }) => intent)), objection: said(turns.map(({ objection }) => objection)) }
  },
})
