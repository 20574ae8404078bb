import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgresColumnReader } from '../../../src/adapters/postgres/unit-columns.ts'
import { postgresUnitReader } from '../../../src/adapters/postgres/unit-reader.ts'
import type { Figure } from '../../../src/metrics/figure.ts'
import type { Groupings } from '../../../src/metrics/grouping.ts'
import { count, countColumns, newTally } from '../../../src/metrics/tally.ts'
import { figures } from '../../../src/metrics/tally-figures.ts'
import { fillConversations } from './filled-conversations.ts'
import { openPostgres } from './pool-engine.ts'

const DAY = 86_400_000
const FROM = 20_000 * DAY
const NOW = FROM + 40 * DAY
const windows = { feedbackWindowMs: DAY, graceMs: 300_000 }

let opened: Awaited<ReturnType<typeof openPostgres>>
beforeAll(async () => {
  opened = await openPostgres()
})
afterAll(() => opened.close())

interface Scope {
  readonly by: Groupings
  readonly from: number | null
  readonly to: number | null
}

async function fromUnits({ by, from, to }: Scope): Promise<Figure[]> {
  const tally = newTally(by)
  for await (const batch of postgresUnitReader(opened.database).units(from, to, by))
    for (const unit of batch) count(tally, unit, NOW, windows)
  return rounded([...figures(tally, NOW)])
}
async function fromColumns(
  reader: ReturnType<typeof postgresColumnReader>,
  { by, from, to }: Scope,
): Promise<Figure[]> {
  const tally = newTally(by)
  for await (const columns of reader.columns(from, to, by))
    countColumns(tally, columns, { from, to, now: NOW, windows, predict: null })
  return rounded([...figures(tally, NOW)])
}
/** Sums of fractions hang on their order in the last digits. */
const rounded = (all: readonly Figure[]): Figure[] =>
  all.map((each) =>
    JSON.parse(JSON.stringify(each), (_, value) => (typeof value === 'number' ? Number(value.toPrecision(10)) : value)),
  )

test('the same figures as from the units, whatever the span and segment, cold and held', async () => {
  await fillConversations(opened.database, FROM)
  const reader = postgresColumnReader(opened.database)
  const scopes: Scope[] = [
    { by: [], from: null, to: null },
    { by: ['bundle', 'day'], from: FROM + 5 * DAY + 7, to: FROM + 20 * DAY + 3 },
    { by: ['visitor'], from: null, to: null },
    { by: ['visitor'], from: FROM + 12 * DAY, to: null },
    { by: ['pace'], from: FROM + 15 * DAY + 1, to: FROM + 26 * DAY },
    { by: ['pace', 'language'], from: null, to: null },
    { by: ['hour'], from: FROM, to: FROM + 3 * DAY },
    { by: ['assistant', 'channel'], from: null, to: FROM + 9 * DAY },
  ]
  for (const scope of [...scopes, ...scopes]) expect(await fromColumns(reader, scope)).toEqual(await fromUnits(scope))
})

const all: Scope = { by: ['language', 'visitor'], from: null, to: null }
test.each([
  [
    'a row changes',
    `update conversations set no_conversion = true, revision = revision + 1 where conversation_id = 'c8'`,
  ],
  [
    'one begins earlier',
    `update conversations set started_at = $1 + 60000, revision = 2 where conversation_id = 'c21'`,
  ],
  ['one is erased', `delete from conversations where conversation_id = 'c31'`],
  ['its language is read anew', `update conversation_traits set language = 'other' where conversation_id = 'c41'`],
  [
    'one is new',
    `insert into conversations (conversation_id, revision, row, facts, started_at, user_id, eligible, closed, final, spec_version, config_hash, computed_at)
     values ('new', 1, '{}', '{"ratings": []}', $1 + 70000, 'u1', true, true, true, '1', '', 0)`,
  ],
])('%s: what is held is read again', async (_, change) => {
  const reader = postgresColumnReader(opened.database)
  const before = await fromColumns(reader, all)
  await opened.database.query(change.replaceAll('$1', String(FROM)))
  const after = await fromColumns(reader, all)
  expect(after).not.toEqual(before)
  expect(after).toEqual(await fromUnits(all))
})

test('a draw is seen, and an admission that changes no figure is none', async () => {
  const reader = postgresColumnReader(opened.database)
  const strata = async () => {
    let drawn = 0
    for await (const { strata } of reader.columns(null, null)) drawn += strata.filter((each) => each !== null).length
    return drawn
  }
  const changes = async () =>
    (await opened.database.query<{ n: number }>('select count(*)::int n from unit_changes'))[0]!.n
  const before = await strata()
  const marks = await changes()
  await opened.database.query(`update conversations set admitted_revision = revision`)
  expect(await changes()).toBe(marks)
  await opened.database.query(`insert into sampling_plans values ('p', 0, 1, '{}') on conflict do nothing`)
  await opened.database.query(
    `insert into draws (conversation_id, plan_id, priority, probability, u, selected, decided_at) values ('c1', 'p', 0, 1, 0, true, 0)`,
  )
  expect(await strata()).toBe(before + 1)
})

test('changes that are summed up give the same versions', async () => {
  const versions = () =>
    opened.database.query('select hour, sum(changes)::bigint version from unit_changes group by hour order by hour')
  const before = await versions()
  await opened.database.query(
    `insert into unit_changes (hour, changes) select hour, 0 from (select distinct hour from unit_changes) h, generate_series(1, 12)`,
  )
  await fromColumns(postgresColumnReader(opened.database), { by: [], from: null, to: null })
  const [rows] = await opened.database.query<{ n: number }>('select count(*)::int n from unit_changes')
  expect(rows!.n).toBe(before.length)
  expect(await versions()).toEqual(before)
})
