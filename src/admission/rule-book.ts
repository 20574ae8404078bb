import { LoopError } from '../errors/loop-error.ts'
import type { RuleTable, RuleVersion } from './rule-version.ts'

/** Who saves, from what, and why. */
export interface RuleChange {
  /** The version that the change was made from; another one in force refuses it. */
  readonly parent: number
  readonly restored: number | null
  readonly author: string
  readonly comment: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** The admission rules, version by version. Versions are only added. */
export interface RuleBook {
  /** The latest version; the built-in one until a team has saved its own. */
  current(): Promise<RuleVersion>
  /** Throws LOOP_NO_RULES_VERSION (404). */
  version(version: number): Promise<RuleVersion>
  /** Newest first, only those below `before`; the built-in one is the last. */
  versions(limit: number, before?: number): Promise<RuleVersion[]>
  /** Adds the next version. Throws LOOP_RULES_CHANGED (409) when `parent` is not the latest one. */
  save(table: RuleTable, change: RuleChange): Promise<RuleVersion>
}

export const noRulesVersion = (version: number): LoopError =>
  new LoopError(
    'LOOP_NO_RULES_VERSION',
    `There is no version ${version} of the admission rules. GET /v1/rules/versions lists them.`,
    { status: 404 },
  )

export const rulesChanged = (parent: number, { version, author, comment }: RuleVersion): LoopError =>
  new LoopError(
    'LOOP_RULES_CHANGED',
    `This change was made from version ${parent} of the admission rules, and ${author} has saved version ${version} since ('${comment}'). Nothing was saved. Compare the two, and repeat the change from version ${version}.`,
    { status: 409 },
  )
