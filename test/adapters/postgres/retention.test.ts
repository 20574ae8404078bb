import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { retentionFiles } from '../../../src/adapters/files/retention-files.ts'
import { type Database, openDatabase } from '../../../src/adapters/postgres/database.ts'
import { postgresRetentionStore } from '../../../src/adapters/postgres/retention-store.ts'
import { retain } from '../../../src/loop/retain.ts'
import { DEFAULT_RETENTION, refuseBadPolicy } from '../../../src/privacy/retention.ts'

const DAY = 86_400_000
const NOW = 1000 * DAY
const [OLD, NEW] = [NOW - 40 * DAY, NOW - 5 * DAY]
let dataDir: string
let database: Database
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'retention-test-'))
  database = await openDatabase({ dataDir })
  for (const [id, at, final] of [
    ['old', OLD, true],
    ['new', NEW, true],
    ['open', OLD, false],
    ['gold', OLD, true],
    ['review', OLD, true],
  ] as const) {
    await conversation(id, at, final)
  }
  await database.query(
    `insert into gold_items (gold_id, task, source, text_id, conversation_id, label, origin, who, added_at)
     values ('g', 'intent', 'turn', 'e-gold', 'gold', 'a', 'human', 'ann', 0)`,
  )
  await database.query(`insert into sampling_plans (plan_id, from_at, until_at, body) values ('p', 0, 1, '{}')`)
  await database.query(
    `insert into draws (conversation_id, plan_id, priority, probability, u, selected, decided_at) values ('review', 'p', 0, 1, 0, true, 0)`,
  )
  await database.query(
    `insert into samples (sample_id, conversation_id, stratum, inclusion_probability, plan_id, reasons, evidence, predicted_turns,
       state, wanted, queue_window, queue_key, created_at, changed_at)
     values ('s', 'review', 'control', 1, 'p', '{}', '{}', 1, 'waiting', 1, 0, 0, 0, 0)`,
  )
  for (const [id, user, t] of [
    ['act-old', 'lone', OLD],
    ['act-linked', 'linked', OLD],
    ['act-new', 'lone', NEW],
    ['act-gold', 'u-gold', OLD + 1],
    ['act-done', 'u-old', OLD + 1],
  ] as const) {
    await event(id, 'order_event', null, user, t)
  }
  for (const id of ['gold', 'old']) {
    await database.query(`insert into links (user_id, conversation_id, from_at, until_at) values ($1, $2, $3, $4)`, [
      `u-${id}`,
      id,
      OLD,
      OLD + DAY,
    ])
  }
  await database.query(
    `insert into links (user_id, conversation_id, from_at, until_at) values ('linked', 'open', 0, $1)`,
    [NOW],
  )
  for (const [id, at] of [
    ['d-old', OLD],
    ['d-new', NEW],
  ]) {
    await database.query(
      `insert into decisions (decision_id, at, conversation_id, bundle, arm) values ($1, $2, 'c', 'b', 'live')`,
      [id, at],
    )
  }
  await database.query(
    `insert into labels (label_id, source, conversation_id, who, recorded_at, remark) values ('l', 'rule', 'old', 'r', $1, 'rude')`,
    [OLD],
  )
})
afterAll(async () => {
  await database.close()
  await rm(dataDir, { recursive: true, force: true })
})

async function event(
  id: string,
  type: string,
  conversationId: string | null,
  userId: string,
  t: number,
): Promise<void> {
  await database.query(
    `insert into events (event_id, type, conversation_id, user_id, t, received_at, occurred_at, late, body)
     values ($1, $2, $3, $4, $5, $5, $5, false, '{}')`,
    [id, type, conversationId, userId, t],
  )
}
async function conversation(id: string, endedAt: number, final: boolean): Promise<void> {
  await event(`e-${id}`, 'user_message', id, `u-${id}`, endedAt)
  await database.query(
    `insert into conversations (conversation_id, revision, row, facts, started_at, ended_at, closed, final, spec_version, config_hash, computed_at)
     values ($1, 1, '{}', '{}', $2, $2, true, $3, '1', 'h', 0)`,
    [id, endedAt, final],
  )
  await database.query(`insert into conversation_states (conversation_id, state, config_hash) values ($1, '', 'h')`, [
    id,
  ])
}
const names = async (table: string, column: string): Promise<string[]> =>
  (await database.query<{ id: string }>(`select ${column} id from ${table} order by 1`)).map(({ id }) => id)

const policy = { eventDays: 30, decisionDays: 30, remarkDays: 30, backupDays: 30, serverLogDays: 14 }
const KEPT = [
  { why: 'a gold item needs its text', count: 1 },
  { why: 'it waits for review', count: 1 },
  { why: 'its row can still change', count: 1 },
]

test('a dry run counts, with what stays and why; the run does it; doing it again does nothing', async () => {
  const [backup, other, log] = ['b.backup', 'other.txt', 'postgres.log'].map((name) => join(dataDir, name)) as [
    string,
    string,
    string,
  ]
  await writeFile(backup, gzipSync(`${JSON.stringify({ header: { format: 1 } })}\n`))
  await writeFile(`${backup}.erasures`, '{}')
  await writeFile(other, 'mine')
  await database.query('insert into backups (path, made_at) values ($1, $3), ($2, $3)', [backup, other, OLD])
  const line = (t: number, text: string) =>
    `${new Date(t).toISOString().replace('T', ' ').slice(0, 23)} UTC [1] LOG:  ${text}\n`
  await writeFile(log, `${line(OLD, 'old')}\tof the old one\n${line(NEW, 'new')}\tof the new one\n`)
  const ports = { retention: postgresRetentionStore(database), files: retentionFiles(log) }
  const run = (dryRun: boolean) =>
    retain(policy, ports, { now: NOW, wallNow: NOW, dryRun, signal: new AbortController().signal })

  const planned = await run(true)
  expect(planned).toEqual([
    { kind: 'eventDays', removed: 3, unit: 'conversations and single acts', kept: KEPT },
    { kind: 'decisionDays', removed: 1, unit: 'decisions', kept: [] },
    { kind: 'remarkDays', removed: 1, unit: 'labels', kept: [] },
    { kind: 'backupDays', removed: 2, unit: 'files', kept: [] },
    { kind: 'serverLogDays', removed: 2, unit: 'lines', kept: [] },
  ])
  expect(await names('events', 'event_id')).toHaveLength(10)

  const done = await run(false)
  expect(done.map(({ kind, removed }) => [kind, removed])).toEqual([
    ['eventDays', 3],
    ['decisionDays', 1],
    ['remarkDays', 1],
    ['backupDays', 1],
    ['serverLogDays', 2],
  ])
  expect(await names('events', 'event_id')).toEqual([
    ...['act-gold', 'act-linked', 'act-new'], // the gold item's conversation would be folded without its order
    ...['e-gold', 'e-new', 'e-open', 'e-review'],
  ])
  expect(await names('conversations', 'conversation_id')).toContain('old') // its row stays, for the figures
  expect(await names('conversation_states', 'conversation_id')).not.toContain('old')
  expect(await names('decisions', 'decision_id')).toEqual(['d-new'])
  expect(await names('labels', 'coalesce(remark, $$none$$)')).toEqual(['none'])
  await expect(readFile(backup)).rejects.toThrow()
  await expect(readFile(`${backup}.erasures`)).rejects.toThrow()
  expect(await readFile(other, 'utf8')).toBe('mine')
  expect(await readFile(log, 'utf8')).toBe(`${line(NEW, 'new')}\tof the new one\n`)

  expect((await run(false)).map(({ removed }) => removed)).toEqual([0, 0, 0, 0, 0])
})

test('the policy is versions; the default keeps the data and lets backups go', async () => {
  const store = postgresRetentionStore(database)
  expect(await store.policy()).toMatchObject({ version: 0, policy: DEFAULT_RETENTION })
  expect(DEFAULT_RETENTION).toMatchObject({ eventDays: null, backupDays: 30 })
  expect(await store.change(policy, { who: 'mia', recordedBy: 'key', why: 'law' }, 7)).toBe(1)
  expect(await store.policy()).toMatchObject({ version: 1, policy, who: 'mia', why: 'law', at: 7 })
})

test.each([
  { change: { eventDays: 7 }, says: "'event_days' is 7; allowed are whole days from 8" },
  { change: { backupDays: 0 }, says: "'backup_days' is 0" },
  { change: { remarkDays: 1.5 }, says: "'remark_days' is 1.5" },
])('refused: $change', ({ change, says }) => {
  expect(() => refuseBadPolicy({ ...policy, ...change })).toThrow(says)
})
