import { z } from 'zod'
import type { AdmissionConfig } from '../../admission/config.ts'
import type { RuleDiff, ThresholdChange } from '../../admission/rule-diff.ts'
import { type KeptRule, REASON_PATTERN, type RuleTable, type RuleVersion } from '../../admission/rule-version.ts'
import { SIGNALS } from '../../admission/rules.ts'
import { Name, Text } from './texts.ts'

const Words = z.array(Name).max(500)
/** Name in a request -> name in the code. */
const THRESHOLDS = {
  order_intents: 'orderIntents',
  no_objection: 'noObjection',
  price_words_zh: 'priceWordsZh',
  price_words_en: 'priceWordsEn',
  high_confidence: 'highConfidence',
  click_window_ms: 'clickWindowMs',
} as const satisfies Record<string, keyof AdmissionConfig>

export const ThresholdsForm = z.strictObject({
  order_intents: Words.describe('Intents that say that the customer wants to order.'),
  no_objection: Words.describe('Objection labels that mean that there is none.'),
  price_words_zh: Words.describe('Words of price, found anywhere in a text.'),
  price_words_en: Words.describe('Words of price, found as whole words.'),
  high_confidence: z.number().describe('From here on, a prediction counts as sure of itself; in (0, 1].'),
  click_window_ms: z.int().describe('What a reply to an order intent may take to be clicked on.'),
})
export const RuleForm = z.strictObject({
  reason: z.string().regex(REASON_PATTERN).describe('Name of the rule, and of the reason that samples carry.'),
  all: z.array(z.enum(SIGNALS)).min(1).max(SIGNALS.length).describe('The rule holds when all of these do.'),
  enabled: z.boolean().default(true).describe('Switched off, it stays in the table and flags nothing.'),
  note: Text.nullish().describe('What the rule is for.'),
})
export const TableForm = z.object({
  rules: z.array(RuleForm).max(40).describe('In the order in which reasons are named.'),
  thresholds: ThresholdsForm.partial().optional().describe('Left out = as in the version that it is made from.'),
})

const RuleAnswer = z.object({
  reason: z.string(),
  all: z.array(z.enum(SIGNALS)),
  enabled: z.boolean(),
  note: z.string().nullable(),
})
export const VersionAnswer = z.object({
  version: z.int().describe('1 = built in.'),
  parent: z.int().nullable().describe('The version that it was made from.'),
  restored: z.int().nullable().describe('The version whose content it brings back.'),
  author: z.string(),
  comment: z.string(),
  at: z.int().describe('Epoch milliseconds; 0 = built in.'),
  rules: z.array(RuleAnswer),
  thresholds: ThresholdsForm,
})
export const DiffAnswer = z.object({
  from: z.int(),
  to: z.int(),
  added: z.array(RuleAnswer),
  removed: z.array(RuleAnswer),
  changed: z.array(z.object({ reason: z.string(), before: RuleAnswer, after: RuleAnswer })),
  reordered: z.boolean().describe('The rules that both have stand in another order.'),
  thresholds: z.array(
    z.object({
      name: z.enum(Object.keys(THRESHOLDS) as [keyof typeof THRESHOLDS]),
      before: z.number().nullable(),
      after: z.number().nullable(),
      added: z.array(z.string()).describe('Of a list of words: what came.'),
      removed: z.array(z.string()).describe('Of a list of words: what went.'),
    }),
  ),
})

/** A table as it was sent; thresholds that were left out are those of `base`. */
export const toTable = (body: z.infer<typeof TableForm>, base: RuleTable): RuleTable => ({
  rules: body.rules.map((rule) => ({ ...rule, note: rule.note ?? null })),
  thresholds: {
    ...base.thresholds,
    ...Object.fromEntries(
      Object.entries(body.thresholds ?? {}).flatMap(([name, value]) =>
        value === undefined ? [] : [[THRESHOLDS[name as keyof typeof THRESHOLDS], value]],
      ),
    ),
  },
})

const toRule = ({ reason, all, enabled, note }: KeptRule): z.infer<typeof RuleAnswer> => ({
  reason,
  all: [...all],
  enabled,
  note,
})

const toThresholds = (config: AdmissionConfig): z.infer<typeof ThresholdsForm> => ({
  order_intents: [...config.orderIntents],
  no_objection: [...config.noObjection],
  price_words_zh: [...config.priceWordsZh],
  price_words_en: [...config.priceWordsEn],
  high_confidence: config.highConfidence,
  click_window_ms: config.clickWindowMs,
})

export const toVersion = (saved: RuleVersion): z.infer<typeof VersionAnswer> => ({
  version: saved.version,
  parent: saved.parent,
  restored: saved.restored,
  author: saved.author,
  comment: saved.comment,
  at: saved.at,
  rules: saved.rules.map(toRule),
  thresholds: toThresholds(saved.thresholds),
})

export const toDiff = (from: number, to: number, diff: RuleDiff): z.infer<typeof DiffAnswer> => ({
  from,
  to,
  added: diff.added.map(toRule),
  removed: diff.removed.map(toRule),
  changed: diff.changed.map(({ reason, before, after }) => ({
    reason,
    before: toRule(before),
    after: toRule(after),
  })),
  reordered: diff.reordered,
  thresholds: diff.thresholds.map(toThresholdChange),
})

function toThresholdChange(change: ThresholdChange): z.infer<typeof DiffAnswer>['thresholds'][number] {
  const names = Object.entries(THRESHOLDS) as [keyof typeof THRESHOLDS, keyof AdmissionConfig][]
  const name = names.find(([, inCode]) => inCode === change.name)![0]
  return 'before' in change
    ? { name, before: change.before, after: change.after, added: [], removed: [] }
    : { name, before: null, after: null, added: [...change.added], removed: [...change.removed] }
}
