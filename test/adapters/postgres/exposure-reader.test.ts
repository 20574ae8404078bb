import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { postgresExposureReader } from '../../../src/adapters/postgres/exposure-reader.ts'
import { postgresUnitReader } from '../../../src/adapters/postgres/unit-reader.ts'
import { sumsOf } from '../../../src/experiments/arm-sums.ts'
import type { Guarded } from '../../../src/experiments/figure.ts'
import { defaultConfig } from '../../../src/features/config.ts'
import { FIGURE_ROWS, type Part } from '../../../src/metrics/rates.ts'
import type { Unit } from '../../../src/metrics/unit.ts'
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

describe('the figures of both arms', () => {
  test('are those of spec/metrics.md, for every unit whose window is over', async () => {
    const random = randomFrom('exposures')
    const pick = <T>(...values: T[]): T => values[Math.floor(random() * values.length)]!
    for (let i = 0; i < 300; i++) {
      const noConversion = pick<boolean | null>(true, false, null)
      await insert({
        id: `c${i}`,
        user: pick(null, `u${i % 40}`),
        startedAt: NOW - 10 * DAY + i,
        bundle: pick('b-1', 'b-2', 'b-3', null),
        arm: pick('live', 'canary', null),
        closed: noConversion !== null || pick(true, false), // what converted early is the next test's matter
        eligible: pick<boolean | null>(true, true, false, null),
        noConversion,
        notClicked: pick<boolean | null>(true, false, null),
        repeated: pick<boolean | null>(true, false, null),
        facts: {
          ctasSent: pick(0, 1, 2),
          hardEnd: pick(true, false),
          terminalReached: pick(true, false),
          humanReply: pick(true, false),
          ratings: pick<number[]>([], [5], [1, 4], [3]),
          ...pick<object>(
            { ordered: null },
            { ordered: false },
            { ordered: true, orderAmount: 250, orderCurrency: 'CNY' },
            { ordered: true, orderAmount: 4000, orderCurrency: 'CNY' },
            { ordered: true, orderAmount: 30, orderCurrency: 'USD' },
          ),
        },
      })
    }
    const { figures } = await read()
    const units: Unit[] = []
    for await (const batch of postgresUnitReader(engine.database).units(null, null)) units.push(...batch)
    const exposedUnits = units.filter(({ arm, bundle }) => arm !== null && bundle === (arm === 'live' ? 'b-1' : 'b-2'))
    const people = Map.groupBy(exposedUnits, ({ userId, conversationId }) => userId ?? conversationId)
    const firstArm = new Map(
      [...people].map(([who, own]) => [who, own.sort((a, b) => a.startedAt! - b.startedAt!)[0]!.arm]),
    )
    for (const figure of Object.keys(figures) as (keyof typeof figures)[]) {
      if (figure === 'errors') continue
      for (const arm of ['live', 'canary'] as const) {
        const own = [...people].flatMap(([who, some]) => (firstArm.get(who) === arm ? some : []))
        const parts = own.map((unit) => ({ unit, part: partOf(figure, unit) })).filter(({ part }) => part !== 'outside')
        const users = Map.groupBy(
          parts.filter(({ part }) => part !== 'immature'),
          ({ unit }) => unit.userId ?? unit.conversationId,
        )
        const totals = [...users.values()].map((held) => ({
          sum: held.reduce((sum, { part }) => sum + Number(part), 0),
          size: held.length,
        }))
        const immature = parts.filter(({ part }) => part === 'immature').length
        const expected = sumsOf(totals, immature)
        expect({ figure, arm, units: figures[figure][arm].units, immature: figures[figure][arm].immature }).toEqual({
          figure,
          arm,
          units: expected.units,
          immature,
        })
        for (const [name, value] of Object.entries(expected.totals)) {
          expect(figures[figure][arm].totals[name as 'sum'], `${figure} ${arm} ${name}`).toBeCloseTo(value, 9)
        }
      }
    }
  })

  /** Of money and negative feedback, which are no rows of the table of rates. */
  function partOf(figure: Exclude<Guarded, 'errors' | 'failure_rate'>, unit: Unit): Part {
    const judged = { feedbackOver: true, dissatisfaction: null }
    if (figure === 'value_per_conversation' || figure === 'negative_feedback') {
      if (unit.eligible === false) return 'outside'
      const isKnown = unit.closed && unit.eligible === true && (figure === 'negative_feedback' || unit.ordered !== null)
      if (!isKnown) return 'immature'
      if (figure === 'negative_feedback') return 0
      return unit.orderCurrency === 'CNY' ? Math.min(unit.orderAmount!, 1000) / 1000 : 0
    }
    const part = FIGURE_ROWS.find((each) => each.figure === figure)!.of(unit, judged)
    if (figure !== 'satisfaction_mean' && figure !== 'satisfaction_4_or_5') return part
    if (unit.eligible !== false && (!unit.closed || unit.eligible === null)) return 'immature'
    return figure === 'satisfaction_mean' && typeof part === 'number' ? (part - 1) / 4 : part
  }

  test.each([
    { name: 'window just over', endedAt: NOW - over - 1, units: 1, immature: 0 },
    { name: 'last millisecond of the grace', endedAt: NOW - over, units: 0, immature: 1 },
  ])('one that converted early counts as late as one that did not: $name', async ({ endedAt, units, immature }) => {
    await insert({ id: 'early', endedAt, noConversion: false })
    await insert({ id: 'never', endedAt, noConversion: true })
    const { conversion } = (await read()).figures
    expect(conversion.live).toMatchObject({ units: 2 * units, immature: 2 * immature })
  })

  test('only what began in the stage, was exposed to its arm, and belongs to the assistant', async () => {
    await insert({ id: 'k1' })
    await insert({ id: 'k2', bundle: 'b-2', arm: 'canary' })
    await insert({ id: 'k3', bundle: 'b-2', arm: 'live' }) // answered by the canary's bundle, but not as its user
    await insert({ id: 'k4', bundle: null, arm: null }) // nobody was exposed to anything
    await insert({ id: 'k5', startedAt: NOW - 20 * DAY - 1 })
    await insert({ id: 'k6', startedAt: NOW - 2 * DAY })
    await insert({ id: 'k7', assistant: 'shop' })
    const users = async (some?: Partial<ExposureScope>) => (await read(some)).users
    expect(await users()).toEqual({ live: 3, canary: 1 })
    expect(await users({ until: NOW - 2 * DAY })).toEqual({ live: 2, canary: 1 })
    expect(await users({ others: ['shop'] })).toEqual({ live: 2, canary: 1 })
    expect(await users({ assistant: 'shop' })).toEqual({ live: 1, canary: 0 })
  })

  test("a user's own past is read from before the experiment, under any bundle", async () => {
    const then = { startedAt: NOW - 25 * DAY, endedAt: NOW - 25 * DAY, user: 'anna', bundle: null, arm: null }
    await insert({ id: 'p1', ...then, noConversion: true })
    await insert({ id: 'p2', ...then, noConversion: false })
    await insert({ id: 'p3', ...then, startedAt: NOW - 60 * DAY, noConversion: false })
    await insert({ id: 'now', user: 'anna' })
    await insert({ id: 'new', user: 'bert' })
    const { conversion } = (await read()).figures
    expect(conversion.live).toEqual(
      sumsOf([
        { sum: 1, size: 1, past: 0.5 },
        { sum: 1, size: 1 },
      ]),
    )
  })

  test.each([
    { name: 'just over', endedAt: NOW - 20 * DAY - over - 1, past: 0 },
    { name: 'still open, so that the canary could change it', endedAt: NOW - 20 * DAY - over, past: null },
  ])(
    'a past conversation counts when its window was over as the experiment began: $name',
    async ({ endedAt, past }) => {
      const then = { user: 'anna', bundle: null, arm: null, noConversion: true }
      await insert({ id: 'before', ...then, startedAt: NOW - 24 * DAY, endedAt })
      await insert({ id: 'now', user: 'anna', noConversion: true })
      const { conversion } = (await read()).figures
      expect(conversion.live).toEqual(sumsOf([{ sum: 0, size: 1, past }]))
    },
  )

  test('errors are answers that another bundle had to give, per arm and user', async () => {
    const decide = (id: string, user: string, arm: string, fallback: string | null, at = NOW) =>
      engine.database.query(
        `insert into decisions (decision_id, at, conversation_id, user_id, bundle, arm, experiment, fallback)
         values ($1, $2, 'c', $3, 'b', $4, 'canary:b-2:2', $5)`,
        [id, at, user, arm, fallback],
      )
    await decide('d1', 'anna', 'canary', 'b-2: damaged')
    await decide('d2', 'anna', 'canary', null)
    await decide('d3', 'bert', 'live', null)
    await decide('d4', 'bert', 'live', 'b-1: damaged', NOW - 20 * DAY - 1)
    const { errors } = (await read()).figures
    expect(errors).toEqual({ live: sumsOf([{ sum: 0, size: 1 }]), canary: sumsOf([{ sum: 1, size: 2 }]) })
  })

  test('arms of named conversations', async () => {
    await insert({ id: 'k1', user: 'anna' })
    await insert({ id: 'k2', user: null, bundle: 'b-2', arm: 'canary' })
    await insert({ id: 'k3', eligible: false })
    const found = await postgresExposureReader(engine.database, defaultConfig).armsOf(scope(), ['k1', 'k2', 'k3', 'k9'])
    expect(found).toEqual(
      new Map([
        ['k1', { arm: 'live', user: 'anna' }],
        ['k2', { arm: 'canary', user: 'conversation k2' }],
      ]),
    )
  })

  test('users whom both arms answered: counted once, in this stage alone, and nobody without a name', async () => {
    const reader = postgresExposureReader(engine.database, defaultConfig)
    for (const [i, arm] of ['live', 'canary', 'canary'].entries()) {
      const bundle = arm === 'live' ? 'b-1' : 'b-2'
      await insert({ id: `both ${i}`, user: 'anna', arm, bundle })
      await insert({ id: `nobody ${i}`, user: null, arm, bundle })
      await insert({ id: `other ${i}`, user: 'carl', arm, bundle, assistant: 'shop' })
      await insert({ id: `once ${i}`, user: `bert ${i}`, arm, bundle })
    }
    await insert({ id: 'before', user: 'bert 1', startedAt: NOW - 21 * DAY })
    const inBoth = async (some: Partial<ExposureScope>) => (await reader.exposures(scope(some))).exposure.inBoth
    expect(await inBoth({ others: ['shop'] })).toBe(1)
    expect(await inBoth({ assistant: 'shop' })).toBe(1)
    expect(await inBoth({ from: NOW })).toBe(0)
  })

  test('who was answered by both arms counts whole in the arm that met him first', async () => {
    await insert({ id: 'k1', user: 'anna', startedAt: NOW - 12 * DAY, noConversion: true })
    await insert({ id: 'k2', user: 'anna', bundle: 'b-2', arm: 'canary' })
    await insert({ id: 'k3', user: 'bert', bundle: 'b-2', arm: 'canary' })
    const { figures, users } = await read()
    expect(figures.conversion.live.totals).toMatchObject({
      clusters: 1,
      sum: 1,
      size: 2,
      sumSquares: 1,
      sizeSquares: 4,
    })
    expect(figures.conversion.canary.totals).toMatchObject({ clusters: 1, sum: 1, size: 1 })
    expect(users).toEqual({ live: 1, canary: 1 })
    const found = await postgresExposureReader(engine.database, defaultConfig).armsOf(scope(), ['k2'])
    expect(found.get('k2')).toEqual({ arm: 'live', user: 'anna' })
  })
})
