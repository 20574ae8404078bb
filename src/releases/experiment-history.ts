import type { RampPolicy } from './ramp-policy.ts'
import type { Canary, LedgerEntry } from './release-state.ts'

/** One canary from its first user to its end, as the ledger tells it. */
export interface Experiment {
  /** As answers of POST /v1/predict name it. */
  readonly experiment: string
  readonly assistant: string | null
  readonly live: string
  readonly canary: string
  readonly state: 'running' | 'paused' | 'live' | 'taken_back' | 'abandoned' | 'replaced'
  /** Share of users in its last stage. */
  readonly share: number
  readonly ramp: RampPolicy
  /** How often newer rules made a stage begin anew. */
  readonly restarts: number
  readonly startedAt: number
  /** Since when the present (or last) stage counts. */
  readonly since: number
  readonly endedAt: number | null
  /** Its lines of the ledger, oldest first; the last one ended it. */
  readonly history: readonly LedgerEntry[]
}

/** How an action ends a canary that does not go live by it. */
const ENDS: Partial<Record<LedgerEntry['action'], Experiment['state']>> = {
  rollback: 'taken_back',
  abandon: 'abandoned',
}

/**
 * The experiments that a part of the ledger holds, newest first. One whose beginning is not among the lines is told from where they
 * begin.
 *
 * @param ledger lines in any order
 */
export function experimentsOf(ledger: readonly LedgerEntry[]): Experiment[] {
  const found: Experiment[] = []
  for (const lines of Map.groupBy(ledger, (line) => line.assistant).values()) {
    let running: LedgerEntry[] = []
    for (const line of lines.toSorted((a, b) => a.revision - b.revision)) {
      const before = running.at(-1)?.canary?.experiment
      if (before !== undefined) {
        running.push(line)
        if (line.canary?.experiment === before) continue
        found.push(experimentOf(running))
      }
      running = line.canary === null ? [] : [line]
    }
    if (running.length > 0) found.push(experimentOf(running))
  }
  return found.sort((a, b) => begunAt(b) - begunAt(a))
}

/** The revision with which it began: no two have the same, also where a clock stands still. */
export const begunAt = ({ history }: Pick<Experiment, 'history'>): number => history[0]!.revision

function experimentOf(history: readonly LedgerEntry[]): Experiment {
  const first = history[0]!
  const last = history.at(-1)!
  const { canary, live } = history.findLast((line) => line.canary?.experiment === first.canary!.experiment)!
  return {
    experiment: canary!.experiment,
    assistant: first.assistant,
    live: live!,
    canary: canary!.bundle,
    state: stateOf(canary!, last),
    share: canary!.share,
    ramp: canary!.ramp,
    restarts: canary!.restarts,
    startedAt: canary!.startedAt,
    since: canary!.since,
    endedAt: last.canary?.experiment === canary!.experiment ? null : last.at,
    history,
  }
}

function stateOf(canary: Canary, last: LedgerEntry): Experiment['state'] {
  if (last.canary?.experiment === canary.experiment) return canary.paused ? 'paused' : 'running'
  return last.live === canary.bundle ? 'live' : (ENDS[last.action] ?? 'replaced')
}
