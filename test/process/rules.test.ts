import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, type Service, salesloop, startService } from './service.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const MONDAY = 20_000 * DAY

let service: Service
beforeAll(async () => {
  service = await startService({ args: ['--clock=replay'] })
})
afterAll(cleanUp)

/** An advance, then three rounds in one state of the machine: stalled, without a repeat; `confidence` below 0.6 makes a reply unsure. */
function stalled(id: string, at: number, confidence = 0.95): Record<string, unknown>[] {
  const event = (name: string, type: string, offsetMs: number, fields: Record<string, unknown>) => ({
    ...{ event_id: `${id}/${name}`, type, conversation_id: id, user_id: `user of ${id}` },
    ...{ occurred_at: at + offsetMs, received_at: at + offsetMs, ...fields },
  })
  const rounds = ['这款手机多少钱', '有蓝色的吗', '什么时候发货', '保修几年'].flatMap((text, i) => [
    event(`question${i}`, 'user_message', i * 2000, { text }),
    event(`reply${i}`, 'assistant_message', i * 2000 + 1000, {
      ...{
        response: '请稍等。',
        fsm_state: 'discovery',
        predicted_intent: 'availability',
        intent_confidence: confidence,
      },
      ...{ predicted_objection: 'none', objection_confidence: 0.95 },
    }),
  ])
  return [event('start', 'fsm_transition', -1000, { from: 'greeting', to: 'discovery' }), ...rounds].concat(
    event('end', 'conversation_end', 60_000, {}),
  )
}

const tell = async (events: readonly Record<string, unknown>[]) =>
  expect((await service.post('/v1/events', events)).status).toBe(202)
const moveTo = async (now: number) => expect((await service.post('/v1/clock', { now })).status).toBe(200)
const put = async (body: unknown) => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${service.url}/v1/rules`, { method: 'PUT', headers, body: JSON.stringify(body) })
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects
  return { status: response.status, json: (await response.json()) as any }
}
const whole = async (id: string) => (await service.get(`/v1/conversations/${id}`)).json
const stallAlone = { reason: 'stall_alone', all: ['eligible', 'fsm_stalled'] }

test('a saved rule judges what comes after it; what was drawn before keeps its draw and its rules', async () => {
  await tell([...stalled('early', MONDAY), ...stalled('early-unsure', MONDAY, 0.2)])
  await moveTo(MONDAY + 2 * HOUR)
  expect((await whole('early-unsure')).sample).toMatchObject({ reasons: ['low_confidence'], rules_version: 1 })
  await moveTo(MONDAY + 8 * DAY)
  expect((await whole('early')).row).toMatchObject({ flagged: false })

  const { rules } = (await service.get('/v1/rules')).json
  expect(rules).toMatchObject({ version: 1, author: 'salesloop' })
  const trial = await service.post('/v1/rules/back-test', { rules: [...rules.rules, stallAlone] })
  expect(trial.json).toMatchObject({ conversations: 2, before: { flagged: 1 }, after: { flagged: 2 } })
  expect(trial.json.added).toMatchObject({ conversations: 1, examples: ['early'] })

  const off = rules.rules.map((rule: { reason: string }) => ({ ...rule, enabled: rule.reason !== 'low_confidence' }))
  const saved = await put({ parent: 1, comment: 'stalls are worth a look', who: 'mia', rules: [...off, stallAlone] })
  expect(saved).toMatchObject({ status: 200, json: { rules: { version: 2, parent: 1, author: 'mia' }, releases: [] } })

  const next = MONDAY + 8 * DAY
  await tell([...stalled('late', next + HOUR), ...stalled('late-unsure', next + HOUR, 0.2)])
  // Late feedback changes a row that was drawn under version 1: version 1 goes on judging it.
  await tell([
    {
      ...stalled('early-unsure', next)[1]!,
      event_id: 'early-unsure/again',
      occurred_at: MONDAY + 500,
      received_at: next,
    },
  ])
  await moveTo(next + 8 * DAY)
  const late = await whole('late')
  expect(late).toMatchObject({ rules_version: 2, row: { flagged: true, reasons: ['stall_alone'] } })
  expect((await whole('late-unsure')).row.reasons).toEqual(['stall_alone'])
  expect(await whole('early')).toMatchObject({ rules_version: 1, row: { flagged: false, reasons: [] } })
  const early = await whole('early-unsure')
  expect(early.sample).toMatchObject({ reasons: ['low_confidence'], rules_version: 1, state: 'waiting' })
  const drawn = await service.get('/v1/samples?reason=stall_alone')
  expect(drawn.json.samples.map((each: { rules_version: number }) => each.rules_version)).toEqual(
    drawn.json.samples.map(() => 2),
  )
  const item = (await service.get('/v1/conversations?flagged=true')).json.conversations
  expect(item.map((each: { conversation_id: string }) => each.conversation_id)).toContain('late')
})

test('a threshold, a budget and a control rate are tried; a window is refused and says why', async () => {
  const { rules } = (await service.get('/v1/rules/versions/1')).json
  const trial = (change: object) => service.post('/v1/rules/back-test', { rules, against: 1, from: 0, ...change })
  const as = (await trial({})).json
  const lower = (await trial({ low_confidence: 0.1 })).json
  expect(lower.before).toEqual(as.before)
  expect(lower.after.flagged).toBeLessThan(as.before.flagged) // 0.2 is not below 0.1 any more
  const wider = (await trial({ policy: { budget: 999, control_rate: 0.5 } })).json
  expect(wider.after).toMatchObject({ flagged: as.after.flagged, reviews: { budget: 999 } })
  expect(wider.after.reviews.control).toBeGreaterThanOrEqual(as.after.reviews.control)
  expect(as.after).toHaveProperty('next_day')
  expect(await trial({ windows: { silenceWindowMs: 60_000 } })).toMatchObject({
    status: 400,
    json: { code: 'LOOP_BACK_TEST_NEEDS_REFOLD' },
  })
  expect((await trial({ low_confidence: 0.123 })).json.code).toBe('LOOP_BAD_REQUEST')
})

test('what a signal is worth is told, and that nobody has judged anything yet', async () => {
  const worth = (await service.get('/v1/signals/worth?from=0')).json
  expect(worth).toMatchObject({ rules_version: 2, control_judged: 0, proposals: [], base: { rate: null, judged: 0 } })
  const stalled = worth.worth.find(
    ({ kind, name }: { kind: string; name: string }) => kind === 'signal' && name === 'fsm_stalled',
  )
  expect(stalled).toMatchObject({ share: 1, judged: 0, precision: null, lift: null, recall: null })
  const nobody = (await service.get('/v1/signals/worth?from=0&assistant_id=nobody')).json
  expect(nobody.worth[0].share).toBeNull()
  expect((await service.get('/v1/signals/worth?from=2&until=1')).json.code).toBe('LOOP_BAD_REQUEST')
  const printed = await salesloop(['rules', 'worth', '--url', service.url, '--days', '60'])
  expect(printed.stdout).toContain('nothing to propose')
})

test('a save from an older version is refused and changes nothing; what it would have changed can be compared', async () => {
  const { rules } = (await service.get('/v1/rules')).json
  const refused = await put({ parent: 1, comment: 'too late', rules: rules.rules })
  expect(refused).toMatchObject({ status: 409, json: { code: 'LOOP_RULES_CHANGED' } })
  expect(refused.json.message).toContain('mia')
  const diff = (await service.get('/v1/rules/diff?from=1&to=2')).json
  expect(diff).toMatchObject({
    added: [{ reason: 'stall_alone' }],
    removed: [],
    changed: [{ reason: 'low_confidence', before: { enabled: true }, after: { enabled: false } }],
  })
})

test('what cannot judge is refused, and says why', async () => {
  const { rules } = (await service.get('/v1/rules')).json
  const bad = await put({ parent: 2, comment: 'no', rules: rules.rules.slice(1) })
  expect(bad).toMatchObject({ status: 400, json: { code: 'LOOP_BAD_RULES' } })
  expect(await put({ parent: 2, rules: rules.rules })).toMatchObject({
    status: 400,
    json: { code: 'LOOP_BAD_REQUEST' },
  })
  expect((await service.get('/v1/rules/versions/9')).json.code).toBe('LOOP_NO_RULES_VERSION')
  const span = await service.post('/v1/rules/back-test', { rules: rules.rules, from: 2, until: 1 })
  expect(span).toMatchObject({ status: 400, json: { code: 'LOOP_BAD_REQUEST' } })
  const { now } = (await service.get('/v1/rules')).json
  const whole = { rules: rules.rules, from: 0, until: Number.MAX_SAFE_INTEGER }
  expect(await service.post('/v1/rules/back-test', whole)).toMatchObject({ status: 200, json: { until: now + 1 } })
})

test('the sampling policy takes reasons of the team, and none that does not exist', async () => {
  const policy = (body: unknown) =>
    fetch(`${service.url}/v1/pool/policy`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  expect((await policy({ reason_weights: { stall_alone: 2 } })).status).toBe(200)
  expect((await policy({ reason_weights: { weather: 2 } })).status).toBe(400)
})

test('the command line shows, compares, restores and back-tests the same rules', async () => {
  const rules = (...args: string[]) => salesloop(['rules', ...args, '--url', service.url])
  const shown = await rules('show')
  expect(shown.stdout).toContain('version 2')
  expect(shown.stdout).toContain('stall_alone')
  expect((await rules('diff', '1', '2')).stdout).toContain('+ stall_alone')
  const restored = await rules('restore', '1', '--comment', 'as it was')
  expect(restored.stdout).toContain('version 3')
  expect(JSON.parse((await rules('versions', '--json')).stdout).versions[0]).toMatchObject({ version: 3, restored: 1 })
  const table = JSON.stringify({ rules: (await service.get('/v1/rules/versions/2')).json.rules })
  const tested = await salesloop(['rules', 'back-test', '-', '--url', service.url, '--days', '60'], table)
  expect(tested.stdout).toMatch(/flagged +\d+ -> \d+/)
  const again = await salesloop(
    ['rules', 'save', '-', '--comment', 'back on', '--parent', '2', '--url', service.url],
    table,
  )
  expect(again.code).toBe(1)
  expect(again.stderr).toContain('LOOP_RULES_CHANGED')
})
