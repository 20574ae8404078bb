import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { staysBlind } from '../../src/labels/blind.ts'
import { MONDAY } from './annotators.ts'
import { cleanUp, type Service, startService } from './service.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

let service: Service
let now = MONDAY + 2 * 24 * HOUR
beforeAll(async () => {
  service = await startService({ args: ['--clock=replay'] })
  await moveTo(now)
})
afterAll(cleanUp)

async function moveTo(to: number): Promise<void> {
  now = to
  expect((await service.post('/v1/clock', { now })).status).toBe(200)
}

/** Conversations that a doubtful model answered; each draws a sample. */
async function tell(ids: readonly string[]): Promise<void> {
  const events = ids.flatMap((id) => {
    const event = (name: string, type: string, offset: number, fields: object) => ({
      event_id: `${id}/${name}`,
      type,
      conversation_id: id,
      user_id: `user of ${id}`,
      occurred_at: now + offset,
      received_at: now + offset,
      ...fields,
    })
    const said = { predicted_intent: 'stock', intent_confidence: 0.2137, predicted_objection: 'none' }
    return [
      event('question', 'user_message', 0, { text: 'how much is it' }),
      event('reply', 'assistant_message', 1000, { response: 'It is in stock.', ...said }),
      event('end', 'conversation_end', 3000, {}),
    ]
  })
  expect((await service.post('/v1/events', events)).status).toBe(202)
  await moveTo(now + HOUR)
}

const next = async (annotator: string) =>
  (await service.post('/v1/queue/next', { annotator, hold_back: true })).json?.sample
const post = (sample: { sample_id: string }, what: string, body: object) =>
  service.post(`/v1/samples/${sample.sample_id}/${what}`, body)
const held = (sample: { lease_id: string }, annotator: string) => ({ lease_id: sample.lease_id, annotator })
const PREDICTION = /predicted_|_confidence|0\.2137/

describe('held back', () => {
  beforeAll(() => tell(Array.from({ length: 60 }, (_, i) => `blind-${i}`)))

  test('no answer tells a prediction before the first choice; a tenth stays blind; the ledger says which', async () => {
    let blind = 0
    const samples: string[] = []
    for (let i = 0; i < 40; i++) {
      const sample = await next('ann')
      samples.push(sample.sample_id)
      expect(JSON.stringify(sample)).not.toMatch(PREDICTION)
      const open = (await post(sample, 'reveal', { ...held(sample, 'ann'), first_choice: 'intent' })).json.sample
      expect(sample.blind).toBe(staysBlind(sample.sample_id))
      expect(open.held_back).toBe(false)
      if (sample.blind) {
        blind++
        expect(JSON.stringify(open)).not.toMatch(PREDICTION)
        expect([open.suspect, open.reasons, open.facts.features, open.first_choice]).toEqual([null, [], null, null])
      } else {
        expect(sample.reasons).not.toContain('low_confidence')
        expect(open.reasons).toContain('low_confidence')
        expect(open.turns[1]).toMatchObject({ predicted_intent: 'stock', intent_confidence: 0.2137 })
      }
      // A second thought does not change what was chosen first.
      await post(sample, 'reveal', { ...held(sample, 'ann'), first_choice: 'policy' })
      const answer = { at_fault: false, part: 'none', turns: [{ event_id: sample.random_turn, intent: 'stock' }] }
      expect((await post(sample, 'labels', { ...held(sample, 'ann'), ...answer, seconds: 8 })).status).toBe(201)
    }
    const { labels } = (await service.get('/v1/labels?annotator=ann&limit=100')).json
    expect(labels).toHaveLength(40)
    for (const label of labels) {
      expect([label.blind, label.prediction_shown, label.first_choice]).toEqual(
        staysBlind(label.sample_id) ? [true, false, null] : [false, true, 'intent'],
      )
    }
    expect(blind).toBe(samples.filter(staysBlind).length)
    expect(blind).toBeGreaterThan(0)
  })

  test('who answers without looking is recorded as one who did not see', async () => {
    let sample = await next('bea')
    while (sample.blind) sample = await next('bea')
    await post(sample, 'labels', { ...held(sample, 'bea'), at_fault: false, part: 'none' })
    const [label] = (await service.get(`/v1/labels?annotator=bea`)).json.labels
    expect([label.blind, label.prediction_shown, label.first_choice]).toEqual([false, false, null])
    const refused = await post(sample, 'reveal', { ...held(sample, 'bea'), first_choice: 'none' })
    expect([refused.status, refused.json.code]).toEqual([409, 'LOOP_LEASE_LOST'])
  })

  test('undo gives back what was seen, and no more', async () => {
    let sample = await next('cid')
    while (sample.blind) sample = await next('cid')
    const given = { ...held(sample, 'cid'), at_fault: false, part: 'none' }
    const { label_id } = (await post(sample, 'labels', given)).json
    const again = (await post(sample, 'undo', { annotator: 'cid', label_id })).json.sample
    expect(again).toMatchObject({ sample_id: sample.sample_id, held_back: true, first_choice: null })
    expect(JSON.stringify(again)).not.toMatch(PREDICTION)
    await post(again, 'reveal', { ...held(again, 'cid'), first_choice: 'policy' })
    const second = (await post(again, 'labels', { ...given, ...held(again, 'cid') })).json
    const third = (await post(sample, 'undo', { annotator: 'cid', label_id: second.label_id })).json.sample
    expect(third).toMatchObject({ held_back: false, first_choice: 'policy' })
    await post(third, 'release', held(third, 'cid'))
  })

  test('a page that was loaded anew gets its sample again, while the lease holds', async () => {
    const sample = await next('dan')
    const resumed = (await post(sample, 'resume', held(sample, 'dan'))).json.sample
    expect({ ...resumed, lease_until: 0 }).toEqual({ ...sample, lease_until: 0 })
    const other = await post(sample, 'resume', held(sample, 'eve'))
    expect([other.status, other.json.code]).toEqual([409, 'LOOP_LEASE_LOST'])
    await moveTo(now + 11 * MINUTE)
    expect((await post(sample, 'resume', held(sample, 'dan'))).status).toBe(409)
  })
})

test('a skip is taken back while nobody has touched the sample, by whoever skipped it', async () => {
  await tell(['skip-1'])
  const sample = await next('fay')
  const skipped = await post(sample, 'skip', { ...held(sample, 'fay'), why: 'cannot tell' })
  const covered = { stratum: null, inclusion_probability: null, reasons: [], evidence: {}, suspect: null }
  expect(skipped.json).toMatchObject({ state: 'skipped', ...covered, predicted_turns: null })
  expect((await post(sample, 'unskip', held(sample, 'gus'))).status).toBe(409)
  const again = await post(sample, 'unskip', held(sample, 'fay'))
  expect(again.json.sample).toMatchObject({ sample_id: sample.sample_id, held_back: sample.held_back })
  expect(again.json.sample.lease_id).not.toBe(sample.lease_id)
  expect((await post(sample, 'unskip', held(sample, 'fay'))).json).toEqual(again.json)
  const { sample_id } = sample
  const answer = { ...held(again.json.sample, 'fay'), at_fault: false, part: 'none' }
  expect((await post(sample, 'labels', answer)).status).toBe(201)
  expect((await service.get(`/v1/samples/${sample_id}`)).json).toMatchObject({ state: 'labelled', answers: 1 })
  const late = await post(sample, 'unskip', held(sample, 'fay'))
  expect([late.status, late.json.code]).toEqual([409, 'LOOP_UNDO_REFUSED'])
})

test('an answer that came too late can be kept in full, and counts in no consensus', async () => {
  await tell(['late-1'])
  const mine = await next('hal')
  await moveTo(now + 11 * MINUTE)
  let theirs = await next('ida')
  while (theirs.sample_id !== mine.sample_id) theirs = await next('ida')
  const answer = (part: string, at_fault: boolean) => ({ at_fault, part, remark: `it is ${part}` })
  expect((await post(mine, 'labels', { ...held(theirs, 'ida'), ...answer('none', false) })).status).toBe(201)
  const refused = await post(mine, 'labels', { ...held(mine, 'hal'), ...answer('policy', true) })
  expect(refused.json.details).toMatchObject({
    yours: { part: 'policy' },
    recorded: [{ annotator: 'ida', part: 'none' }],
  })
  const kept = await post(mine, 'labels', { ...held(mine, 'hal'), ...answer('policy', true), late: true })
  expect([kept.status, kept.json.late]).toEqual([201, true])
  const again = await post(mine, 'labels', { ...held(mine, 'hal'), ...answer('policy', true), late: true })
  expect(again.json.label_id).toBe(kept.json.label_id)
  const sample = (await service.get(`/v1/samples/${mine.sample_id}`)).json
  expect(sample).toMatchObject({ state: 'labelled', answers: 1, wanted: 1 })
  const standing = sample.labels.filter((label: { withdrawn_by: string | null }) => label.withdrawn_by === null)
  expect(standing.map(({ who, purpose }: Record<string, string>) => [who, purpose])).toEqual([
    ['ida', 'review'],
    ['hal', 'late'],
  ])
  const conflicts = (await service.get('/v1/conflicts?limit=1000')).json.conflicts
  expect(conflicts.map((each: { sample_id: string }) => each.sample_id)).not.toContain(mine.sample_id)
  const undone = await post(mine, 'undo', { annotator: 'hal', label_id: kept.json.label_id })
  expect(undone.json).toMatchObject({ sample: null })
})

test('the own day: what one did and what one could still get', async () => {
  const { json } = await service.get('/v1/queue/progress?annotator=ann&utc_offset_minutes=480')
  expect(json).toMatchObject({ annotator: 'ann', answers: 40, skips: 0, text_answers: 0, median_seconds: 8 })
  expect(json.now - json.day_began_at).toBeLessThan(24 * HOUR)
  expect((json.day_began_at + 8 * HOUR) % (24 * HOUR)).toBe(0)
  const before = (await service.get('/v1/queue/progress?annotator=jon')).json.samples_waiting
  await tell(['more-1', 'more-2'])
  expect((await service.get('/v1/queue/progress?annotator=jon')).json.samples_waiting).toBe(before + 2)
  expect((await service.get('/v1/queue/progress?utc_offset_minutes=9999')).status).toBe(400)
})
