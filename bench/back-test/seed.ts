import { ADMISSION_RULES, type Rule } from '../../src/admission/rules.ts'
import { defaultSamplingPolicy } from '../../src/admission/sampling-policy.ts'
import { backTest } from '../../src/evaluation/back-test.ts'
import type { LoopEvent } from '../../src/events/event.ts'
import { playDays } from '../../src/simulator/run-world.ts'
import { standIn } from '../../src/simulator/stand-in.ts'
import type { World } from '../../src/simulator/world.ts'
import { hashUnit } from '../../src/stats/random.ts'
import { winnersOf } from '../coverage-decisions.ts'
import { countsOf, type KnownRow, rowsAt } from './rows-at.ts'

export interface DayTrial {
  readonly change: string
  /** The traffic of days differs beyond chance and weekday. */
  readonly uneven: boolean
  readonly low: number
  readonly high: number
  readonly actual: number
  readonly days: number
  readonly byWeekday: boolean
}

export interface SeedResult {
  readonly seed: number
  readonly conversations: number
  readonly trials: readonly DayTrial[]
  /** Changes whose forecast said nothing. */
  readonly silent: number
}

const DAY_MS = 86_400_000
/** Three weeks less the parts of days at both ends. */
const HISTORY_DAYS = 20
/** Long after every window has closed. */
const SETTLED_MS = 15 * DAY_MS

const CHANGES: readonly { readonly name: string; readonly rules: readonly Rule[]; readonly low: number }[] = [
  { name: 'stalls alone', rules: [...ADMISSION_RULES, { reason: 'stall_alone', all: ['fsm_stalled'] }], low: 60 },
  {
    name: 'questions repeated, no silences',
    rules: [
      ...ADMISSION_RULES.filter(({ reason }) => reason !== 'silence_no_conversion'),
      { reason: 'repeated', all: ['repeated_question'] },
    ],
    low: 60,
  },
  { name: 'low confidence below 0.7', rules: ADMISSION_RULES, low: 70 },
]

/** Back-tests changes on what was known when a day began, and counts what that day then brought. */
export function runSeed(world: World, seed: number): SeedResult {
  const name = `back-test-${seed}`
  const events = winnersOf([...playDays(world, name, standIn(world, name))].flatMap((day) => day.events))
  const first = Math.floor(world.startAt / DAY_MS) + 1
  const until = (first + HISTORY_DAYS) * DAY_MS
  const trials: DayTrial[] = []
  let [silent, conversations] = [0, 0]
  for (const uneven of [false, true]) {
    const some = uneven ? thinned(events, name) : events
    const [known, settled] = [rowsAt(some, until), rowsAt(some, until + SETTLED_MS)]
    conversations += known.length
    for (const change of CHANGES) {
      const trial = tried(change, { from: first * DAY_MS, until }, known, settled)
      if (trial === null) silent++
      else trials.push({ change: change.name, uneven, ...trial })
    }
  }
  return { seed, conversations, trials, silent }
}

function tried(
  { rules, low }: (typeof CHANGES)[number],
  span: { readonly from: number; readonly until: number },
  known: readonly KnownRow[],
  settled: readonly KnownRow[],
) {
  const flaggedOf = (rows: readonly KnownRow[], at: { readonly from: number; readonly until: number }) => {
    const inside = rows.filter(({ day }) => day * DAY_MS >= at.from && day * DAY_MS < at.until)
    const regime = { rules, policy: defaultSamplingPolicy }
    return backTest({ ...at, ...countsOf(inside, low), judged: [], unanswered: [] }, regime, regime).after
  }
  const { nextDay } = flaggedOf(known, span)
  if (nextDay === null) return null
  const { low: least, high, days, byWeekday } = nextDay
  const actual = flaggedOf(settled, { from: nextDay.dayAt, until: nextDay.dayAt + DAY_MS }).flagged
  return { low: least, high, actual, days, byWeekday }
}

/** Of each day a share of the conversations that the day's hash chooses, from 60 to 100 of 100. */
function thinned(events: readonly LoopEvent[], seed: string): LoopEvent[] {
  const began = new Map<string, number>()
  for (const { conversationId, t } of events)
    if (conversationId !== null) began.set(conversationId, Math.min(t, began.get(conversationId) ?? t))
  const stays = (id: string, at: number): boolean =>
    hashUnit(`${seed}/stays`, id) < 0.6 + 0.4 * hashUnit(`${seed}/day`, String(Math.floor(at / DAY_MS)))
  return events.filter(
    ({ conversationId }) => conversationId === null || stays(conversationId, began.get(conversationId)!),
  )
}
