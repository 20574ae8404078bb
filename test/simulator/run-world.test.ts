import { describe, expect, test } from 'vitest'
import type { Understanding } from '../../src/assistant/assistant.ts'
import { readEvent } from '../../src/events/read.ts'
import { playDays, playWorld } from '../../src/simulator/run-world.ts'
import { standIn } from '../../src/simulator/stand-in.ts'
import { createTimeline } from '../../src/simulator/timeline.ts'
import type { ConversationTruth, Truth, TurnTruth } from '../../src/simulator/truth.ts'
import type { Ask } from '../../src/simulator/visit.ts'
import { parseWorld } from '../../src/simulator/world.ts'
import { rowsOf } from './flagged.ts'

const HOUR = 3_600_000
const world = parseWorld({ traffic: { conversationsPerDay: 120 } })
const seed = 'test'
const played = playWorld(world, seed, standIn(world, seed))
const turns = played.truths.filter((truth): truth is TurnTruth => truth.kind === 'turn')
const conversations = played.truths.filter((truth): truth is ConversationTruth => truth.kind === 'conversation')
const share = <T>(items: readonly T[], holds: (item: T) => boolean) => items.filter(holds).length / items.length

const rightAnswer = (ask: Ask): Understanding => ({
  intent: { label: ask.meaning.intent, confidence: 0.95, scores: {} },
  objection: { label: ask.meaning.objection, confidence: 0.95, scores: {} },
  bundle: 'b',
  arm: 'live',
  decision_id: 'd',
  experiment: null,
})
const wrongAnswer = (ask: Ask): Understanding => ({
  ...rightAnswer(ask),
  intent: { label: ask.meaning.intent === 'warranty' ? 'payment' : 'warranty', confidence: 0.95, scores: {} },
})

describe('planted faults and the signals they leave', () => {
  const rows = rowsOf(played.events)
  const flagged = (id: string) => rows.get(id)?.flagged === true
  const faulty = new Set(turns.filter((turn) => turn.fault !== 'none').map((turn) => turn.conversation_id))
  const faults = turns.filter((turn) => turn.fault !== 'none')

  test('at least 30 % of the planted faults leave no signal', () => {
    expect(share(faults, (turn) => !flagged(turn.conversation_id))).toBeGreaterThanOrEqual(0.3)
    expect(share([...faulty], (id) => !flagged(id))).toBeGreaterThanOrEqual(0.3)
  })

  test('at least 30 % of the flags have no fault', () => {
    const flags = [...rows.values()].filter((row) => row.flagged === true)
    expect(share(flags, (row) => !faulty.has(row.conversation_id))).toBeGreaterThanOrEqual(0.3)
  })

  test('flags still tell something: faults are more frequent among them', () => {
    const [with_, without] = [[...rows.keys()].filter(flagged), [...rows.keys()].filter((id) => !flagged(id))]
    expect(share(with_, (id) => faulty.has(id))).toBeGreaterThan(1.5 * share(without, (id) => faulty.has(id)))
  })

  test('every rule fires somewhere, and every part fails somewhere', () => {
    const reasons = new Set([...rows.values()].flatMap((row) => row.reasons))
    expect(reasons.size).toBe(5)
    expect(new Set(turns.map((turn) => turn.fault))).toEqual(
      new Set(['none', 'intent', 'objection', 'wording', 'policy']),
    )
  })
})

describe('a log', () => {
  test('every event is valid, and received in order, after it happened', () => {
    let last = 0
    for (const event of played.events) {
      expect(readEvent(event).kind).toBe('ok')
      expect(event.received_at).toBeGreaterThanOrEqual(event.occurred_at)
      expect(event.received_at).toBeGreaterThanOrEqual(last)
      last = event.received_at
    }
  })

  test('ids repeat only as whole copies', () => {
    const seen = new Map<string, string>()
    for (const { received_at, ...event } of played.events) {
      const text = JSON.stringify(event)
      expect(seen.get(String(event.event_id)) ?? text).toBe(text)
      seen.set(String(event.event_id), text)
    }
    expect(seen.size).toBeLessThan(played.events.length)
  })

  test('truth is told of every bot turn, by ids that stand in the log', () => {
    const replies = new Set(
      played.events.filter((e) => e.type === 'assistant_message' && e.author !== 'human').map((e) => e.event_id),
    )
    const questions = new Set(played.events.filter((e) => e.type === 'user_message').map((e) => e.event_id))
    expect(new Set(turns.map((turn) => turn.assistant_event_id))).toEqual(replies)
    expect(turns.every((turn) => questions.has(turn.user_event_id))).toBe(true)
  })

  test('test weeks and training weeks speak their own phrases', () => {
    const middle = world.startAt + 7 * 24 * HOUR
    const firstAt = new Map<string, number>()
    for (const event of played.events) {
      const id = String(event.conversation_id)
      firstAt.set(id, Math.min(firstAt.get(id) ?? Number.POSITIVE_INFINITY, event.occurred_at))
    }
    for (const turn of turns) {
      const expected = firstAt.get(turn.conversation_id)! < middle ? 'training' : 'test'
      expect(turn.era).toBe(expected)
      expect(turn.template).toContain(`/${expected}/`)
    }
  })
})

describe('customers', () => {
  test('both languages, all goals, some extreme', () => {
    expect(share(conversations, (one) => one.language === 'zh')).toBeCloseTo(0.65, 1)
    expect(new Set(conversations.map((one) => one.goal))).toEqual(new Set(['buy', 'browse', 'service']))
    expect(new Set(conversations.map((one) => one.extreme)).size).toBe(5)
  })

  test('some buy on the shop site without a click, some come back, some buy without a name that links', () => {
    expect(conversations.some((one) => one.bought === 'shop' && !one.clicked)).toBe(true)
    expect(conversations.some((one) => one.conversation_id.endsWith('b'))).toBe(true)
    expect(played.events.some((e) => String(e.user_id).startsWith('anon-'))).toBe(true)
  })

  test('the evening is busier than the night, and the weekend than midweek', () => {
    const hourOf = (at: number) => Math.floor(((at + world.utcOffsetHours * HOUR) / HOUR) % 24)
    const messages = played.events.filter((e) => e.type === 'user_message')
    expect(share(messages, (e) => hourOf(e.occurred_at) >= 19 && hourOf(e.occurred_at) < 22)).toBeGreaterThan(
      5 * share(messages, (e) => hourOf(e.occurred_at) >= 2 && hourOf(e.occurred_at) < 5),
    )
    const dayOf = (id: string) => Number(/^c-(\d+)/.exec(id)?.[1])
    const on = (day: number) =>
      conversations.filter((one) => dayOf(one.conversation_id) === day && !one.conversation_id.endsWith('b')).length
    expect(on(5) + on(12)).toBeGreaterThan(on(1) + on(8))
  })

  test('who is understood clicks and buys more, repeats less', () => {
    const good = playWorld(world, seed, rightAnswer)
    const bad = playWorld(world, seed, wrongAnswer)
    const of = (truths: readonly Truth[]) =>
      truths.filter((truth): truth is ConversationTruth => truth.kind === 'conversation')
    const bought = (truths: readonly Truth[]) => share(of(truths), (one) => one.bought !== null)
    const clicked = (truths: readonly Truth[]) => share(of(truths), (one) => one.clicked)
    expect(bought(good.truths)).toBeGreaterThan(1.3 * bought(bad.truths))
    expect(clicked(good.truths)).toBeGreaterThan(1.3 * clicked(bad.truths))
    const repeats = (events: typeof good.events) =>
      [...rowsOf(events).values()].filter((row) => row.features.repeated_question === true).length
    expect(repeats(good.events)).toBeLessThan(repeats(bad.events) / 3)
  })
})

describe('a run', () => {
  test('the same seed plays the same world, another seed another', () => {
    expect(playWorld(world, seed, standIn(world, seed)).events).toEqual(played.events)
    expect(playWorld(world, 'other', standIn(world, 'other')).events).not.toEqual(played.events)
  })

  test('the order in which conversations are answered changes nothing', () => {
    const timeline = createTimeline(world, seed)
    const predict = standIn(world, seed)
    for (let until = world.startAt + HOUR; ; until += HOUR) {
      for (let asks = timeline.asks(until); asks.length > 0; asks = timeline.asks(until)) {
        for (const ask of asks.reverse()) timeline.answer(ask.conversationId, predict(ask))
      }
      if (until >= timeline.endsAt + 48 * HOUR) break
    }
    const byId = (truths: readonly Truth[]) => truths.map((truth) => JSON.stringify(truth)).sort()
    expect(byId(timeline.takeTruths())).toEqual(byId(played.truths))
  })

  test('without predictions everything goes on, nothing is assigned, no model is at fault', () => {
    const silent = playWorld(parseWorld({ traffic: { conversationsPerDay: 20 } }), seed, () => null)
    const replies = silent.events.filter((e) => e.type === 'assistant_message')
    expect(replies.length).toBeGreaterThan(100)
    expect(replies.some((e) => 'bundle' in e || 'predicted_intent' in e)).toBe(false)
    expect(silent.truths.some((truth) => truth.kind === 'turn' && truth.fault !== 'none')).toBe(false)
  })

  test('days come one by one and hold what was received on them', () => {
    const days = [...playDays(world, seed, standIn(world, seed))]
    expect(days).toHaveLength(15)
    days.slice(0, 14).forEach((day, at) => {
      const until = world.startAt + (at + 1) * 24 * HOUR
      expect(day.events.every((e) => e.received_at < until && e.received_at >= until - 24 * HOUR)).toBe(true)
    })
  })
})

describe('the stand-in', () => {
  test('is calibrated: as often right as it is sure', () => {
    const predict = standIn(world, seed)
    const asks = Array.from({ length: 4000 }, (_, turn) => ({
      at: 0,
      conversationId: 'c',
      userId: 'u',
      channel: 'web',
      turn,
      text: '',
      meaning: { intent: 'payment', objection: 'none' },
    })) as Ask[]
    const answers = asks.map(predict)
    const expected = answers.reduce((sum, one) => sum + one.intent!.confidence, 0) / answers.length
    expect(share(answers, (one) => one.intent?.label === 'payment')).toBeCloseTo(expected, 1)
  })
})
