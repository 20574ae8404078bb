import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Api, openApi } from '../src/app/demo/api.ts'
import { inParallel } from '../src/app/demo/in-parallel.ts'
import { finishedRun } from '../src/app/demo/learn.ts'
import { startServiceProcess } from '../src/app/demo/service-process.ts'
import { DEFAULT_GOLD_SHARE } from '../src/evaluation/gold.ts'
import type { DataSet, Row } from './data-sets.ts'
import type { Round } from './loop-rounds.ts'
import { type LiveConversation, trafficOf } from './loop-traffic.ts'

/** How conversations are chosen for labelling. */
export interface Choice {
  /**
   * plan: the sampling plan, by the confidence that the assistant reports. uniform: the assistant reports no confidence,
   * so nothing is flagged and every conversation has the same probability, the control rate.
   */
  kind: 'plan' | 'uniform'
  /** Conversations to be reviewed in a window. */
  budget: number
  /** The plan's emphasis on doubt; see docs/review.md. */
  power: number
}

interface Answer {
  bundle: string
  decision_id: string
  intent: { label: string; confidence: number }
}

interface Lease {
  sample: {
    sample_id: string
    lease_id: string
    turns: { event_id: string }[]
  }
}

const DAY_MS = 24 * 60 * 60 * 1000
const FIRST_DAY_AT = Date.UTC(2026, 0, 5)
/** Nothing can be flagged any more one day and the grace after the end. */
const DECIDED_AFTER_MS = DAY_MS + 10 * 60 * 1000
const EVENTS_A_REQUEST = 500
const IN_PARALLEL = 16
const EMPHASIS_FLOOR = 0.02
/** Enough to watch what is not flagged; each such label is chosen by chance and teaches less. */
const PLAN_CONTROL_RATE = 0.004

/** Ten rounds through a service of their own: predict, ingest, draw, label, train, release; then the test part. */
export async function serviceRounds(set: DataSet, seed: number, choice: Choice): Promise<Round[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'salesloop-bench-'))
  const service = await startServiceProcess(dataDir)
  try {
    return await new LoopRun(openApi(service.url), set, seed, choice).rounds()
  } finally {
    await service.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

class LoopRun {
  readonly #api: Api
  readonly #set: DataSet
  readonly #seed: number
  readonly #choice: Choice
  /** Truth by the id of the reply that answered the turn. */
  readonly #truth = new Map<string, string>()
  #labels = 0

  constructor(api: Api, set: DataSet, seed: number, choice: Choice) {
    this.#api = api
    this.#set = set
    this.#seed = seed
    this.#choice = choice
  }

  async rounds(): Promise<Round[]> {
    const { initial, windows } = trafficOf(this.#set, this.#seed, DEFAULT_GOLD_SHARE)
    const live = windows.reduce((sum, window) => sum + window.length, 0)
    await this.#api.put('/v1/pool/policy', this.#policy(live / windows.length))
    await this.#import(initial)
    await this.#api.put('/v1/taxonomy', { intent: [...new Set(this.#set.train.map(({ label }) => label))] })
    const rounds = [await this.#examine()]
    for (const [w, window] of windows.entries()) {
      const startsAt = FIRST_DAY_AT + w * this.#strideMs()
      await this.#live(window, startsAt)
      await this.#api.post('/v1/clock', { now: startsAt + this.#strideMs() - 1 })
      await this.#label()
      await this.#retrain()
      rounds.push(await this.#examine())
    }
    return rounds
  }

  /** Uniform choice is drawn once nothing can be flagged any more: its windows wait for that, so that no label is late. */
  #strideMs(): number {
    return this.#choice.kind === 'plan' ? DAY_MS : DAY_MS + DECIDED_AFTER_MS
  }

  #policy(conversationsInWindow: number) {
    const { kind, budget, power } = this.#choice
    const common = { user_cap: 1000, seed: `bench-${this.#seed}` }
    return kind === 'plan'
      ? { ...common, budget, emphasis: { floor: EMPHASIS_FLOOR, power }, lookback: 1, control_rate: PLAN_CONTROL_RATE }
      : { ...common, budget: 1e6, control_rate: Math.min(1, budget / conversationsInWindow) }
  }

  async #import(rows: readonly Row[]): Promise<void> {
    const examples = rows.map(({ text, label }) => ({ text, label }))
    const order = { task: 'intent', examples, who: 'bench', seed: 1 }
    const { run_id } = await this.#api.post<{ run_id: string }>('/v1/models/import', order)
    await finishedRun(this.#api, run_id)
  }

  /** One window of traffic: every turn is predicted by the service and sent to it, spread evenly over a day. */
  async #live(window: readonly LiveConversation[], startsAt: number): Promise<void> {
    const events: object[][] = window.map(() => [])
    await inParallel([...window.entries()], IN_PARALLEL, async ([i, conversation]) => {
      const at = startsAt + Math.floor((i * (DAY_MS - 60 * 60 * 1000)) / window.length)
      events[i] = await this.#converse(conversation, at)
    })
    const all = events.flat()
    for (let i = 0; i < all.length; i += EVENTS_A_REQUEST)
      await this.#api.post('/v1/events', { events: all.slice(i, i + EVENTS_A_REQUEST) })
  }

  async #converse({ id, rows }: LiveConversation, startsAt: number): Promise<object[]> {
    const common = { conversation_id: id, user_id: `u-${id}` }
    const events: object[] = []
    for (const [i, row] of rows.entries()) {
      const { bundle, decision_id, intent } = await this.#predict(id, row.text)
      const reply = `${id}-${i}-reply`
      const at = startsAt + i * 2000
      this.#truth.set(reply, row.label)
      const prediction = { predicted_intent: intent.label, bundle, decision_id, response: '-' }
      const confidence = this.#choice.kind === 'plan' ? { intent_confidence: intent.confidence } : {}
      events.push(
        { ...common, event_id: `${id}-${i}`, type: 'user_message', text: row.text, occurred_at: at },
        { ...common, ...prediction, ...confidence, event_id: reply, type: 'assistant_message', occurred_at: at + 1000 },
      )
    }
    const occurredAt = startsAt + rows.length * 2000
    return [
      ...events,
      { ...common, event_id: `${id}-end`, type: 'conversation_end', reason: 'done', occurred_at: occurredAt },
    ]
  }

  #predict(conversationId: string, text: string): Promise<Answer> {
    return this.#api.post('/v1/predict', { conversation_id: conversationId, user_id: `u-${conversationId}`, text })
  }

  /** Empties the queue; an annotator who knows the truth, and reads the whole conversation, labels every turn of it. */
  async #label(): Promise<void> {
    for (;;) {
      const lease = await this.#api.post<Lease | null>('/v1/queue/next', { annotator: 'bench' })
      if (lease === null) return
      const { sample } = lease
      const turns = sample.turns
        .filter(({ event_id }) => this.#truth.has(event_id))
        .map(({ event_id }) => ({ event_id, intent: this.#truth.get(event_id) }))
      const answer = { lease_id: sample.lease_id, annotator: 'bench', at_fault: false, part: 'none', turns }
      await this.#api.post(`/v1/samples/${sample.sample_id}/labels`, answer)
      this.#labels += turns.length
    }
  }

  /** The bench measures every round's model, so each goes live, whatever the gate thinks of it. */
  async #retrain(): Promise<void> {
    const order = { tasks: ['intent'], seed: 1, who: 'bench' }
    const { run_id } = await this.#api.post<{ run_id: string }>('/v1/training', order)
    const { candidate_bundle: bundle } = await finishedRun(this.#api, run_id)
    if (bundle === null) return
    const release = { action: 'promote', bundle, who: 'bench', why: 'every round is measured', force: true }
    const refused = await this.#api.tryPost('/v1/releases', release)
    if (!refused.ok && refused.code !== 'LOOP_ALREADY_LIVE') throw new Error(`${refused.code}: ${refused.message}`)
  }

  async #examine(): Promise<Round> {
    const { test } = this.#set
    const right: boolean[] = []
    const confidence: number[] = []
    await inParallel([...test.entries()], IN_PARALLEL, async ([i, { text, label }]) => {
      const { intent } = await this.#predict(`test-${i}`, text)
      right[i] = intent.label === label
      confidence[i] = intent.confidence
    })
    return { labels: this.#labels, right, confidence }
  }
}
