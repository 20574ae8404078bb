import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgresTraitStore } from '../../../src/adapters/postgres/trait-store.ts'
import type { TurnTuple } from '../../../src/adapters/postgres/turn-hours.ts'
import { postgresColumnReader } from '../../../src/adapters/postgres/unit-columns.ts'
import { postgresUnitReader } from '../../../src/adapters/postgres/unit-reader.ts'
import type { LabelledTurn, ReviewedUnit } from '../../../src/labels/label-reader.ts'
import type { ConfidencePorts } from '../../../src/loop/watch-confidence.ts'
import { TRUTH_SEGMENTS, type TruthScope, watchTruth } from '../../../src/loop/watch-truth.ts'
import { groupOf } from '../../../src/metrics/grouping.ts'
import type { ConversationTurns } from '../../../src/metrics/trait-store.ts'
import type { Unit } from '../../../src/metrics/unit.ts'
import { columnsOf } from '../../../src/metrics/unit-columns.ts'
import { labelledTurn } from '../../training/labelled.ts'
import { fillConversations } from './filled-conversations.ts'
import { openPostgres } from './pool-engine.ts'

const DAY = 86_400_000
const FROM = 20_000 * DAY
/** Every third one was drawn for, and every ninth reviewed. */
const DRAWS = `insert into draws (conversation_id, plan_id, reason, priority, probability, u, selected, decided_at)
  select conversation_id, 'p', case when flagged then 'low_confidence' end, 0, 0.5, 0, true, 0 from conversations
  where substr(conversation_id, 2)::int % 3 = 0`
const SAMPLES = `insert into samples (sample_id, conversation_id, stratum, inclusion_probability, plan_id, reasons, evidence, predicted_turns, state,
    wanted, queue_window, queue_key, created_at, changed_at)
  select 's' || conversation_id, conversation_id, 'control', 0.5, 'p', '{}', '[]', 3, 'waiting', 1, 0, 0, 0, 0 from draws`
const TURNS = `select c.conversation_id "conversationId", c.user_id "userId", c.assistant_id "assistantId", c.channel,
    c.started_at "startedAt", t.turns from conversations c join conversation_traits t using (conversation_id)
  where c.started_at >= $1 and c.started_at < $2 and c.eligible order by c.started_at, c.conversation_id`

let opened: Awaited<ReturnType<typeof openPostgres>>
let held: ConfidencePorts
beforeAll(async () => {
  opened = await openPostgres()
  const { database } = opened
  await fillConversations(database, FROM)
  await database.query(`insert into sampling_plans values ('p', 0, 1, '{}')`)
  await database.query(DRAWS)
  await database.query(SAMPLES)
  held = {
    ...review(await allUnits(null, null, [])),
    columns: postgresColumnReader(database),
    traits: postgresTraitStore(database),
  }
})
afterAll(() => opened.close())

async function allUnits(...span: Parameters<ReturnType<typeof postgresUnitReader>['units']>): Promise<Unit[]> {
  const units: Unit[] = []
  for await (const batch of postgresUnitReader(opened.database).units(...span)) units.push(...batch)
  return units
}

/** What people said of some conversations: some faults, some wrong intents. */
function review(units: readonly Unit[]): Pick<ConfidencePorts, 'labels' | 'history'> {
  const some = units.flatMap((unit) => {
    const number = Number(unit.conversationId.slice(1))
    return number % 9 === 0 && unit.stratum !== null ? [{ unit, number, stratum: unit.stratum }] : []
  })
  const reviewed = some.map(({ unit, number, stratum }): ReviewedUnit => {
    const { conversationId, userId } = unit
    const of = { sampleId: `s${number}`, conversationId, userId, stratum, inclusionProbability: 0.5 }
    return { ...of, atFault: number % 4 === 0, part: null, annotators: ['ann'], labelledAt: FROM }
  })
  const turns = reviewed.map((of, i): LabelledTurn => {
    const { sampleId, conversationId, userId, stratum, inclusionProbability } = of
    const label = { intent: i % 5 === 0 ? 'i0' : 'i1', objection: i % 7 === 0 ? null : 'price' }
    const said = { intent: `i${1 - Number(i % 4 === 0)}`, intentConfidence: (i % 10) / 10 }
    return labelledTurn({
      ...{ sampleId, conversationId, userId, stratum, inclusionProbability, label, bundle: `b${(i % 2) + 1}` },
      ...{ predictedTurns: 3, prediction: { ...said, objection: 'price', objectionConfidence: 0.7 } },
    })
  })
  const labels = { reviewed: async () => reviewed, labelledTurns: async () => turns, drawn: async () => [] }
  return { labels, history: {} } as unknown as Pick<ConfidencePorts, 'labels' | 'history'>
}

/** The same, but each look reads every row and every turn; nothing is held. */
function plain(): ConfidencePorts {
  return {
    ...held,
    columns: {
      async *columns(from, to, needs) {
        const units = await allUnits(from, to, needs)
        yield columnsOf(
          null,
          units.map((unit) => ({ ...unit, gapMs: null, sampled: unit.stratum !== null })),
        )
      },
    },
    traits: {
      async *turns(from, to) {
        type Row = Omit<ConversationTurns, 'turns'> & { readonly turns: readonly TurnTuple[] }
        for (const { turns, ...row } of await opened.database.query<Row>(TURNS, [from, to]))
          yield [{ ...row, turns: turns.map(turnOf) }]
      },
    },
  }
}
const turnOf = ([at, bundle, intent, intentConfidence, objection, objectionConfidence]: TurnTuple) => ({
  ...{ at, bundle, intent, intentConfidence, objection, objectionConfidence },
})

const SPANS = [
  { from: FROM, to: FROM + 40 * DAY },
  { from: FROM + 14 * DAY + 7, to: FROM + 22 * DAY + 12_345_678 },
]
const scopes = SPANS.flatMap((span) => [null, ...TRUTH_SEGMENTS].map((by): TruthScope => ({ by, ...span })))

test.each(scopes)('$by from $from: what is held says the same as every row and every turn', async (scope) => {
  const told = await watchTruth(scope, held)
  expect(told).toEqual(await watchTruth(scope, plain()))
  expect(await watchTruth(scope, held)).toEqual(told)
  const figures = told.flatMap(({ failureRate, tasks }) => [failureRate, ...tasks.map((each) => each.weighted)])
  expect(figures.some((each) => each !== null && each.units > 0)).toBe(true)
  expect(told.some(({ tasks }) => tasks.some((each) => each.unlabelled.thresholded !== null))).toBe(scope.from > FROM)
})

test('conversations are those of the span that are eligible, and are seen at once when they change', async () => {
  const scope = { by: 'bundle', ...SPANS[1]! } as const
  const told = async () => (await watchTruth(scope, held)).map(({ group, conversations }) => [group, conversations])
  const counted = async () => {
    const units = (await allUnits(scope.from, scope.to, ['bundle'])).filter((unit) => unit.eligible)
    const groups = Map.groupBy(units, (unit) => groupOf(unit, ['bundle']))
    return [...groups].map(([group, some]) => [group, some.length]).sort()
  }
  const before = await told()
  expect(before).toEqual(await counted())
  await opened.database.query(
    `update conversations set eligible = false, revision = revision + 1 where bundle = 'b1' and started_at between $1 and $1 + ${DAY}`,
    [scope.from],
  )
  expect(await told()).not.toEqual(before)
  expect(await told()).toEqual(await counted())
})
