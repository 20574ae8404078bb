import { handWritten, type LabelledText } from '../../simulator/examples.ts'
import { playWorld } from '../../simulator/run-world.ts'
import { standIn } from '../../simulator/stand-in.ts'
import type { TurnTruth } from '../../simulator/truth.ts'
import { parseWorld, type World } from '../../simulator/world.ts'
import type { Api } from './api.ts'
import { finishedRun } from './learn.ts'

const TASKS = ['intent', 'objection'] as const
/** Customer messages of the month before that people labelled as a fixed test set. */
const GOLD_MESSAGES = 800

/** A first model from a few hand-written examples, a gold set from the month before, and the sampling policy. */
export async function begin(world: World, seed: string, api: Api): Promise<{ bundle: string; examples: number }> {
  await api.post('/v1/clock', { now: world.startAt })
  await fixSampling(world, seed, api)
  const examples = handWritten(world, seed)
  // Before the first model: an author sometimes writes what a customer wrote, and that is then left to the test set.
  for (const task of TASKS)
    await api.post('/v1/gold', { task, items: gold(world, seed, task), who: 'two annotators who agreed' })
  for (const task of TASKS) {
    const order = { task, examples: examples[task], who: 'authors' }
    const { run_id } = await api.post<{ run_id: string }>('/v1/models/import', order)
    await finishedRun(api, run_id)
  }
  const { live } = await api.get<{ live: string | null }>('/v1/releases')
  return { bundle: live!, examples: examples.intent.length + examples.objection.length }
}

/** As many reviews a day as the people manage, and a control stratum large enough to see something in two weeks. */
async function fixSampling({ annotators }: World, seed: string, api: Api): Promise<void> {
  const budget = Math.max(1, annotators.people * annotators.samplesPerDay)
  await api.put('/v1/pool/policy', { budget, control_rate: 0.3, seed })
}

function gold(world: World, seed: string, task: 'intent' | 'objection'): LabelledText[] {
  const messages = messagesOf(world, `${seed}/month-before`, 'training', GOLD_MESSAGES)
  return messages.map((turn) => ({ text: turn.text, label: turn[task] }))
}

/** Messages as customers write them in such weeks, from another run of the same world; no text twice. */
export function messagesOf(world: World, seed: string, era: 'training' | 'test', count: number): TurnTruth[] {
  const traffic = { ...world.traffic, conversationsPerDay: Math.ceil(count / 7) }
  const other = parseWorld({ ...world, weeks: [era], traffic })
  const turns = playWorld(other, seed, standIn(other, seed)).truths.filter(
    (truth): truth is TurnTruth => truth.kind === 'turn',
  )
  return [...new Map(turns.map((turn) => [turn.text, turn])).values()].slice(0, count)
}
