import type { Alert, AlertChange, AlertState, Judged } from './alert.ts'
import type { AlertRule } from './alert-rule.ts'

export interface KeptRules {
  /** 0 = those that salesloop comes with. */
  readonly version: number
  readonly rules: readonly AlertRule[]
  readonly changedAt: number | null
  readonly changedBy: string | null
}

/** One line of an alert's history. */
export interface AlertEntry extends Omit<AlertChange, 'tell'> {
  readonly alertId: string
  readonly value: number | null
  readonly why: string
  /** The same in Chinese; null = a person wrote it, or an older salesloop. */
  readonly whyZh: string | null
}

export interface AlertFilter {
  /** null = pending and firing. */
  readonly states: readonly AlertState[] | null
  readonly rule: string | null
  readonly after: string | null
  readonly limit: number
}

export interface AlertStore {
  rules(): Promise<KeptRules>
  /** Throws LOOP_STALE_RULES (409) when `expected` is not the version that holds. */
  putRules(rules: readonly AlertRule[], expected: number | null, now: number, who: string): Promise<KeptRules>
  list(filter: AlertFilter): Promise<Alert[]>
  /** Throws LOOP_NO_ALERT (404). */
  get(alertId: string): Promise<Alert>
  /** Newest first. */
  history(alertId: string, limit: number): Promise<AlertEntry[]>
  /**
   * Changes alerts, one caller at a time: states, their history and what is to be told of them are written together or not
   * at all.
   *
   * @param change gets the alerts that exist, by id; returns those that were judged
   * @param channels to which what is to be told goes
   * @param madeAt wall clock, epoch milliseconds
   */
  change(
    change: (held: ReadonlyMap<string, Alert>) => readonly Judged[],
    channels: readonly string[],
    madeAt: number,
  ): Promise<readonly Judged[]>
}
