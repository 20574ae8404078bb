import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { postgresExposureReader } from '../../../src/adapters/postgres/exposure-reader.ts'
import { defaultConfig } from '../../../src/features/config.ts'
import type { ExposureScope } from '../../../src/releases/exposure-reader.ts'
import { randomFrom } from '../../../src/stats/random.ts'
import { DAY, inserting, NOW, over, scope } from './exposed-conversations.ts'
import { openTestDatabase, type TestDatabase } from './models-engine.ts'

let engine: TestDatabase
beforeAll(async () => {
  engine = await openTestDatabase()
  insert = inserting(engine.database)
})
afterAll(() => engine.close())
beforeEach(async () => {
  await engine.clear()
  await engine.database.query('truncate conversations cascade')
})

let insert: ReturnType<typeof inserting>
const read = (some?: Partial<ExposureScope>) =>
  postgresExposureReader(engine.database, defaultConfig).exposures(scope(some))

describe('an experiment over its moments', () => {
  test('people under two ids, and replies that name another arm than was drawn', async () => {
    await insert({ id: 'k1', user: 'v1', facts: { users: ['v1', 'mia'] } })
    await insert({ id: 'k2', user: 'mia', bundle: 'b-2', arm: 'canary', facts: { users: ['mia'] } })
    await insert({ id: 'k3', user: 'v2', facts: { users: ['v2', 'bob'] } })
    await insert({ id: 'k4', user: 'bob', facts: { users: ['bob'] } })
    const drawn = (id: string, conversation: string, arm: string, experiment = 'canary:b-2:2') =>
      engine.database.query(
        `insert into decisions (decision_id, at, conversation_id, user_id, bundle, arm, experiment) values ($1, $2, $3, 'u', 'b', $4, $5)`,
        [id, NOW - 10 * DAY, conversation, arm, experiment],
      )
    await drawn('d1', 'k1', 'live')
    await drawn('d2', 'k2', 'live')
    await drawn('d3', 'k3', 'canary', 'another')
    expect((await read()).exposure).toEqual({ inBoth: 0, idsAcross: 1, idsWithin: 1, assigned: 2, mismatched: 1 })
  })

  test('a conversation that was drawn to both arms counts as the first draw said', async () => {
    await insert({ id: 'k1', user: 'anna' })
    await insert({ id: 'k2', user: 'bert' })
    const drawn = (id: string, conversation: string, arm: string, at: number) =>
      engine.database.query(
        `insert into decisions (decision_id, at, conversation_id, user_id, bundle, arm, experiment) values ($1, $2, $3, 'u', 'b', $4, 'canary:b-2:2')`,
        [id, at, conversation, arm],
      )
    await drawn('d1', 'k1', 'live', NOW - 10 * DAY)
    await drawn('d2', 'k1', 'canary', NOW - 9 * DAY)
    await drawn('d3', 'k2', 'live', NOW - 9 * DAY)
    await drawn('d4', 'k2', 'canary', NOW - 10 * DAY)
    expect((await read()).exposure).toMatchObject({ assigned: 2, mismatched: 1 })
  })

  test('a course reads once what single looks at its moments read, in each of its stages', async () => {
    const random = randomFrom('course')
    for (let i = 0; i < 250; i++) {
      const startedAt = NOW - Math.floor(20 * DAY * random())
      const canary = random() < 0.4
      const user = `u${Math.floor(60 * random())}`
      const how = { noConversion: random() < 0.6, facts: { ratings: random() < 0.5 ? [4] : [], ordered: false } }
      await insert({
        id: `c${i}`,
        user,
        startedAt,
        endedAt: startedAt + 60_000,
        bundle: canary ? 'b-2' : 'b-1',
        arm: canary ? 'canary' : 'live',
        ...how,
      })
      const before = NOW - 21 * DAY - Math.floor(6 * DAY * random())
      await insert({ id: `p${i}`, user, startedAt: before, endedAt: before, bundle: null, arm: null, ...how })
    }
    const reader = postgresExposureReader(engine.database, defaultConfig)
    const stages = [
      { from: NOW - 20 * DAY, until: NOW - 9 * DAY, at: [16, 13, 9].map((days) => NOW - days * DAY) },
      { from: NOW - 9 * DAY, until: NOW, at: [5, 2, 0].map((days) => NOW - days * DAY) },
    ].map(({ from, until, at }) => ({ scope: scope({ from, until, now: until }), at }))
    const course = await reader.course(stages)
    expect(course.map((moments) => moments.length)).toEqual([3, 3])
    for (const [s, { scope: stage, at }] of stages.entries()) {
      for (const [i, now] of at.entries()) {
        const alone = await reader.exposures({ ...stage, until: now, now })
        expect(course[s]![i]!.users).toEqual(alone.users)
        expect(course[s]![i]!.exposure).toEqual(alone.exposure)
        for (const figure of ['conversion', 'satisfaction_mean', 'completion'] as const) {
          for (const arm of ['live', 'canary'] as const) {
            const [one, other] = [course[s]![i]!.figures[figure][arm], alone.figures[figure][arm]]
            expect([one.units, one.immature, one.totals.clusters]).toEqual([
              other.units,
              other.immature,
              other.totals.clusters,
            ])
            for (const name of ['sum', 'sumSquares', 'sizeSquares', 'products'] as const)
              expect(one.totals[name], `${figure} ${arm} ${i} ${name}`).toBeCloseTo(other.totals[name], 8)
            expect(one.past?.xnn ?? 0).toBeCloseTo(other.past?.xnn ?? 0, 8)
            expect(one.past?.xxnn ?? 0).toBeCloseTo(other.past?.xxnn ?? 0, 8)
          }
        }
      }
    }
    expect(course[1]![2]!.figures.conversion.live.past!.users).toBeGreaterThan(10)
  })

  test('when conversations converted, and for how long the others have been waiting', async () => {
    const HOUR = 3_600_000
    const converted = async (id: string, endedAt: number, delay: number) => {
      await insert({ id, endedAt, startedAt: endedAt, noConversion: false })
      await engine.database.query(
        `update conversations set row = jsonb_build_object('evidence', jsonb_build_object('no_conversion', jsonb_build_array($2::text))) where conversation_id = $1`,
        [id, `order of ${id}`],
      )
      await engine.database.query(
        `insert into events (event_id, type, t, received_at, occurred_at, late, body) values ($1, 'order_event', $2, $2, $2, false, '{}')`,
        [`order of ${id}`, endedAt + delay],
      )
    }
    await converted('k1', NOW - 9 * DAY, 5 * HOUR)
    await converted('k2', NOW - 6 * HOUR, -HOUR)
    await insert({ id: 'k3', startedAt: NOW - 9 * DAY, endedAt: NOW - 9 * DAY, noConversion: true })
    await insert({ id: 'k4', startedAt: NOW - 3 * HOUR, endedAt: NOW - 3 * HOUR, noConversion: null })
    await insert({ id: 'k5', startedAt: NOW - HOUR, endedAt: NOW - HOUR, noConversion: null, closed: false })
    const { live, canary } = await postgresExposureReader(engine.database, defaultConfig).delays(scope())
    expect(live.mature).toEqual({ units: 2, converted: 1 })
    expect([live.openConverted, live.waiting]).toEqual([1, [{ age: 3 * HOUR, units: 1 }]])
    expect(live.counts.toSorted((a, b) => a.time - b.time)).toEqual([
      { time: 0, events: 1, censored: 0 },
      { time: 3 * HOUR, events: 0, censored: 1 },
      { time: 5 * HOUR, events: 1, censored: 0 },
      { time: Math.floor(over / 600_000) * 600_000, events: 0, censored: 1 },
    ])
    expect(canary.mature.units).toBe(0)
  })
})
