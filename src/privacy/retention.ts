import { LoopError } from '../errors/loop-error.ts'

/** For how many days each kind of data is kept; null = until somebody removes it. */
export interface RetentionPolicy {
  /** Events (with their texts) and fold state of conversations that are over for good; rows, samples and labels stay. */
  readonly eventDays: number | null
  /** What was answered to whom. */
  readonly decisionDays: number | null
  /** Remarks and better replies of labels; the labels stay. */
  readonly remarkDays: number | null
  /** Backup files that salesloop wrote, at the place where it wrote them. */
  readonly backupDays: number | null
  /** Lines of the embedded database server's log. */
  readonly serverLogDays: number | null
}

export type RetentionKind = keyof RetentionPolicy

/** Nothing of the data goes by itself; backups go, so that an erasure is whole within these days. */
export const DEFAULT_RETENTION: RetentionPolicy = {
  eventDays: null,
  decisionDays: null,
  remarkDays: null,
  backupDays: 30,
  serverLogDays: 14,
}

/** As the interface names them. */
export const WIRE_NAMES = {
  eventDays: 'event_days',
  decisionDays: 'decision_days',
  remarkDays: 'remark_days',
  backupDays: 'backup_days',
  serverLogDays: 'server_log_days',
} as const satisfies Record<RetentionKind, string>

/** Shorter ones would reach into windows that are still open: outcomes come for 72 h, ids are remembered for 8 days. */
const LEAST_DAYS: Readonly<Record<RetentionKind, number>> = {
  eventDays: 8,
  decisionDays: 8,
  remarkDays: 1,
  backupDays: 1,
  serverLogDays: 1,
}
const MOST_DAYS = 36_500

/** Throws LOOP_BAD_RETENTION naming the field. */
export function refuseBadPolicy(policy: RetentionPolicy): void {
  for (const kind of Object.keys(LEAST_DAYS) as RetentionKind[]) {
    const days = policy[kind]
    if (days === null || (Number.isInteger(days) && days >= LEAST_DAYS[kind] && days <= MOST_DAYS)) continue
    throw new LoopError(
      'LOOP_BAD_RETENTION',
      `'${WIRE_NAMES[kind]}' is ${days}; allowed are whole days from ${LEAST_DAYS[kind]} to ${MOST_DAYS}, or null to keep. Nothing was changed.`,
    )
  }
}

/** A policy in force; version 0 is the default. */
export interface RetentionInForce {
  readonly version: number
  readonly policy: RetentionPolicy
  readonly who: string | null
  readonly why: string | null
  readonly at: number | null
}

/** What one run did, or would do, to a kind. */
export interface RetentionFinding {
  readonly kind: RetentionKind
  /** Conversations, orders, decisions, labels, files or lines. */
  readonly removed: number
  readonly unit: string
  /** Old enough, and kept all the same. */
  readonly kept: readonly { readonly count: number; readonly why: string }[]
}

export interface RetentionStore {
  policy(): Promise<RetentionInForce>
  /** Returns the new version. */
  change(policy: RetentionPolicy, by: { who: string; recordedBy: string; why: string }, now: number): Promise<number>
  /** One batch of what is older than `before`; removed 0 = nothing is left. */
  expireEvents(before: number): Promise<number>
  expireDecisions(before: number): Promise<number>
  expireRemarks(before: number): Promise<number>
  /** What a run would remove, and what it must keep. */
  count(kind: 'eventDays' | 'decisionDays' | 'remarkDays', before: number): Promise<RetentionFinding>
  /** Backups made before this instant of the wall clock and not yet removed. */
  oldBackups(before: number): Promise<string[]>
  forgetBackup(path: string, now: number): Promise<void>
}

export interface RetentionFiles {
  /** Removes a backup and the register beside it. false = it is no backup of salesloop: left alone. */
  removeBackup(path: string): Promise<boolean>
  /** Lines of the server's log older than this; `remove` takes them out. */
  oldLogLines(before: number, remove: boolean): Promise<number>
}
