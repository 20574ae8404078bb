import { createHash } from 'node:crypto'
import { canonicalValue } from '../events/canonical.ts'
import { type FeatureConfig, namedOnly } from '../features/config.ts'
import { type AdmissionConfig, defaultAdmissionConfig } from './config.ts'
import { ADMISSION_RULES, type Rule } from './rules.ts'

/** A rule as a team keeps it. */
export interface KeptRule extends Rule {
  /** Switched off, it stays in the table and flags nothing. */
  readonly enabled: boolean
  readonly note: string | null
}

/** What a team may change of the admission. The windows of the features are no part of it: they change rows by a refold. */
export interface RuleTable {
  /** In the order in which reasons are named. */
  readonly rules: readonly KeptRule[]
  readonly thresholds: AdmissionConfig
}

/** A table as it was saved; nothing of it changes any more. */
export interface RuleVersion extends RuleTable {
  /** Counts up; 1 = the built-in one. */
  readonly version: number
  /** The version that it was made from. */
  readonly parent: number | null
  /** The version whose content it brings back. */
  readonly restored: number | null
  readonly author: string
  readonly comment: string
  /** Epoch milliseconds; 0 = built in. */
  readonly at: number
}

/** Lower case, digits and underscores, 2 to 48 characters, a letter first: as in the names that are built in. */
export const REASON_PATTERN = /^[a-z][a-z0-9_]{1,47}$/

export const BUILT_IN_TABLE: RuleTable = {
  rules: ADMISSION_RULES.map((rule) => ({ ...rule, enabled: true, note: null })),
  thresholds: defaultAdmissionConfig,
}

/** What holds until a team saves its own (spec/features.md, section 6). */
export const BUILT_IN: RuleVersion = {
  ...BUILT_IN_TABLE,
  version: 1,
  parent: null,
  restored: null,
  author: 'salesloop',
  comment: 'built in',
  at: 0,
}

/** The rules that are switched on. */
export const rulesInForce = ({ rules }: Pick<RuleTable, 'rules'>): Rule[] =>
  rules.filter((rule) => rule.enabled).map(({ reason, all }) => ({ reason, all }))

/** The name by which a bundle says which rules judge: equal for tables that judge alike, whatever their notes say. */
export function rulesId(table: RuleTable, features: FeatureConfig): string {
  const content = canonicalValue({
    ADMISSION_RULES: rulesInForce(table),
    defaultAdmissionConfig: table.thresholds,
    defaultConfig: namedOnly(features),
  })
  return `rules-${createHash('sha256').update(content).digest('hex').slice(0, 12)}`
}
