import { LoopError } from '../errors/loop-error.ts'
import type { Ternary } from '../events/event.ts'
import { FEATURE_NAMES, RULE_NAMES } from '../features/row.ts'
import type { Task } from '../models/task.ts'
import { type TextTest, textTest } from './rule-pattern.ts'

/** What is known of a conversation beside its words: features and flags of its row, and its outcome. */
export const SIGNAL_NAMES = [...new Set([...FEATURE_NAMES, ...RULE_NAMES, 'clicked', 'ordered', 'flagged'])]

/** One condition of a rule. Behaviour (features, flags, clicks) and outcome (ordered) are signals. */
export type RuleCondition =
  | { readonly kind: 'pattern'; readonly pattern: string }
  /** The text does not show the pattern. */
  | { readonly kind: 'no_pattern'; readonly pattern: string }
  | { readonly kind: 'signal'; readonly name: string; readonly is: boolean }
  /** What the model said, and how sure it was. */
  | { readonly kind: 'predicted'; readonly label: string; readonly atLeast: number }

/** A labelling rule as data. A change is a new version; the old one stays in the record of what it said. */
export interface LabellingRule {
  readonly ruleId: string
  readonly version: number
  readonly task: Task
  /** What it votes for when every condition holds; else it abstains. */
  readonly label: string
  readonly all: readonly RuleCondition[]
  readonly enabled: boolean
  /** What its author expects: share of its votes that are right. Where the label model starts from. */
  readonly expectedPrecision: number
  readonly note: string | null
}

/** What a rule sees of one customer message. */
export interface RuleView {
  readonly text: string
  readonly signals: Readonly<Record<string, Ternary>>
  readonly predicted: Readonly<Partial<Record<Task, { readonly label: string; readonly confidence: number }>>>
}

export interface CompiledRule {
  readonly rule: LabellingRule
  /** The rule's label, or null when it abstains: a condition fails, or is not known yet. */
  vote(view: RuleView): string | null
}

/** Throws LOOP_BAD_PATTERN, and LOOP_BAD_RULE for a rule without conditions or with an unknown signal. */
export function compileRule(rule: LabellingRule): CompiledRule {
  if (rule.all.length === 0) {
    throw new LoopError(
      'LOOP_BAD_RULE',
      `Rule '${rule.ruleId}' has no condition, so it would label every text. Give at least one in all.`,
    )
  }
  const tests = rule.all.map((condition) => testOf(rule, condition))
  return { rule, vote: (view) => (tests.every((holds) => holds(view)) ? rule.label : null) }
}

function testOf(rule: LabellingRule, condition: RuleCondition): (view: RuleView) => boolean {
  switch (condition.kind) {
    case 'pattern':
      return onText(textTest(condition.pattern), true)
    case 'no_pattern':
      return onText(textTest(condition.pattern), false)
    case 'signal':
      if (!SIGNAL_NAMES.includes(condition.name)) throw unknownSignal(rule, condition.name)
      return ({ signals }) => signals[condition.name] === condition.is
    case 'predicted':
      return ({ predicted }) => {
        const said = predicted[rule.task]
        return said !== undefined && said.label === condition.label && said.confidence >= condition.atLeast
      }
  }
}

const onText =
  (shows: TextTest, wanted: boolean) =>
  ({ text }: RuleView): boolean =>
    shows(text) === wanted

const unknownSignal = (rule: LabellingRule, name: string): LoopError =>
  new LoopError(
    'LOOP_BAD_RULE',
    `Rule '${rule.ruleId}' asks for the signal '${name}'; there are ${SIGNAL_NAMES.join(', ')}. Choose one of them.`,
  )
