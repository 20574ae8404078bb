import { LoopError } from '../errors/loop-error.ts'
import { checkCron, type Schedule } from './schedule.ts'

/** What the loop may do by itself. Everything is off until a person switches it on. */
export interface LoopPolicy {
  readonly train: {
    /** May a turn of the loop begin without a person? */
    readonly automatic: boolean
    /** When a turn begins; null = never by the clock. */
    readonly schedule: Schedule | null
    /** A turn begins with so many new labels of one task; null = never by labels. */
    readonly leastLabels: number | null
    /** A turn begins when a drift alarm fires. */
    readonly onDrift: boolean
  }
  readonly canary: {
    /** May a candidate that passed the gate begin its ramp without a person? How it goes on, the release policy says. */
    readonly automatic: boolean
  }
  readonly faults: {
    /** May the model of the learned admission be trained without a person? Who is in charge, only a person says. */
    readonly automatic: boolean
    /** It is trained again with so many verdicts more than at the last training. */
    readonly leastVerdicts: number
  }
  readonly watch: {
    /** How long a bundle is watched after it went live, milliseconds. */
    readonly forMs: number
  }
  readonly export: {
    /** Events of each full hour, and the rows of the days that they concern, by themselves. */
    readonly hourly: boolean
    /** The whole of each full day, compared with the service's rows. */
    readonly daily: boolean
  }
}

/** A policy as it is kept: policies are added, never changed. */
export interface KeptPolicy extends LoopPolicy {
  /** 0 = nobody has set one yet. */
  readonly version: number
  /** Epoch milliseconds of the data's clock. */
  readonly sinceAt: number
  readonly changedBy: string
  readonly why: string
}

const DAY_MS = 86_400_000

export const defaultPolicy: LoopPolicy = {
  train: { automatic: false, schedule: { cron: '0 2 * * 1', timeZone: 'UTC' }, leastLabels: 50, onDrift: false },
  canary: { automatic: false },
  faults: { automatic: false, leastVerdicts: 200 },
  watch: { forMs: DAY_MS },
  export: { hourly: false, daily: false },
}

export const FIRST_POLICY: KeptPolicy = {
  ...defaultPolicy,
  version: 0,
  sinceAt: 0,
  changedBy: 'salesloop',
  why: 'as shipped',
}

/** Throws LOOP_BAD_POLICY, naming the field, for what no loop can follow. */
export function checkPolicy(policy: LoopPolicy): LoopPolicy {
  const { train, watch, faults } = policy
  if (train.schedule !== null) checkCron(train.schedule)
  if (train.leastLabels !== null && !(Number.isSafeInteger(train.leastLabels) && train.leastLabels >= 1)) {
    throw badPolicy(`train.least_labels is ${train.leastLabels}. Give a whole number from 1 on, or null for never.`)
  }
  if (!(Number.isSafeInteger(faults.leastVerdicts) && faults.leastVerdicts >= 1)) {
    throw badPolicy(`faults.least_verdicts is ${faults.leastVerdicts}. Give a whole number from 1 on.`)
  }
  if (!(Number.isSafeInteger(watch.forMs) && watch.forMs >= 0)) {
    throw badPolicy(`watch.for_ms is ${watch.forMs}. Give whole milliseconds from 0 on; a day is ${DAY_MS}.`)
  }
  if (train.automatic && train.schedule === null && train.leastLabels === null && !train.onDrift) {
    throw badPolicy(
      'train.automatic is on, and nothing could begin a turn. Give a schedule, least_labels or on_drift, or switch it off.',
    )
  }
  return policy
}

export const badPolicy = (message: string): LoopError =>
  new LoopError('LOOP_BAD_POLICY', `The loop's policy was not changed: ${message}`, { status: 400 })
