import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cleanUp, type Service, startService } from './service.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MONDAY = 20_000 * DAY

let service: Service
beforeAll(async () => {
  service = await startService({ args: ['--clock=replay'] })
})
afterAll(cleanUp)

/** A customer asks, is offered something, perhaps clicks, orders and rates; then takes leave. */
function story(id: string, at: number, does: { click?: boolean; order?: number; rating?: number; bundle?: string }) {
  const event = (name: string, type: string, offsetMs: number, fields: Record<string, unknown> = {}) => ({
    event_id: `${id}/${name}`,
    type,
    conversation_id: id,
    user_id: `user of ${id}`,
    occurred_at: at + offsetMs,
    received_at: at + offsetMs,
    ...fields,
  })
  return [
    event('question', 'user_message', 0, { text: `how much is number ${id}` }),
    event('reply', 'assistant_message', 1000, { response: '99', bundle: does.bundle ?? 'b-1', arm: 'live' }),
    event('cta', 'cta_sent', 1001, { cta_id: `${id}/buy` }),
    ...(does.click ? [event('click', 'cta_click', MINUTE, { cta_id: `${id}/buy` })] : []),
    ...(does.order ? [event('order', 'order_event', HOUR, { amount: does.order, currency: 'CNY' })] : []),
    ...(does.rating ? [event('rating', 'explicit_feedback', 2 * MINUTE, { rating: does.rating })] : []),
    event('end', 'conversation_end', 2 * MINUTE),
  ]
}

const figuresAt = async (query = '') => {
  const { json } = await service.get(`/v1/metrics${query}`)
  return (figure: string, group = 'all') =>
    json.figures.find((each: { figure: string; group: string }) => each.figure === figure && each.group === group)
}

describe('figures from the events on the wire', () => {
  beforeAll(async () => {
    const first = Array.from({ length: 10 }, (_, i) =>
      story(`c${i}`, MONDAY, { click: i < 4, ...(i < 2 && { order: 100 }), ...(i < 3 && { rating: i + 3 }) }),
    )
    const second = Array.from({ length: 4 }, (_, i) =>
      story(`d${i}`, MONDAY + 4 * DAY, { click: i === 0, bundle: 'b-2' }),
    )
    const events = [...first, ...second].flat().sort((a, b) => a.received_at - b.received_at)
    await service.post('/v1/events', events)
    await service.post('/v1/clock', { now: MONDAY + 4 * DAY + HOUR })
  })

  test('mature ones count, the others stand beside', async () => {
    const figure = await figuresAt()
    expect(figure('conversion')).toMatchObject({ numerator: 2, denominator: 10, immature: 4, estimate: 0.2, users: 10 })
    expect(figure('click_through')).toMatchObject({ numerator: 5, denominator: 14, immature: 0 })
    expect(figure('order_rate')).toMatchObject({ numerator: 2, denominator: 10, immature: 4 })
    expect(figure('value_per_conversation')).toMatchObject({
      numerator: 200,
      denominator: 10,
      estimate: 20,
      unit: 'CNY',
    })
    expect(figure('completion')).toMatchObject({ numerator: 14, denominator: 14 })
    expect(figure('satisfaction_mean')).toMatchObject({ estimate: 4, denominator: 3, immature: 4 })
    expect(figure('satisfaction_4_or_5')).toMatchObject({ numerator: 2, denominator: 3 })
    expect(figure('satisfaction_response')).toMatchObject({ numerator: 3, denominator: 10, immature: 4 })
    expect(figure('failure_rate')).toMatchObject({ denominator: 0, estimate: null })
  })

  test('by bundle and by day', async () => {
    const byBundle = await figuresAt('?by=bundle')
    expect(byBundle('click_through', 'b-1')).toMatchObject({ numerator: 4, denominator: 10 })
    expect(byBundle('click_through', 'b-2')).toMatchObject({ numerator: 1, denominator: 4 })
    const byDay = await figuresAt('?by=day')
    expect(byDay('conversion', new Date(MONDAY).toISOString().slice(0, 10))).toMatchObject({ denominator: 10 })
  })

  test('only conversations that began in the span', async () => {
    const figure = await figuresAt(`?from=${MONDAY + DAY}&to=${MONDAY + 5 * DAY}`)
    expect(figure('click_through')).toMatchObject({ denominator: 4 })
    expect((await figuresAt(`?from=${MONDAY + 5 * DAY}`))('click_through')).toBeUndefined()
  })

  test('Prometheus gets the same, and what came in', async () => {
    await service.post('/v1/events', [
      { type: 'nonsense', event_id: 'x' },
      { type: 'order_event', event_id: 'y', user_id: 'elsewhere', occurred_at: MONDAY }, // starts no conversation
    ])
    const { text, status, headers } = await service.get('/metrics')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toContain('text/plain')
    const events = 14 + 14 + 14 + 5 + 2 + 3 + 14
    expect(text).toContain(`salesloop_events_total{outcome="accepted",code=""} ${events + 1}`)
    expect(text).toContain('salesloop_events_total{outcome="rejected",code="unknown_type"} 1')
    expect(text).toContain('salesloop_figure{figure="conversion",bound="estimate",unit=""} 0.2')
    expect(text).toContain('salesloop_figure_units{figure="conversion",state="immature",unit=""} 4')
    expect(text).toContain('salesloop_leading 1')
    expect(text).toMatch(/salesloop_http_request_seconds_count\{method="POST",route="\/v1\/events",status="2xx"\} 2/)
  })
})
