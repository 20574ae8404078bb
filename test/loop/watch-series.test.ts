import { expect, test } from 'vitest'
import { watchSeries } from '../../src/loop/watch-series.ts'
import type { Unit } from '../../src/metrics/unit.ts'
import type { SeriesPoint, SeriesStore } from '../../src/monitoring/series.ts'
import { unit } from '../metrics/unit.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const windows = { feedbackWindowMs: DAY, graceMs: 1 }
const signal = new AbortController().signal

/** Two conversations a day, the second never answered; a day later it is known that it did not convert. */
function world() {
  const units: Unit[] = []
  const points = new Map<string, SeriesPoint>()
  const marks = new Map<string, number>()
  const series: SeriesStore = {
    async save(some) {
      for (const each of some)
        points.set([each.series, each.step, each.assistant, each.bundle, each.startAt].join(), each)
    },
    list: async () => [...points.values()],
    async prune(step, before) {
      for (const [key, each] of points) if (each.step === step && each.startAt < before) points.delete(key)
    },
    mark: async (name) => marks.get(name) ?? null,
    setMark: async (name, at) => void marks.set(name, at),
    firstStart: async () => units[0]?.startedAt ?? null,
  }
  const ports = {
    series,
    units: {
      async *units(from: number | null, to: number | null) {
        yield units.filter((each) => each.startedAt! >= from! && each.startedAt! < to!)
      },
    },
    columns: { async *columns() {} },
    traits: { async *turns() {} },
    labels: {
      labelledTurns: async () => [],
      labelledCounts: async () => ({ intent: 0, objection: 0 }),
      reviewed: async () => [],
      responses: async () => [],
      drawn: async () => [],
    },
    history: { wentLive: async () => [], labelledAt: async () => [] },
  }
  const begin = (day: number, known: boolean) => {
    const at = { startedAt: day * DAY + HOUR, endedAt: day * DAY + 2 * HOUR }
    for (const [i, no_conversion] of [false, known ? true : null].entries())
      units.push(unit({ ...at, conversationId: `${day}-${i}`, userId: `${day}-${i}`, features: { no_conversion } }))
  }
  const settle = () => {
    for (const [i, each] of units.entries())
      if (each.features.no_conversion === null)
        units[i] = { ...each, features: { ...each.features, no_conversion: true } }
  }
  const conversion = (day: number, step = 'day') => {
    const point = points.get(['rates', step, '', '', step === 'day' ? day * DAY : day * DAY + HOUR].join())
    return (point?.point as Record<string, readonly unknown[]> | undefined)?.conversion?.slice(0, 3)
  }
  return { ports, begin, settle, conversion, points }
}

test('a day that was open is written again when it is known, however far the clock has jumped', async () => {
  const { ports, begin, settle, conversion } = world()
  for (let day = 100; day < 105; day++) begin(day, false)
  await watchSeries(105 * DAY, windows, ports, signal)
  expect(conversion(100)).toEqual([1, 1, 1]) // the one who bought; the other may still
  settle()
  await watchSeries(160 * DAY, windows, ports, signal)
  for (let day = 100; day < 105; day++) expect(conversion(day)).toEqual([1, 2, 0])
})

test('done again it gives the same points', async () => {
  const { ports, begin, points } = world()
  begin(100, true)
  await watchSeries(101 * DAY, windows, ports, signal)
  const once = structuredClone([...points])
  await watchSeries(101 * DAY, windows, ports, signal)
  expect([...points]).toEqual(once)
})

test('each assistant and bundle has its own points; hours go after three weeks', async () => {
  const { ports, begin, conversion, points } = world()
  begin(100, true)
  await watchSeries(101 * DAY, windows, ports, signal)
  expect([...points.keys()].filter((key) => key.startsWith('rates,day'))).toHaveLength(4)
  expect(conversion(100, 'hour')).toEqual([1, 2, 0])
  await watchSeries(125 * DAY, windows, ports, signal)
  expect(conversion(100, 'hour')).toBeUndefined()
  expect(conversion(100)).toEqual([1, 2, 0])
})

test('nothing has begun: nothing is written', async () => {
  const { ports, points } = world()
  await watchSeries(101 * DAY, windows, ports, signal)
  expect(points.size).toBe(0)
})
