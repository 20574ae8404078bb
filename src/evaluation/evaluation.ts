import { createHash } from 'node:crypto'
import { canonicalValue } from '../events/canonical.ts'
import { TASKS, type Task } from '../models/task.ts'
import type { GateResult } from './gate.ts'
import type { TaskLimits } from './limits.ts'
import { isRight, type Judgement, type Judgements } from './score.ts'
import type { Segments } from './segments.ts'
import type { SkillCheck } from './skill.ts'

/** What became of an item: was right and is wrong, the other way round, or the same before and after. */
export const OUTCOMES = ['broken', 'mended', 'right', 'wrong'] as const
export type ItemOutcome = (typeof OUTCOMES)[number]

/** One gold item in an evaluation. Without a model before there is nothing to break or mend. */
export interface EvaluatedItem {
  readonly task: Task
  readonly goldId: string
  readonly truth: string
  readonly before: string | null
  readonly beforeConfidence: number | null
  readonly after: string
  readonly afterConfidence: number
  readonly outcome: ItemOutcome
  readonly segments: Segments
}

/** A comparison on the gold set, with all that it rests on. */
export interface Evaluation {
  readonly evaluationId: string
  readonly bundle: string
  /** null = there was nothing to compare with. */
  readonly against: string | null
  /** Version of the gold set; null = there was none. */
  readonly goldVersion: string | null
  readonly limitsVersion: number
  readonly limits: TaskLimits
  readonly result: GateResult
  readonly skills: readonly SkillCheck[]
}

/** Who asked for it, and when. */
export interface Asked {
  /** The training run; null = a person. */
  readonly runId: string | null
  readonly who: string
  /** Epoch milliseconds. */
  readonly at: number
}

export type KeptEvaluation = Evaluation & Asked
/** A line of the list: everything but the figures. */
export type EvaluationHead = Pick<
  KeptEvaluation,
  'evaluationId' | 'bundle' | 'against' | 'goldVersion' | 'limitsVersion' | 'runId' | 'who' | 'at'
> & { readonly verdict: GateResult['verdict']; readonly refusals: readonly string[] }

export interface ItemPage {
  readonly task: Task | null
  readonly outcome: ItemOutcome | null
  /** True label; null = any. */
  readonly truth: string | null
  /** `task/gold id` after which the page begins; null = the first. */
  readonly after: string | null
  readonly limit: number
}

/** Keeps evaluations for good. */
export interface EvaluationStore {
  /** One that is there already stays as it is. */
  add(evaluation: KeptEvaluation, items: readonly EvaluatedItem[]): Promise<void>
  /** null = unknown. */
  get(evaluationId: string): Promise<KeptEvaluation | null>
  /** Newest first, of a bundle or of all, older than the one named. */
  list(page: { bundle: string | null; before: string | null; limit: number }): Promise<EvaluationHead[]>
  /** By task, then id. */
  items(evaluationId: string, page: ItemPage): Promise<EvaluatedItem[]>
}

/** The id is the hash of what was compared, by which limits, and of every answer given. */
export function evaluationId(
  about: Pick<Evaluation, 'bundle' | 'against' | 'goldVersion' | 'limits' | 'skills'>,
  items: readonly EvaluatedItem[],
): string {
  const { bundle, against, goldVersion, limits, skills } = about
  const hash = createHash('sha256').update(canonicalValue({ bundle, against, goldVersion, limits, skills }))
  for (const { task, goldId, truth, before, beforeConfidence, after, afterConfidence, segments } of items) {
    const { language, length, channel, assistant } = segments
    hash.update(JSON.stringify([task, goldId, truth, before, beforeConfidence, after, afterConfidence]))
    hash.update(JSON.stringify([language, length, channel, assistant]))
  }
  return `e-${hash.digest('hex').slice(0, 12)}`
}

/** Both judgements of each item side by side. */
export function evaluatedItems(before: Judgements, after: Judgements): EvaluatedItem[] {
  return TASKS.flatMap((task) =>
    (after[task] ?? []).map((is, i) => {
      const was = before[task]?.[i] ?? null
      return {
        task,
        goldId: is.itemId,
        truth: is.truth,
        before: was?.label ?? null,
        beforeConfidence: was?.confidence ?? null,
        after: is.label,
        afterConfidence: is.confidence,
        outcome: outcomeOf(was, is),
        segments: is.segments,
      }
    }),
  )
}

function outcomeOf(was: Judgement | null, is: Judgement): ItemOutcome {
  const right = isRight(is)
  if (was === null || isRight(was) === right) return right ? 'right' : 'wrong'
  return right ? 'mended' : 'broken'
}
