import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { webhookNotifier } from '../../../src/adapters/notify/webhook.ts'
import { postgresAlertOutbox } from '../../../src/adapters/postgres/alert-outbox.ts'
import { postgresAlertStore } from '../../../src/adapters/postgres/alert-store.ts'
import { postgresDriftStore } from '../../../src/adapters/postgres/drift-store.ts'
import { postgresSeriesStore } from '../../../src/adapters/postgres/series-store.ts'
import { postgresTextSource } from '../../../src/adapters/postgres/text-source.ts'
import { postgresTraitStore } from '../../../src/adapters/postgres/trait-store.ts'
import { postgresUnitReader } from '../../../src/adapters/postgres/unit-reader.ts'
import { deliverAlerts, describeConversations } from '../../../src/loop/watch-step.ts'
import { TRAITS_VERSION } from '../../../src/metrics/segments.ts'
import { type Alert, acknowledge, judgeAlert, newAlert } from '../../../src/monitoring/alert.ts'
import { nextTry } from '../../../src/monitoring/alert-delivery.ts'
import { type AlertRule, DEFAULT_RULES } from '../../../src/monitoring/alert-rule.ts'
import type { DriftRow } from '../../../src/monitoring/drift-store.ts'
import { openReceiver } from '../notify/receiver.ts'
import { verify } from '../notify/verify.ts'
import { openPostgres } from './pool-engine.ts'

const DAY = 86_400_000
const DAY_0 = 20_000 * DAY

let opened: Awaited<ReturnType<typeof openPostgres>>
beforeAll(async () => {
  opened = await openPostgres()
})
afterAll(() => opened.close())

const rule: AlertRule = { ...DEFAULT_RULES[0]!, rule: 'low', clearsAt: null }
const look = (bad: boolean) => ({ place: {}, value: 0.1, low: 0, high: 0.2, bad, clear: !bad, why: 'seen' })
/** Judges the one alert of `rule` at a place, as the watch does. */
const see = (place: Record<string, string>, bad: boolean, at: number, channels: string[]) =>
  postgresAlertStore(opened.database).change(
    (held) => {
      const id = newAlert(rule, place, at).alertId
      return [judgeAlert(held.get(id) ?? newAlert(rule, place, at), rule, { ...look(bad), place }, at)]
    },
    channels,
    at,
  )

describe('alerts', () => {
  test('state, history and what is to be told are written together; the same look again adds nothing', async () => {
    const store = postgresAlertStore(opened.database)
    await see({ bundle: 'b-1' }, true, 100, ['webhook'])
    await see({ bundle: 'b-1' }, true, 100, ['webhook'])
    const [alert] = await store.list({ states: null, rule: 'low', after: null, limit: 10 })
    expect(alert).toMatchObject({ state: 'firing', place: { bundle: 'b-1' }, episode: 1 })
    expect((await store.history(alert!.alertId, 9)).map((each) => each.action)).toEqual(['firing', 'pending'])
    const deliveries = await postgresAlertOutbox(opened.database).list(10)
    expect(deliveries).toMatchObject([
      { channel: 'webhook', attempts: 0, deliveredAt: null, message: { event: 'firing' } },
    ])
  })

  test('a change that throws leaves nothing behind', async () => {
    const store = postgresAlertStore(opened.database)
    const alert: Alert = { ...newAlert(rule, { bundle: 'b-9' }, 1), state: 'torn' as Alert['state'] } // the table refuses it
    const change = { action: 'firing', at: 1, who: null, tell: true } as const
    await expect(store.change(() => [{ alert, changes: [change] }], ['webhook'], 1)).rejects.toThrow()
    await expect(store.get(alert.alertId)).rejects.toThrow(/There is no alert/)
    expect(await postgresAlertOutbox(opened.database).list(10)).toHaveLength(1)
  })

  test('history only grows', async () => {
    await expect(opened.database.query('delete from alert_history')).rejects.toThrow(/append-only/)
  })

  test('without a channel nothing waits to be told', async () => {
    await see({ bundle: 'b-2' }, true, 100, [])
    const deliveries = await postgresAlertOutbox(opened.database).list(10)
    expect(deliveries.every((each) => each.message.place.bundle !== 'b-2')).toBe(true)
  })

  test('acknowledged by a named person, in the history', async () => {
    const store = postgresAlertStore(opened.database)
    const { alertId } = newAlert(rule, { bundle: 'b-1' }, 0)
    await store.change((held) => [acknowledge(held.get(alertId)!, 'anna', 'on it', 101)], [], 101)
    expect((await store.get(alertId)).acknowledged).toMatchObject({ who: 'anna' })
    expect((await store.history(alertId, 1))[0]).toMatchObject({ action: 'acknowledged', who: 'anna', why: 'on it' })
  })

  test('rules: versions, and one that was read too early is refused', async () => {
    const store = postgresAlertStore(opened.database)
    expect(await store.rules()).toMatchObject({ version: 0, rules: DEFAULT_RULES })
    expect(await store.putRules([rule], 0, 5, 'anna')).toMatchObject({ version: 1 })
    await expect(store.putRules([], 0, 6, 'bert')).rejects.toThrow(/version 1 holds/)
    expect(await store.rules()).toEqual({ version: 1, rules: [rule], changedAt: 5, changedBy: 'anna' })
  })
})

describe('the outbox', () => {
  test('a receiver that fails comes back: told once it takes it, signed anew each time', async () => {
    const receiver = await openReceiver((_, count) => ({ status: count < 3 ? 500 : 200 }))
    const outbox = postgresAlertOutbox(opened.database)
    let wall = 1_800_000_000_000
    const notifiers = [webhookNotifier(receiver.url, 'sixteen characters', () => wall)]
    await opened.database.query('update alert_deliveries set made_at = $1, next_try_at = $1', [wall])
    const tried: number[] = []
    for (let i = 0; i < 4; i++, wall += 20_000) tried.push(await deliverAlerts(outbox, notifiers, () => wall))
    expect(tried).toEqual([1, 1, 1, 0])
    expect((await outbox.list(1))[0]).toMatchObject({ attempts: 3, error: null })
    const known = new Set<string>()
    const checked = receiver.received.map(({ headers, body }, i) => {
      return verify('sixteen characters', headers, body, 1_800_000_000_000 + i * 20_000, known)
    })
    expect(checked).toEqual(['new', 'known', 'known']) // a receiver that took it before it answered 500 is told again
    await receiver.close()
  })

  test('a process that dies while it sends loses nothing: another takes it once the reservation is over', async () => {
    const outbox = postgresAlertOutbox(opened.database)
    await see({ bundle: 'b-3' }, true, 1000, ['webhook'])
    expect(await outbox.take(['webhook'], 1000, 61_000, 9)).toHaveLength(1) // and dies here
    expect(await outbox.take(['webhook'], 60_999, 90_000, 9)).toHaveLength(0)
    expect(await outbox.take(['webhook'], 61_000, 90_000, 9)).toHaveLength(1)
  })

  test('that an alert is resolved is told after that it fires, however late that arrives', async () => {
    const outbox = postgresAlertOutbox(opened.database)
    await see({ bundle: 'b-5' }, true, 1000, ['in order'])
    const [firing] = await outbox.take(['in order'], 1000, 2000, 9)
    await outbox.failed(firing!.deliveryId, 'away', 2000, 50_000) // tried again much later
    await see({ bundle: 'b-5' }, false, 3000, ['in order'])
    await see({ bundle: 'b-6' }, true, 3000, ['in order'])
    const events = async (now: number) =>
      (await outbox.take(['in order'], now, now + 1, 9)).map(
        ({ message }) => `${message.place.bundle} ${message.event}`,
      )
    expect(await events(4000)).toEqual(['b-6 firing']) // another alert does not wait
    expect(await events(50_000)).toContain('b-5 firing')
    await outbox.delivered(firing!.deliveryId, 50_000)
    expect(await events(60_000)).toContain('b-5 resolved')
  })

  test('what goes to another channel stays for whoever has it', async () => {
    const outbox = postgresAlertOutbox(opened.database)
    await see({ bundle: 'b-4' }, true, 1000, ['feishu'])
    expect(await outbox.take(['webhook'], 2000, 3000, 9)).toEqual([])
    expect(await outbox.take([], 2000, 3000, 9)).toEqual([])
    const [taken] = await outbox.take(['feishu'], 2000, 3000, 9)
    await outbox.failed(taken!.deliveryId, 'no', 2000, null)
    expect(await outbox.take(['feishu'], 1e12, 1e12, 9)).toEqual([]) // given up
  })

  test.each([
    { attempts: 1, madeAt: 0, now: 0, expected: 5000 },
    { attempts: 3, madeAt: 0, now: 0, expected: 20_000 },
    { attempts: 30, madeAt: 0, now: 0, expected: 3_600_000 },
    { attempts: 30, madeAt: 0, now: 7 * DAY, expected: 7 * DAY + 3_600_000 },
    { attempts: 30, madeAt: 0, now: 7 * DAY + 1, expected: null },
  ])('after attempt $attempts at $now: again at $expected', ({ expected, now, ...delivery }) =>
    expect(nextTry(delivery, now)).toBe(expected),
  )
})

const CONVERSATION = `
  insert into conversations (conversation_id, revision, row, facts, started_at, ended_at, user_id, assistant_id, channel, bundle,
    eligible, closed, final, spec_version, config_hash, computed_at)
  values ($1, 1, '{"reasons":[],"undecided":[]}', '{"predictedTurnCount":1,"ratings":[]}', $2::bigint, $2::bigint + 60000, $3, 'shop', 'web', 'b-1', true,
    true, false, '1', '', 0)`
const EVENT = `
  insert into events (event_id, type, conversation_id, user_id, t, received_at, occurred_at, late, body)
  values ($1, $2, $3, $4, $5, $5, $5, false, $6)`

async function converse(id: string, user: string, at: number, lines: [string, number, object][]): Promise<void> {
  await opened.database.query(CONVERSATION, [id, at, user])
  for (const [i, [type, after, fields]] of lines.entries()) {
    const body = {
      event_id: `${id}/${i}`,
      type,
      conversation_id: id,
      user_id: user,
      occurred_at: at + after,
      ...fields,
    }
    await opened.database.query(EVENT, [body.event_id, type, id, user, at + after, JSON.stringify(body)])
  }
}

describe('traits and segments', () => {
  const talk = (gapMs: number, text: string, author = 'bot'): [string, number, object][] => [
    ['user_message', 0, { text }],
    ['assistant_message', 1000, { predicted_intent: 'price', intent_confidence: 0.8, bundle: 'b-1', author }],
    ['user_message', 1000 + gapMs, { text }],
    ['cta_sent', 1001 + gapMs, { cta_id: 'k' }],
    ['assistant_message', 1500 + gapMs, { predicted_intent: 'price', intent_confidence: 0.4, bundle: 'b-1', author }],
  ]
  beforeAll(async () => {
    for (let i = 0; i < 8; i++) await converse(`t${i}`, `user ${i}`, DAY_0 + i, talk(1000 * (i + 1), '这款多少钱'))
    await converse('t8', 'user 8', DAY_0 + DAY, talk(9000, 'how much is it'))
    await converse('t9', 'user 0', DAY_0 + DAY + 1, talk(2000, 'how much is it', 'human'))
  })
  const signal = new AbortController().signal

  test('read once; a conversation that changes is read again', async () => {
    const traits = postgresTraitStore(opened.database)
    expect(await describeConversations(traits, signal)).toBe(10)
    expect(await describeConversations(traits, signal)).toBe(0)
    await opened.database.query("update conversations set revision = 2 where conversation_id = 't3'")
    expect(await describeConversations(traits, signal)).toBe(1)
  })

  test('language, visitor and pace of the second day', async () => {
    const seen = []
    for await (const batch of postgresUnitReader(opened.database).units(DAY_0 + DAY, null, [
      'language',
      'visitor',
      'pace',
    ]))
      seen.push(
        ...batch.map(({ conversationId, language, visitor, pace }) => ({ conversationId, language, visitor, pace })),
      )
    expect(seen).toEqual([
      { conversationId: 't8', language: 'en', visitor: 'new', pace: 'slow' },
      { conversationId: 't9', language: 'en', visitor: 'returning', pace: 'other' },
    ])
  })

  test('on the first day nothing was measured before: the pace is not known', async () => {
    const seen = []
    for await (const batch of postgresUnitReader(opened.database).units(DAY_0, DAY_0 + 1, ['pace'])) seen.push(...batch)
    expect(seen[0]).toMatchObject({ pace: null, language: 'zh' })
  })

  test('a reply that a person wrote is no prediction', async () => {
    const turns = []
    for await (const batch of postgresTraitStore(opened.database).turns(DAY_0 + DAY, DAY_0 + 2 * DAY, null))
      turns.push(...batch)
    expect(turns.map((each) => [each.conversationId, each.turns.length])).toEqual([
      ['t8', 2],
      ['t9', 0],
    ])
    expect(turns[0]!.turns[0]).toMatchObject({ intent: 'price', intentConfidence: 0.8, bundle: 'b-1' })
  })

  test('turns that are held are read again when one changed, and what was erased is in no answer', async () => {
    const store = postgresTraitStore(opened.database)
    const intents = async () => {
      const seen: unknown[] = []
      for await (const batch of store.turns(DAY_0 + DAY, DAY_0 + 2 * DAY, null))
        for (const { conversationId, turns } of batch) seen.push([conversationId, ...turns.map((turn) => turn.intent)])
      return seen
    }
    const held = await intents()
    expect(await intents()).toEqual(held)
    const others = `[[1, "b-1", "other", 0.5, null, null]]`
    await opened.database.query(`update conversation_traits set turns = $1 where conversation_id = 't9'`, [others])
    expect(await intents()).toEqual([held[0], ['t9', 'other']])
    await opened.database.query(
      `update conversations set eligible = false, revision = revision + 1 where conversation_id = 't9'`,
    )
    expect(await intents()).toEqual([held[0]])
    await opened.database.query(
      `update conversations set eligible = true, revision = revision - 1 where conversation_id = 't9'`,
    )
    await opened.database.query(`update conversation_traits set turns = '[]' where conversation_id = 't9'`)
    expect(await intents()).toEqual(held)
  })

  test('a stale one far behind others that are not is found', async () => {
    await opened.database.query(
      `insert into conversations (conversation_id, revision, row, facts, closed, final, spec_version, config_hash, computed_at)
       select 'z' || lpad(i::text, 3, '0'), 1, '{}', '{}', true, true, '1', 'h', 1 from generate_series(1, 35) i`,
    )
    const traits = postgresTraitStore(opened.database)
    expect(await describeConversations(traits, new AbortController().signal)).toBe(35)
    await opened.database.query(`update conversations set revision = 2 where conversation_id in ('z034', 'z035')`)
    const [found, ...more] = await traits.stale(TRAITS_VERSION, 'z', 1)
    expect([found?.conversationId, more.length]).toEqual(['z034', 0])
    expect((await traits.stale(TRAITS_VERSION, 'z034', 3)).map((each) => each.conversationId)).toEqual(['z035'])
    expect(await traits.stale(TRAITS_VERSION, 'z035', 1)).toEqual([])
    await opened.database.query(`delete from conversations where conversation_id like 'z%'`)
  })

  test('an erased conversation takes its traits with it', async () => {
    await opened.database.query("delete from conversations where conversation_id = 't7'")
    const rows = await opened.database.query("select 1 from conversation_traits where conversation_id = 't7'")
    expect(rows).toEqual([])
  })

  test('messages: one per user, the same ones every time', async () => {
    const texts = postgresTextSource(opened.database)
    const first = await texts.messages(DAY_0, DAY_0 + 2 * DAY, null, 100)
    expect(first.map((each) => each.user).sort()).toEqual(['user 0', ...[1, 2, 3, 4, 5, 6, 8].map((i) => `user ${i}`)])
    expect(await texts.messages(DAY_0, DAY_0 + 2 * DAY, null, 100)).toEqual(first)
    expect(await texts.messages(DAY_0, DAY_0 + 2 * DAY, null, 3)).toHaveLength(3)
  })
})

describe('series and drift', () => {
  test('a point is put in the place of the one before', async () => {
    const store = postgresSeriesStore(opened.database)
    const point = { series: 'rates', step: 'day', startAt: DAY_0, assistant: '', bundle: '' } as const
    await store.save([{ ...point, point: { conversion: [1, 2, 0, 0.5, 0, 1] } }], 1)
    await store.save([{ ...point, point: { conversion: [2, 2, 0, 1, 0, 1] } }], 2)
    const filter = {
      series: 'rates',
      step: 'day',
      from: DAY_0,
      to: DAY_0 + 1,
      assistant: '',
      bundle: '',
      limit: 9,
    } as const
    expect(await store.list(filter)).toEqual([{ ...point, point: { conversion: [2, 2, 0, 1, 0, 1] } }])
    await store.prune('day', DAY_0 + 1)
    expect(await store.list(filter)).toEqual([])
  })

  test('a reference that changes gets a further version; the same again does not', async () => {
    const store = postgresDriftStore(opened.database)
    const body = { kind: 'period', from: 0, to: DAY, assistant: null, level: 0.01 } as const
    expect((await store.putReference('spring', body, 1, 'anna')).version).toBe(1)
    expect((await store.putReference('spring', body, 2, 'bert')).version).toBe(1)
    expect((await store.putReference('spring', { ...body, to: 2 * DAY }, 3, 'bert')).version).toBe(2)
    expect(await store.references()).toMatchObject([{ name: 'spring', version: 2, changedBy: 'bert' }])
  })

  test('results: saved again they are replaced, newest day first', async () => {
    const store = postgresDriftStore(opened.database)
    const row: DriftRow = {
      ...{ referenceName: 'spring', version: 2, dayAt: DAY_0, assistant: '', series: 's', test: 'ks' as const },
      effect: 0.2,
      ...{
        floor: 0.1,
        jensenShannon: null,
        auc: null,
        p: 0.1,
        reference: 9,
        current: 9,
        adjusted: 0.2,
        drifted: false,
      },
    }
    await store.save([row, { ...row, dayAt: DAY_0 + DAY, drifted: true }], 1)
    await store.save([row], 2)
    const all = { reference: null, assistant: null, series: null, from: null, to: null, drifted: null, limit: 9 }
    expect((await store.list(all)).map((each) => each.dayAt)).toEqual([DAY_0 + DAY, DAY_0])
    expect(await store.list({ ...all, drifted: false })).toEqual([row])
  })
})
