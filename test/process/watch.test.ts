import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openReceiver } from '../adapters/notify/receiver.ts'
import { verify } from '../adapters/notify/verify.ts'
import { cleanUp, newFolder, type Service, startService } from './service.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const DAY_0 = 20_000 * DAY
const SECRET = 'sixteen characters'

/** A customer asks in `words`, is answered with a confidence, perhaps by a person, and leaves. */
function talk(id: string, at: number, words: string, confidence: number, human = false) {
  const event = (name: string, type: string, after: number, fields: Record<string, unknown>) => ({
    ...{ event_id: `${id}/${name}`, type, conversation_id: id, user_id: `user of ${id}`, assistant_id: 'shop' },
    ...{ occurred_at: at + after, received_at: at + after, ...fields },
  })
  const predicted = { predicted_intent: words.slice(0, 5), intent_confidence: confidence, bundle: 'b-1' }
  return [
    event('q', 'user_message', 0, { text: `${words} ${id}` }),
    event('a', 'assistant_message', 1000, { response: 'well', author: human ? 'human' : 'bot', ...predicted }),
    event('end', 'conversation_end', 2000, {}),
  ]
}
const crowd = (day: number, size: number, words: readonly string[], confidence: (i: number) => number) =>
  Array.from({ length: size }, (_, i) =>
    talk(`d${day}-${i}`, DAY_0 + day * DAY + i * MINUTE, words[i % words.length]!, confidence(i), i % 10 === 0),
  ).flat()

const ASKS = ['price of the phone', 'where is my parcel', '这款手机多少钱', '什么时候发货']
const NEW = ['screen is broken', 'battery swells up', '屏幕碎了怎么办', '电池鼓包了']

let service: Service
let receiver: Awaited<ReturnType<typeof openReceiver>>
let failing = true
const dataDir = newFolder()

async function start(): Promise<Service> {
  process.env.SALESLOOP_ALERT_WEBHOOK_URL = receiver.url
  process.env.SALESLOOP_ALERT_WEBHOOK_SECRET = SECRET
  return startService({ dataDir: await dataDir, args: ['--clock=replay'] })
}

beforeAll(async () => {
  receiver = await openReceiver(() => ({ status: failing ? 503 : 200 }))
  service = await start()
})
afterAll(async () => {
  await cleanUp()
  await receiver.close()
  delete process.env.SALESLOOP_ALERT_WEBHOOK_URL
  delete process.env.SALESLOOP_ALERT_WEBHOOK_SECRET
})

const put = async (path: string, body: unknown) => {
  const answer = await fetch(service.url + path, {
    ...{ method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  })
  return { status: answer.status, json: await answer.json() }
}
const waitFor = async (what: () => Promise<boolean> | boolean) => {
  while (!(await what())) await sleep(50)
}
/** Watches until the hour that the clock shows is done, whoever does it. */
const watch = async () => {
  await service.post('/v1/watch', {})
  await waitFor(async () => {
    const { text } = await service.get('/metrics')
    return (
      Number(/^salesloop_watch_lag_seconds (\S+)$/m.exec(text)?.[1] ?? 1e9) < 3600 ||
      (await service.post('/v1/watch', {})).json.watched
    )
  })
}

describe('a shop whose customers begin to ask for something new', () => {
  beforeAll(async () => {
    for (let day = 0; day < 3; day++)
      await service.post(
        '/v1/events',
        crowd(day, 150, ASKS, (i) => 0.7 + (i % 30) / 100),
      )
    await service.post('/v1/clock', { now: DAY_0 + 3 * DAY })
    const body = { kind: 'period', from: DAY_0, to: DAY_0 + 3 * DAY }
    expect((await put('/v1/drift/references', { name: 'spring', who: 'mia', body })).status).toBe(200)
    const drift = {
      rule: 'drift',
      severity: 'critical',
      subject: { kind: 'drift', series: 'text/' },
      note: 'read some',
    }
    expect((await put('/v1/alerts/rules', { who: 'mia', rules: [drift] })).json).toMatchObject({ version: 1 })
    await service.post(
      '/v1/events',
      crowd(3, 120, NEW, (i) => 0.4 + (i % 30) / 100),
    )
    await service.post('/v1/clock', { now: DAY_0 + 4 * DAY + 2 * 60 * MINUTE })
    await watch()
  })

  test('the day drifts from the named reference: text, predictions and confidence, with what was measured', async () => {
    const { json } = await service.get('/v1/drift?drifted=true')
    expect(json.references).toEqual(['spring'])
    const series = json.results.map((each: { series: string }) => each.series)
    for (const name of ['confidence/intent', 'prediction/intent', 'text/classifier']) expect(series).toContain(name)
    const text = json.results.find((each: { series: string }) => each.series === 'text/classifier')
    expect(text).toMatchObject({ reference: 'spring', day: new Date(DAY_0 + 3 * DAY).toISOString().slice(0, 10) })
    expect(text.auc.low).toBeGreaterThan(0.6)
  })

  test('the alert fires once, with its history; replies by people are in no confidence', async () => {
    const { json } = await service.get('/v1/alerts')
    const alert = json.alerts.find((each: { place: { series?: string } }) => each.place.series === 'text/classifier')
    expect(alert).toMatchObject({ rule: 'drift', state: 'firing', severity: 'critical', episode: 1 })
    const one = await service.get(`/v1/alerts/${alert.alert_id}`)
    expect(one.json.history.map((each: { action: string }) => each.action)).toEqual(['firing', 'pending'])
    const { tasks } = (await service.get(`/v1/metrics/confidence?from=${DAY_0}&to=${DAY_0 + DAY}`)).json
    const turns = tasks[0].histogram.reduce((sum: number, count: number) => sum + count, 0)
    expect(turns).toBe(135) // 150, a tenth of them answered by people
  })

  test('series by day and hour; a figure by two groupings, with its days told settled or not', async () => {
    const days = (await service.get(`/v1/series/rates?from=${DAY_0}`)).json.points
    expect(days).toHaveLength(4)
    expect(days[0].point.hand_over.slice(0, 2)).toEqual([15, 150])
    expect((await service.get(`/v1/series/confidence?step=hour&from=${DAY_0}`)).json.points.length).toBeGreaterThan(8)
    const crossed = (await service.get('/v1/metrics?by=language,day&figure=hand_over,conversion')).json
    const late = crossed.figures.filter((each: { groups: { day: string } }) =>
      each.groups.day.endsWith(text(DAY_0 + 3 * DAY)),
    )
    expect(late.map((each: { groups: { language: string } }) => each.groups.language)).toContain('zh')
    const conversion = late.find((each: { figure: string }) => each.figure === 'conversion')
    expect(conversion).toMatchObject({ settled: false })
    expect(conversion.immature).toBeGreaterThan(0)
  })

  test('a killed service and a receiver that fails lose nothing: it is told when both are back', async () => {
    await waitFor(() => receiver.received.length > 0)
    await service.kill()
    failing = false
    service = await start()
    await waitFor(async () => {
      const { deliveries } = (await service.get('/v1/alerts/deliveries')).json
      return (
        deliveries.length > 0 && deliveries.every((each: { delivered_at: number | null }) => each.delivered_at !== null)
      )
    })
    const { headers, body } = receiver.received.at(-1)!
    expect(verify(SECRET, headers, body, Date.now(), new Set())).toBe('new')
    expect(JSON.parse(body)).toMatchObject({ event: 'firing', rule: 'drift', place: { reference: 'spring' } })
  })

  test('acknowledged and silenced by name; a silence without an end is refused', async () => {
    const { alerts } = (await service.get('/v1/alerts')).json
    const path = `/v1/alerts/${alerts[0].alert_id}`
    const known = await service.post(path, { action: 'acknowledge', who: 'mia', why: 'reading them' })
    expect(known.json.alert.acknowledged).toMatchObject({ who: 'mia' })
    const refused = await service.post(path, { action: 'silence', who: 'mia', why: 'for today' })
    expect(refused).toMatchObject({ status: 400, json: { code: 'LOOP_BAD_SILENCE' } })
    const until = DAY_0 + 6 * DAY
    const silent = await service.post(path, { action: 'silence', who: 'mia', why: 'for today', until })
    expect(silent.json.alert.silenced).toEqual({ who: 'mia', until, why: 'for today' })
  })

  test.each([
    { path: '/v1/metrics?by=bundle,mood', status: 400, code: 'LOOP_BAD_GROUPING' },
    { path: '/v1/alerts/al-nobody', status: 404, code: 'LOOP_NO_ALERT' },
  ])('$path is $status $code', async ({ path, status, code }) => {
    expect(await service.get(path)).toMatchObject({ status, json: { code } })
  })

  test('wrong references and rules are refused, in words', async () => {
    const future = { name: 'autumn', who: 'mia', body: { kind: 'period', from: DAY_0, to: DAY_0 + 99 * DAY } }
    expect(await put('/v1/drift/references', future)).toMatchObject({
      status: 400,
      json: { code: 'LOOP_BAD_REFERENCE' },
    })
    const subject = { kind: 'figure', figure: 'beauty' }
    const rule = { rule: 'x', subject, breach: { bound: 'low', is: 'above', value: 1 } }
    const refused = await put('/v1/alerts/rules', { who: 'mia', rules: [rule] })
    expect(refused.json).toMatchObject({ code: 'LOOP_BAD_ALERT_RULE', message: expect.stringContaining('"beauty"') })
    const stale = await put('/v1/alerts/rules', { who: 'mia', rules: [], expected_version: 0 })
    expect(stale).toMatchObject({ status: 409, json: { code: 'LOOP_STALE_RULES' } })
  })
})

const text = (at: number): string => new Date(at).toISOString().slice(5, 10)
