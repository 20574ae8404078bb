import { expect, test } from 'vitest'
import { needLines } from '../../web/pages/overview/needs.ts'
import { bySame } from '../../web/pages/overview/releases.ts'
import { choiceOf, searchOf, settledForAll, splitOf } from '../../web/pages/overview/span.ts'
import { arrowsOf } from '../../web/pages/overview/stations.ts'
import { conversationsLink } from '../../web/parts/conversations-link.ts'
import { DAY_MS, type DayPoint } from '../../web/parts/day-points.ts'

const DAY_0 = 20_000 * DAY_MS
const day = (n: number, more: Partial<DayPoint> = {}): DayPoint => ({
  ...{ at: DAY_0 + n * DAY_MS, estimate: 0.5, low: 0.4, high: 0.6, numerator: 5, units: 10, open: 0, settled: true },
  ...more,
})

test.each([
  ['', 28, ''],
  ['days=7&assistant=shop', 7, 'shop'],
  ['days=-3', 28, ''],
])('the address "%s" means %i days of "%s", and is written again as it should be', (address, days, assistant) => {
  const choice = choiceOf(new URLSearchParams(address))
  expect(choice).toEqual({ days, assistant })
  expect(choiceOf(searchOf(choice))).toEqual(choice)
})

test('what can still change stands apart from the settled days', () => {
  const open = day(2, { settled: false, numerator: 1, units: 1, open: 9 })
  const { settledUntil, open: rest } = splitOf([day(0), day(1), open, day(3)])
  expect(settledUntil).toBe(DAY_0 + 2 * DAY_MS)
  // A settled day behind an open one counts as open: the rate ends where certainty ends.
  expect(rest).toEqual({ since: open.at, numerator: 6, known: 11, unknown: 9 })
})

test('a figure that is settled nowhere leaves no common settled span', () => {
  const never = splitOf([day(0, { settled: false, open: 1 })])
  expect(settledForAll([splitOf([day(0), day(1)]), never])).toBeNull()
  expect(settledForAll([splitOf([day(0), day(1)]), splitOf([day(0)])])).toBe(DAY_0 + DAY_MS)
})

test('days without a conversation settle nothing', () => {
  expect(splitOf([day(0, { units: 0 })]).settledUntil).toBeNull()
})

test('a day leads to its conversations', () => {
  expect(conversationsLink(1, 2, { flagged: 'yes', assistant: 'a b', channel: '' })).toBe(
    '/conversations?from=1&until=2&flagged=yes&assistant=a+b',
  )
})

const OVERVIEW = {
  ...{ now: 1000, clock: 'live', turn: null, assistants: [], needs: [] },
  events: { count: 600, window_ms: 300_000, latest_at: 900 },
  conversations: { open: 3, since: 0, decided: 10, flagged: 4, drawn: 2 },
  labels: { waiting: 5, leased: 1 },
  ...{ snapshot: null, gate: { bundle: 'b-2', verdict: 'pass', at: 10 } },
  live: { bundle: 'b-1', canary: { bundle: 'b-2', share: 0.05, paused: false }, own: 0 },
} as const

test('each station has one arrow, and what is not there is not a zero', () => {
  const values = Object.fromEntries(arrowsOf(OVERVIEW as never).map(({ from, value }) => [from, value]))
  expect(values.assistant).toEqual({ kind: 'rate', perSecond: 2 })
  expect(values.labels).toEqual({ kind: 'none' })
  expect(values.gate).toEqual({ kind: 'bundle', bundle: 'b-2', share: 0.05 })
  expect(values.release).toEqual({ kind: 'bundle', bundle: 'b-1', share: 0.95 })
})

test('what is urgent comes first, and conflicts come beside what the service says', () => {
  const need = (kind: string, severity: string) => ({ kind, severity, count: 1, since: null, id: null, text: null })
  const needs = [need('queue_empty', 'info'), need('alerts_firing', 'critical')] as never
  expect(needLines(needs, 2).map(({ kind }) => kind)).toEqual(['alerts_firing', 'conflicts', 'queue_empty'])
  expect(needLines(needs, 0)).toHaveLength(2)
})

test('of releases within an hour the last one is marked; approvals are not', () => {
  const release = (revision: number, at: number, action: string) => ({ revision, at, action })
  const hours = (n: number) => n * 3_600_000
  const ledger = [
    release(4, hours(9), 'approve'),
    release(3, hours(5), 'canary'),
    release(2, 60_000, 'promote'),
    release(1, 0, 'promote'),
  ]
  expect(bySame(ledger as never).map(({ revision }) => revision)).toEqual([2, 3])
})
