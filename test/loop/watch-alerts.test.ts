import { expect, test } from 'vitest'
import { type AlertPorts, watchAlerts } from '../../src/loop/watch-alerts.ts'
import type { Unit } from '../../src/metrics/unit.ts'
import type { Alert, Judged } from '../../src/monitoring/alert.ts'
import type { AlertRule } from '../../src/monitoring/alert-rule.ts'
import { columnReaderOf } from '../metrics/columns-of-units.ts'
import { unit } from '../metrics/unit.ts'

const DAY = 86_400_000
const NOW = 20_000 * DAY
const windows = { feedbackWindowMs: DAY, graceMs: 1 }
const rule: AlertRule = {
  ...{ rule: 'handed_over', enabled: true, severity: 'warning', clearsAt: null, forMs: 0, keepMs: 0, leastUnits: 10 },
  ...{ subject: { kind: 'figure', figure: 'hand_over', by: ['bundle'], days: 7 }, settledOnly: false, note: '' },
  breach: { bound: 'low', is: 'above', value: 0.5 },
}

/** `handed` of twenty conversations of each bundle went to a person. */
function shop(rules: AlertRule[]) {
  const held = new Map<string, Alert>()
  let units: Unit[] = []
  const none = async () => []
  const ports = {
    columns: { columns: () => columnReaderOf(units).columns(null, null) },
    labels: { labelledTurns: none, reviewed: none, responses: none, drawn: none },
    satisfaction: { latest: async () => null },
    history: { wentLive: none, labelledAt: none },
    traits: { async *turns() {} },
    drift: { list: none },
    alerts: {
      rules: async () => ({ version: 1, rules, changedAt: 0, changedBy: 'mia' }),
      async change(change: (all: ReadonlyMap<string, Alert>) => readonly Judged[]) {
        const judged = change(held)
        for (const { alert } of judged) held.set(alert.alertId, alert)
        return judged
      },
    },
  } as unknown as AlertPorts
  const sell = (handed: Record<string, number>) => {
    units = Object.entries(handed).flatMap(([bundle, some]) =>
      Array.from({ length: 20 }, (_, i) =>
        unit({ conversationId: `${bundle}${i}`, userId: `${bundle}${i}`, bundle, humanReply: i < some }),
      ),
    )
  }
  const look = async (now: number) => {
    await watchAlerts(now, windows, [], 0, ports)
    return Object.fromEntries([...held.values()].map((alert) => [alert.place.bundle, alert.state]))
  }
  return { sell, look, held, rules }
}

test('one alert per group; groups that are well are not remembered', async () => {
  const { sell, look } = shop([rule])
  sell({ good: 2, bad: 18 })
  expect(await look(NOW)).toEqual({ bad: 'firing' })
  sell({ good: 2, bad: 2 })
  expect(await look(NOW + 1)).toEqual({ bad: 'resolved' })
})

test('the same moment again, as after a kill: nothing changes', async () => {
  const { sell, look, held } = shop([rule])
  sell({ bad: 18 })
  await look(NOW)
  const before = structuredClone([...held])
  await look(NOW)
  expect([...held]).toEqual(before)
})

test('a rule that is switched off ends its alerts; a place that is gone, after two weeks', async () => {
  const { sell, look, rules } = shop([rule])
  sell({ bad: 18 })
  await look(NOW)
  sell({})
  expect(await look(NOW + 14 * DAY)).toEqual({ bad: 'firing' })
  expect(await look(NOW + 14 * DAY + 1)).toEqual({ bad: 'quiet' })
  sell({ bad: 18 })
  expect(await look(NOW + 15 * DAY)).toEqual({ bad: 'firing' })
  rules[0] = { ...rule, enabled: false }
  expect(await look(NOW + 16 * DAY)).toEqual({ bad: 'quiet' })
})

test('fewer units than the rule wants: no alert', async () => {
  const { sell, look } = shop([{ ...rule, leastUnits: 21 }])
  sell({ bad: 20 })
  expect(await look(NOW)).toEqual({})
})
