import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../../src/adapters/postgres/database.ts'
import { postgresLabelDesk } from '../../../src/adapters/postgres/label-desk.ts'
import { postgresPoolStore } from '../../../src/adapters/postgres/pool-store.ts'
import { SPEC_VERSION } from '../../../src/features/config.ts'
import type { PoolEngine } from '../../contracts/pool-store.ts'

/** A PostgreSQL of its own for one test file; `close` stops it and removes its folder. */
export async function openPostgres(): Promise<{ database: Database; close(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'pool-test-'))
  const database = await openDatabase({ dataDir })
  return {
    database,
    async close() {
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const DERIVE = `
  insert into conversations as c (conversation_id, revision, row, facts, eligible, flagged, closed, final, user_id,
    assistant_id, channel, spec_version, config_hash, computed_at)
  values ($1, $2, $3, $4, $5, $6, true, false, $7, 'shop', 'web', '${SPEC_VERSION}', '', $8)
  on conflict (conversation_id) do update set revision = excluded.revision, row = excluded.row, facts = excluded.facts,
    eligible = excluded.eligible, flagged = excluded.flagged, computed_at = excluded.computed_at`

const KEEP_EVENTS = `
  insert into events (event_id, type, conversation_id, user_id, t, received_at, occurred_at, late, body)
  select event_id, type, conversation_id, user_id, occurred_at, occurred_at, occurred_at, false, body
  from jsonb_to_recordset($1::jsonb) n(event_id text, type text, conversation_id text, user_id text, occurred_at bigint, body text)
  on conflict do nothing`

export function postgresPoolEngine(database: Database): PoolEngine {
  const desk = postgresLabelDesk(database)
  return {
    pool: postgresPoolStore(database),
    async derive({ conversationId, revision, row, facts, computedAt }, events) {
      const json = [JSON.stringify(row), JSON.stringify(facts)]
      const { eligible } = row.flags
      await database.query(DERIVE, [
        conversationId,
        revision,
        ...json,
        eligible,
        row.flagged,
        facts.users[0] ?? null,
        computedAt,
      ])
      await database.query(KEEP_EVENTS, [
        JSON.stringify(events.map((event) => ({ ...event, body: JSON.stringify(event) }))),
      ])
    },
    async label(sampleId, now) {
      for (;;) {
        const leased = await desk.lease({ annotator: `for ${sampleId}`, leaseMs: 1, blind: false }, now)
        if (leased === null) throw new Error(`${sampleId} is not in the queue`)
        if (leased.sample.sampleId !== sampleId) continue
        const { lease } = leased
        await desk.record(
          {
            source: 'human',
            purpose: lease.purpose,
            labelId: `l-${lease.leaseId}`,
            sampleId,
            conversationId: lease.conversationId,
            leaseId: lease.leaseId,
            annotator: lease.annotator,
            recordedBy: 'test',
            recordedAt: now,
            blind: false,
            seconds: null,
            guidelineVersion: 0,
            atFault: false,
            part: 'none',
            faultTurn: null,
            betterReply: null,
            remark: null,
            randomTurn: lease.randomTurn,
            predictedTurns: lease.predictedTurns,
            turns: [],
          },
          now,
        )
        return
      }
    },
  }
}
