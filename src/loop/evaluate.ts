import { type EvaluatedItem, type Evaluation, evaluatedItems, evaluationId } from '../evaluation/evaluation.ts'
import type { Examiner } from '../evaluation/examiner.ts'
import type { GoldStore, PlacedGoldItem } from '../evaluation/gold-store.ts'
import type { GateSettingsStore } from '../evaluation/limits.ts'
import type { Judgement } from '../evaluation/score.ts'
import { segmentsOf } from '../evaluation/segments.ts'
import type { SkillCheck, SkillStore, SkillTurn } from '../evaluation/skill.ts'
import type { LabelDesk } from '../labels/label-desk.ts'
import { readUnder, translated } from '../labels/taxonomy-translate.ts'
import { readPart, TASKS, type Task } from '../models/task.ts'
import { translatedPrediction } from '../models/translated.ts'
import type { Bundle, ModelRef } from '../releases/bundle.ts'
import type { ModelStore } from '../releases/model-store.ts'
import { refKey, type TextStore } from '../training/snapshot-store.ts'
import type { Trainer } from '../training/trainer.ts'

export interface EvaluatePorts {
  readonly gold: Pick<GoldStore, 'list' | 'latest'>
  readonly skills: Pick<SkillStore, 'active'>
  readonly gate: Pick<GateSettingsStore, 'current'>
  readonly texts: TextStore
  /** Under which gold labels and predictions are read; an item whose label was split or retired is left out. */
  readonly taxonomy: Pick<LabelDesk, 'taxonomy'>
  readonly models: Pick<ModelStore, 'get'>
  readonly trainer: Pick<Trainer, 'predict'>
  readonly examiner: Examiner
}

/** An evaluation with the items that it compares. */
export interface Evaluated extends Evaluation {
  readonly items: readonly EvaluatedItem[]
}

type Compared = Pick<Bundle, 'id' | 'models'>
type Lists<T> = Partial<Record<Task, readonly T[]>>
type ProtectedTurn = SkillTurn & { readonly skillId: string }

/**
 * Arrow from a candidate to its verdict: both bundles predict the gold set and the protected skills, the gate compares.
 * Tasks whose model is the same in both are left out; a candidate that differs in nothing is inconclusive.
 *
 * @param before the live bundle; null = there is none yet
 * @param goldVersion version of the gold set; null = the latest
 */
export async function evaluate(
  before: Compared | null,
  after: Compared,
  ports: EvaluatePorts,
  signal: AbortSignal,
  goldVersion: string | null = null,
): Promise<Evaluated> {
  const version = goldVersion ?? (await ports.gold.latest())?.id ?? null
  const taxonomy = await ports.taxonomy.taxonomy()
  const gold = readUnder(taxonomy, version === null ? [] : await ports.gold.list(version))
  const { version: limitsVersion, limits } = await ports.gate.current()
  const protectedTurns = (await ports.skills.active()).flatMap(({ skillId, turns }) =>
    readUnder(taxonomy, turns).map((turn) => ({ ...turn, skillId })),
  )
  const texts = await ports.texts.texts([...gold, ...protectedTurns])
  const was: Lists<Judgement> = {}
  const is: Lists<Judgement> = {}
  const skills: SkillCheck[] = []
  for (const task of TASKS) {
    const [old, candidate] = [before?.models[task], after.models[task]]
    if (candidate === undefined || candidate.id === old?.id) continue
    const items = gold.filter((item) => item.task === task && texts.has(refKey(item)))
    const turns = protectedTurns.filter((turn) => turn.task === task && texts.has(refKey(turn)))
    const today = (label: string) => translated(taxonomy, task, label)
    const asked = { items, turns, texts, today }
    const said = await answers(candidate, asked, ports, signal)
    const earlier = old && (await answers(old, asked, ports, signal))
    is[task] = said.judgements
    if (earlier) was[task] = earlier.judgements
    skills.push(
      ...turns.map((turn, i) => ({ ...turn, before: earlier?.onSkills[i] ?? null, after: said.onSkills[i]! })),
    )
  }
  const result = await ports.examiner.examine(was, is, limits, skills, signal)
  const about = { bundle: after.id, against: before?.id ?? null, goldVersion: version, limitsVersion, limits, skills }
  const items = evaluatedItems(was, is)
  return { evaluationId: evaluationId(about, items), ...about, result, items }
}

interface Asked {
  readonly items: readonly PlacedGoldItem[]
  readonly turns: readonly ProtectedTurn[]
  readonly texts: ReadonlyMap<string, string>
  /** The present name of a label. */
  readonly today: (label: string) => string | null
}

/** What one model says of all gold items and skill messages of its task, in one go. */
async function answers(
  model: ModelRef,
  { items, turns, texts, today }: Asked,
  ports: EvaluatePorts,
  signal: AbortSignal,
): Promise<{ judgements: Judgement[]; onSkills: string[] }> {
  const all = [...items, ...turns].map((each) => readPart(texts.get(refKey(each)) ?? ''))
  const spoken = await ports.trainer.predict(await ports.models.get(model), all, signal)
  const predictions = spoken.map((each) => translatedPrediction(each, today))
  return {
    judgements: items.map((item, i) => judgement(item, predictions[i]!, all[i]!)),
    onSkills: predictions.slice(items.length).map((each) => each.label),
  }
}

const judgement = (
  item: PlacedGoldItem,
  predicted: { label: string; confidence: number },
  text: string,
): Judgement => ({
  itemId: item.goldId,
  truth: item.label,
  label: predicted.label,
  confidence: predicted.confidence,
  cluster: item.conversationId,
  protected: item.protected,
  segments: segmentsOf(text, item),
})
