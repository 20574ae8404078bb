import type { Examiner } from '../evaluation/examiner.ts'
import type { GateLimits, GateResult } from '../evaluation/gate.ts'
import type { GoldItem, GoldStore } from '../evaluation/gold.ts'
import type { Judgement } from '../evaluation/score.ts'
import { readPart, TASKS, type Task } from '../models/task.ts'
import type { Bundle, ModelRef } from '../releases/bundle.ts'
import type { ModelStore } from '../releases/model-store.ts'
import { refKey, type TextStore } from '../training/snapshot-store.ts'
import type { Trainer } from '../training/trainer.ts'

export interface EvaluatePorts {
  readonly gold: Pick<GoldStore, 'list'>
  readonly texts: TextStore
  readonly models: Pick<ModelStore, 'get'>
  readonly trainer: Pick<Trainer, 'predict'>
  readonly examiner: Examiner
}

/**
 * Arrow from a candidate to its verdict: both bundles predict the gold set, the gate compares. Tasks whose model is the
 * same in both are left out; a candidate that differs in nothing is inconclusive.
 *
 * @param before the live bundle; null = there is none yet
 */
export async function evaluate(
  before: Pick<Bundle, 'models'> | null,
  after: Pick<Bundle, 'models'>,
  ports: EvaluatePorts,
  limits: GateLimits,
  signal: AbortSignal,
): Promise<GateResult> {
  const gold = await ports.gold.list()
  const texts = await ports.texts.texts(gold)
  const judge = async (model: ModelRef, task: Task): Promise<Judgement[]> => {
    const items = gold.filter((item) => item.task === task && texts.has(refKey(item)))
    const files = await ports.models.get(model)
    const predictions = await ports.trainer.predict(
      files,
      items.map((item) => readPart(texts.get(refKey(item)) ?? '')),
      signal,
    )
    return items.map((item, i) => judgement(item, predictions[i]!))
  }
  const was: Partial<Record<Task, Judgement[]>> = {}
  const is: Partial<Record<Task, Judgement[]>> = {}
  for (const task of TASKS) {
    const [old, candidate] = [before?.models[task], after.models[task]]
    if (candidate === undefined || candidate.id === old?.id) continue
    is[task] = await judge(candidate, task)
    if (old !== undefined) was[task] = await judge(old, task)
  }
  return ports.examiner.examine(was, is, limits, signal)
}

const judgement = (item: GoldItem, predicted: { label: string; confidence: number }): Judgement => ({
  itemId: item.goldId,
  truth: item.label,
  label: predicted.label,
  confidence: predicted.confidence,
  cluster: item.conversationId,
  protected: item.protected,
})
