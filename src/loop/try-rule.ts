import type { LabelDesk } from '../labels/label-desk.ts'
import { compileRule, type LabellingRule } from '../labels/labelling-rule.ts'
import { wilson } from '../stats/interval.ts'
import { type LabelledTextPorts, labelledTexts } from './label-by-machine.ts'

/** What a rule would have said of the texts that people have labelled. */
export interface RuleTrial {
  readonly texts: number
  /** Texts that it votes on, and of those how many people gave its label. */
  readonly votes: number
  readonly right: number
  readonly precisionLow: number
  readonly precisionHigh: number
  /** Share of the texts with its label that it finds. */
  readonly recall: number | null
  /** What people said where it is wrong, most often first. */
  readonly wrongFor: readonly { readonly label: string; readonly texts: number }[]
}

const MOST_TEXTS = 20_000

/**
 * Tries a rule on labelled texts before it is kept. Only its patterns are tried: behaviour and outcome around a labelled text
 * are not looked up, so conditions on signals and predictions are passed over.
 *
 * Throws LOOP_BAD_PATTERN, LOOP_BAD_RULE.
 */
export async function tryRule(
  rule: LabellingRule,
  ports: LabelledTextPorts & { readonly taxonomy: Pick<LabelDesk, 'taxonomy'> },
): Promise<RuleTrial> {
  compileRule(rule)
  const patterns = rule.all.filter(({ kind }) => kind === 'pattern' || kind === 'no_pattern')
  const { vote } = compileRule({ ...rule, all: patterns.length > 0 ? patterns : rule.all })
  const texts = await labelledTexts(rule.task, await ports.taxonomy.taxonomy(), ports, MOST_TEXTS)
  const fitting = texts.filter(({ text }) => vote({ text, signals: {}, predicted: {} }) !== null)
  const right = fitting.filter(({ label }) => label === rule.label).length
  const wanted = texts.filter(({ label }) => label === rule.label).length
  const { low, high } = wilson(right, fitting.length)
  const wrong = Map.groupBy(
    fitting.filter(({ label }) => label !== rule.label),
    ({ label }) => label,
  )
  return {
    texts: texts.length,
    votes: fitting.length,
    right,
    precisionLow: low,
    precisionHigh: high,
    recall: wanted === 0 ? null : right / wanted,
    wrongFor: [...wrong]
      .map(([label, group]) => ({ label, texts: group.length }))
      .sort((a, b) => b.texts - a.texts)
      .slice(0, 10),
  }
}
