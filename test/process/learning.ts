import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Service } from './service.ts'

/** A training run as GET /v1/training/:run_id answers it. */
export type RunAnswer = Answer['json']

/** Waits until a run is over. */
export async function runOver(service: Service, runId: string): Promise<RunAnswer> {
  for (;;) {
    const { json } = await service.get(`/v1/training/${runId}`)
    if (json.state !== 'queued' && json.state !== 'running') return json
    await sleep(50)
  }
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  price: ['how much is it', 'what does it cost', '这个多少钱', '价格是多少'],
  delivery: ['where is my parcel', 'when will it arrive', '什么时候发货', '快递到哪了'],
  order: ['I want to buy one', 'please place the order', '我要下单', '帮我买一件'],
}

/** Examples of three intents, `repeats` variants of each phrase. `prefix` marks whose labels they are. */
export const examples = (prefix = '', repeats = 5): { text: string; label: string }[] =>
  Object.entries(WORDS).flatMap(([label, texts]) =>
    texts.flatMap((text) =>
      Array.from({ length: repeats }, (_, i) => ({ text: `${text} ${i}`, label: `${prefix}${label}` })),
    ),
  )

/** Imports without training, both tasks with the same labels. */
export async function importBoth(service: Service, prefix: string, repeats = 5): Promise<void> {
  for (const task of ['intent', 'objection']) {
    const body = { task, examples: examples(prefix, repeats), who: 'mia', train: false }
    const { status } = await service.post('/v1/models/import', body)
    if (status !== 202) throw new Error(`import answered ${status}`)
  }
}

/** Trains both tasks from what is imported; gives the candidate bundle. */
export async function trained(service: Service): Promise<string> {
  const { json } = await service.post('/v1/training', { who: 'mia' })
  const run = await runOver(service, json.run_id)
  if (run.candidate_bundle === null) throw new Error(JSON.stringify(run.error))
  return run.candidate_bundle
}

/** Two bundles, A live, whose every label says to which of them it belongs. */
export async function twoBundles(service: Service): Promise<{ a: string; b: string }> {
  await importBoth(service, 'a:')
  const a = await trained(service)
  await released(service, { action: 'promote', bundle: a, force: true })
  await importBoth(service, 'b:')
  return { a, b: await trained(service) }
}

export async function released(service: Service, order: Record<string, unknown>): Promise<Answer['json']> {
  const answer = await service.post('/v1/releases', { who: 'mia', why: 'test', ...order })
  if (answer.status !== 200) throw new Error(`release answered ${answer.status}: ${answer.text}`)
  return answer.json.release
}

export const ask = (service: Service, user: string, text = 'how much is it') =>
  service.post('/v1/predict', { conversation_id: `c of ${user}`, user_id: user, text })
