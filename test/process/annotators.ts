import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { randomFrom } from '../../src/stats/random.ts'
import type { Answer, Service } from './service.ts'

const MINUTE = 60_000
const LEASE_MS = 5 * MINUTE
export const MONDAY = 20_000 * 24 * 60 * MINUTE

/** So many doubtful conversations that all of them are drawn, each wanting one answer or several. */
export async function fillQueue(service: Service, items: number, overlap: number, answers: number): Promise<void> {
  const policy = {
    budget: 1e6,
    user_cap: 1e6,
    emphasis: { floor: 1, power: 1 },
    overlap,
    overlap_answers: answers,
    expire_after_ms: 365 * 24 * 60 * MINUTE,
  }
  const headers = { 'content-type': 'application/json' }
  const set = await fetch(`${service.url}/v1/pool/policy`, {
    method: 'PUT',
    headers,
    body: JSON.stringify(policy),
  })
  expect(set.status).toBe(200)
  const events = Array.from({ length: items }, (_, i) => doubtful(`c${i}`)).flat()
  for (let from = 0; from < events.length; from += 900) {
    expect((await service.post('/v1/events', events.slice(from, from + 900))).status).toBe(202)
  }
  expect((await service.post('/v1/clock', { now: MONDAY + 60 * MINUTE })).status).toBe(200)
}

function doubtful(id: string): Record<string, unknown>[] {
  const event = (name: string, type: string, at: number, fields: Record<string, unknown> = {}) => ({
    event_id: `${id}/${name}`,
    type,
    conversation_id: id,
    user_id: `user of ${id}`,
    occurred_at: MONDAY + at,
    received_at: MONDAY + at,
    ...fields,
  })
  return [
    event('question', 'user_message', 0, { text: '多少钱' }),
    event('reply', 'assistant_message', 1000, {
      response: '有现货。',
      predicted_intent: 'stock',
      intent_confidence: 0.2,
      predicted_objection: 'none',
      objection_confidence: 0.9,
    }),
    event('end', 'conversation_end', 2 * MINUTE),
  ]
}

export interface Crew {
  /** The service as it runs now: it may be killed and started anew meanwhile. */
  service(): Service
  readonly annotators: number
  readonly seed: string
}

/** What the annotators saw. */
export interface Shift {
  /** Answer ids that were acknowledged, and whose they are. */
  readonly acknowledged: Map<string, { readonly sampleId: string; readonly annotator: string }>
  /** How often a late answer or heartbeat was told so. */
  stale: number
  released: number
  /** Leases that were left to run out. */
  abandoned: number
  /** Answers that say that something broke. */
  readonly faults: string[]
}

/**
 * Everybody works until nothing is open: most answer at once, some send an answer twice, give the sample back, walk away
 * from it, or come back to it when its time is over. The clock runs on, so that leases expire.
 */
export async function workThrough(crew: Crew): Promise<Shift> {
  const shift: Shift = { acknowledged: new Map(), stale: 0, released: 0, abandoned: 0, faults: [] }
  let over = false
  const clock = (async () => {
    for (let now = MONDAY + 60 * MINUTE; !over; now += LEASE_MS / 10) {
      await crew
        .service()
        .post('/v1/clock', { now })
        .catch(() => null)
      await sleep(50)
    }
  })()
  const work = Array.from({ length: crew.annotators }, (_, i) => annotator(`ann${i}`, crew, shift))
  await Promise.all(work).finally(() => {
    over = true
  })
  await clock
  return shift
}

interface Task {
  readonly sample_id: string
  readonly lease_id: string
  readonly turns: readonly { readonly event_id: string; readonly role: string }[]
}

async function annotator(name: string, crew: Crew, shift: Shift): Promise<void> {
  const random = randomFrom(`${crew.seed}/${name}`)
  const later: Task[] = []
  for (;;) {
    const next = await ask(crew, shift, '/v1/queue/next', { annotator: name, lease_ms: LEASE_MS })
    if (next.status === 204) {
      const held = later.shift()
      if (held !== undefined) await answer(held, name, crew, shift, random)
      else if (await nothingOpen(crew)) return
      else await sleep(150)
      continue
    }
    const task = next.json.sample as Task
    const chance = random()
    if (chance < 0.05) shift.abandoned++
    else if (chance < 0.15) later.push(task)
    else if (chance < 0.2) await giveBack(task, name, crew, shift)
    else await answer(task, name, crew, shift, random)
    if (later.length > 3) await answer(later.shift()!, name, crew, shift, random)
  }
}

async function answer(task: Task, name: string, crew: Crew, shift: Shift, random: () => number): Promise<void> {
  if (random() < 0.2) {
    const beat = await ask(crew, shift, `/v1/samples/${task.sample_id}/heartbeat`, {
      lease_id: task.lease_id,
      lease_ms: LEASE_MS,
    })
    if (beat.status === 409) shift.stale++
    else expect(beat.json).toMatchObject({ lease_id: task.lease_id })
  }
  const turns = [{ event_id: task.turns.find((turn) => turn.role === 'assistant')!.event_id, intent: 'stock' }]
  const form = { lease_id: task.lease_id, annotator: name, at_fault: true, part: 'intent', turns, seconds: 5 }
  const times = random() < 0.15 ? 2 : 1
  const sent = await Promise.all(
    Array.from({ length: times }, () => ask(crew, shift, `/v1/samples/${task.sample_id}/labels`, form)),
  )
  expect(new Set(sent.map((each) => each.status)).size).toBe(1)
  if (sent[0]!.status === 201) {
    shift.acknowledged.set(sent[0]!.json.label_id, { sampleId: task.sample_id, annotator: name })
  } else {
    expect(sent[0]).toMatchObject({ status: 409, json: { code: 'LOOP_LEASE_LOST' } })
    expect(sent[0]!.json.details.yours.lease_id).toBe(task.lease_id)
    shift.stale++
  }
}

async function giveBack(task: Task, name: string, crew: Crew, shift: Shift): Promise<void> {
  const form = { lease_id: task.lease_id, annotator: name }
  const back = await ask(crew, shift, `/v1/samples/${task.sample_id}/release`, form)
  if (back.status === 200) shift.released++
  else expect(back).toMatchObject({ status: 409, json: { code: 'LOOP_LEASE_LOST' } })
}

/** Again and again until there is an answer: the service may be down for a while. */
async function ask(crew: Crew, shift: Shift, path: string, body: unknown): Promise<Answer> {
  for (;;) {
    const got = await crew
      .service()
      .post(path, body)
      .catch(() => null)
    if (got !== null && got.status < 500) return got
    if (got !== null && got.status !== 503) shift.faults.push(got.text)
    await sleep(50)
  }
}

async function nothingOpen(crew: Crew): Promise<boolean> {
  const responses = await crew
    .service()
    .get('/v1/pool')
    .catch(() => null)
  if (responses?.status !== 200) return false
  return responses.json.responses.every(({ state }: { state: string }) => state === 'labelled')
}

/** Exactly the answers that were wanted, each by somebody else, and each that was acknowledged among them. */
export async function auditLedger(
  service: Service,
  items: number,
  shift: Shift,
): Promise<{ readonly answers: number }> {
  const samples = await pages(service, 'samples', 'sample_id')
  const labels = await pages(service, 'labels', 'label_id')
  expect(samples).toHaveLength(items)
  const bySample = Map.groupBy(labels, (label) => label.sample_id as string)
  for (const sample of samples) {
    const answers = bySample.get(sample.sample_id as string) ?? []
    expect(sample).toMatchObject({ state: 'labelled', answers: sample.wanted })
    expect(answers).toHaveLength(sample.wanted as number)
    expect(new Set(answers.map((label) => label.annotator)).size).toBe(sample.wanted)
  }
  const known = new Map(labels.map((label) => [label.label_id, label]))
  for (const [id, { sampleId, annotator }] of shift.acknowledged) {
    expect(known.get(id)).toMatchObject({ sample_id: sampleId, annotator, withdrawn_by: null })
  }
  expect(shift.faults).toEqual([])
  return { answers: labels.length }
}

async function pages(service: Service, list: 'samples' | 'labels', key: string): Promise<Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = []
  for (let after: string | null = ''; after !== null; ) {
    const { json } = await service.get(`/v1/${list}?limit=1000${after && `&after=${after}`}`)
    all.push(...json[list])
    after = json.next
  }
  expect(new Set(all.map((each) => each[key])).size).toBe(all.length)
  return all
}
