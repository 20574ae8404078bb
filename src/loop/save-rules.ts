import { checkedTable } from '../admission/check-rules.ts'
import type { RuleBook } from '../admission/rule-book.ts'
import type { RuleTable, RuleVersion } from '../admission/rule-version.ts'
import { LoopError } from '../errors/loop-error.ts'
import type { RuleParts } from '../releases/bundle.ts'
import { allStates } from '../releases/model-registry.ts'
import type { LedgerEntry } from '../releases/release-state.ts'
import { type ReleasePorts, releaseRules } from './release.ts'

export interface SaveRulesPorts {
  readonly rules: RuleBook
  readonly registry: ReleasePorts['registry']
  /** How a bundle names these rules. */
  partsOf(table: RuleTable): RuleParts
}

/** Who saves, from which version, and why. */
export interface SaveOrder {
  readonly parent: number
  readonly who: string
  readonly recordedBy: string
  readonly comment: string
}

export interface SavedRules {
  readonly rules: RuleVersion
  /** Lines of the release ledger: one for each assistant whose live bundle took the rules up. */
  readonly releases: readonly LedgerEntry[]
}

const RELEASE_TRIES = 5

/**
 * Saves a rule table as the next version: rows that are made from now on are judged by it. Live bundles become ones that differ in
 * their rules alone, without a canary.
 *
 * Throws LOOP_BAD_RULES, LOOP_RULES_CHANGED.
 */
export async function saveRules(
  table: RuleTable,
  order: SaveOrder,
  ports: SaveRulesPorts,
  now: number,
): Promise<SavedRules> {
  return keep(checkedTable(table), order, null, ports, now)
}

/** Saves what an older version said as the next one. Throws LOOP_NO_RULES_VERSION, LOOP_RULES_CHANGED. */
export async function restoreRules(
  version: number,
  order: SaveOrder,
  ports: SaveRulesPorts,
  now: number,
): Promise<SavedRules> {
  return keep(await ports.rules.version(version), order, version, ports, now)
}

async function keep(
  table: RuleTable,
  { parent, who, recordedBy, comment }: SaveOrder,
  restored: number | null,
  ports: SaveRulesPorts,
  now: number,
): Promise<SavedRules> {
  const rules = await ports.rules.save(table, { parent, restored, author: who, comment, at: now })
  return { rules, releases: await followRules({ who, recordedBy, why: comment }, ports, now) }
}

/**
 * Brings every live bundle to the latest rules; those that have them stay as they are. A service does it when it starts as well:
 * a save that was cut off half way is finished then.
 */
export async function followRules(
  by: { readonly who: string; readonly recordedBy: string; readonly why: string },
  { rules, registry, partsOf }: SaveRulesPorts,
  now: number,
): Promise<LedgerEntry[]> {
  const parts = partsOf(await rules.current())
  const entries: LedgerEntry[] = []
  for (const { assistant } of allStates(await registry.states())) {
    const entry = await released(parts, { ...by, assistant }, registry, now)
    if (entry !== null) entries.push(entry)
  }
  return entries
}

/** A ramp or a person may release in between: then it is done on what they left. */
async function released(
  parts: RuleParts,
  order: Parameters<typeof releaseRules>[1],
  registry: ReleasePorts['registry'],
  now: number,
): Promise<LedgerEntry | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await releaseRules(parts, order, { registry }, now)
    } catch (error) {
      const isOvertaken = error instanceof LoopError && error.code === 'LOOP_RELEASE_IMPOSSIBLE'
      if (!isOvertaken || attempt === RELEASE_TRIES) throw error
    }
  }
}
