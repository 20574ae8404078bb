import type { Task } from '../models/task.ts'
import type { KeptPolicy } from './policy.ts'
import { inWords, lastUpTo, nextAfter } from './schedule.ts'
import type { Trigger } from './turn.ts'

/** What could begin a turn. Instants are epoch milliseconds of the data's clock. */
export interface BeginFacts {
  /** Turns that people labelled since the last snapshot, per task. */
  readonly newLabels: Readonly<Record<Task, number>>
  /** The drift alarm that fires; null = none. */
  readonly drift: { readonly alarm: string; readonly since: number } | null
  /** When the last turn began; null = there was none. */
  readonly lastTurnAt: number | null
}

export type Beginning =
  | { readonly kind: 'begin'; readonly trigger: Trigger }
  | { readonly kind: 'wait'; readonly for: string; readonly until: number | null }

/** Does a turn begin by itself now? If not, what it waits for, in words. */
export function beginning(policy: KeptPolicy, facts: BeginFacts, now: number): Beginning {
  const { train } = policy
  if (!train.automatic) {
    return {
      kind: 'wait',
      for: 'a person (salesloop loop start): turns do not begin by themselves, as the policy stands',
      until: null,
    }
  }
  const trigger = dueTrigger(policy, facts, now)
  if (trigger !== null) return { kind: 'begin', trigger }
  return whatIsAwaited(policy, facts, now)
}

function dueTrigger({ train, sinceAt }: KeptPolicy, facts: BeginFacts, now: number): Trigger | null {
  const { newLabels, drift, lastTurnAt } = facts
  const since = Math.max(sinceAt, lastTurnAt ?? 0)
  if (train.leastLabels !== null) {
    const [task, count] = most(newLabels)
    if (count >= train.leastLabels) return byLoop('labels', `${count} new labels of ${task}`)
  }
  if (train.schedule !== null) {
    const dueAt = lastUpTo(train.schedule, now)
    if (dueAt > since) return byLoop('schedule', inWords(dueAt, train.schedule.timeZone))
  }
  if (train.onDrift && drift !== null && drift.since > since) return byLoop('drift', drift.alarm)
  return null
}

function whatIsAwaited({ train }: KeptPolicy, { newLabels }: BeginFacts, now: number): Beginning {
  const ways: string[] = []
  let until: number | null = null
  if (train.leastLabels !== null) {
    const [task, count] = most(newLabels)
    const missing = train.leastLabels - count
    ways.push(`${missing} more ${missing === 1 ? 'label' : 'labels'} of ${task}`)
  }
  if (train.schedule !== null) {
    until = nextAfter(train.schedule, now)
    ways.push(inWords(until, train.schedule.timeZone))
  }
  if (train.onDrift) ways.push('a drift alarm')
  return { kind: 'wait', for: ways.join(', or '), until }
}

/** The task with the most new labels: the one that needs the fewest more. */
function most(newLabels: Readonly<Record<Task, number>>): [string, number] {
  const sorted = Object.entries(newLabels).sort(([, a], [, b]) => b - a)
  return sorted[0] ?? ['intent', 0]
}

const byLoop = (kind: Trigger['kind'], detail: string): Trigger => ({ kind, detail, who: 'loop' })
