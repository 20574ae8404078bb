import type { LoopPolicy } from './policy.ts'
import { type LoopTurn, recordOf, type StepName, type TurnOutcome } from './turn.ts'

/** What the state machine looks at: the training run, and who answers customers. */
export interface TurnFacts {
  readonly run: {
    readonly state: 'queued' | 'running' | 'done' | 'failed' | 'refused'
    readonly snapshot: string | null
    readonly candidate: string | null
    readonly verdict: 'pass' | 'refuse' | 'inconclusive' | null
    readonly error: { readonly code: string; readonly message: string } | null
  } | null
  /** Labels that people gave since the last snapshot, all tasks together. */
  readonly newLabels: number
  readonly live: string | null
  readonly canary: { readonly bundle: string; readonly share: number } | null
}

/** What is to be done next on a turn. Nothing else is. */
export type Move =
  | { readonly kind: 'order_run' }
  | { readonly kind: 'start_canary'; readonly bundle: string }
  | { readonly kind: 'ramp'; readonly bundle: string }
  | { readonly kind: 'done'; readonly result: Readonly<Record<string, string | number | null>> }
  | { readonly kind: 'wait'; readonly for: string; readonly until: number | null; readonly person: boolean }
  | { readonly kind: 'end'; readonly outcome: TurnOutcome; readonly why: string }

/**
 * The next move of an open turn. Pure: the same turn and facts give the same move, so a step that was cut off is simply
 * looked at again, and what it had already done shows in the facts.
 *
 * @param now epoch milliseconds of the data's clock
 */
export function nextMove(turn: LoopTurn, facts: TurnFacts, policy: LoopPolicy, now: number): Move {
  return MOVES[turn.step](turn, facts, policy, now)
}

type MoveOf = (turn: LoopTurn, facts: TurnFacts, policy: LoopPolicy, now: number) => Move

const MOVES: Readonly<Record<StepName, MoveOf>> = {
  freeze(turn, { run, newLabels }) {
    if (run === null) {
      if (newLabels === 0 && turn.trigger.kind !== 'person') {
        return end('nothing_new', 'No label came since the last snapshot, so a new model would be the old one.')
      }
      return { kind: 'order_run' }
    }
    if (run.snapshot !== null) return done({ snapshot: run.snapshot })
    return underway(run, 'the snapshot to be taken')
  },

  train(_, { run }) {
    if (run?.candidate) return done({ candidate: run.candidate })
    return underway(run, 'the models to be trained and compared with the live ones')
  },

  evaluate(_, { run }) {
    const over = run?.state === 'done' || run?.state === 'refused'
    if (run !== null && over && run.verdict !== null) return done({ verdict: run.verdict })
    return underway(run, 'the verdict of the gate')
  },

  propose(_, { run, live }) {
    const candidate = run?.candidate ?? null
    if (run === null || candidate === null) return end('failed', 'The training run left no candidate.')
    if (candidate === live) {
      return run.verdict === 'pass'
        ? done({ candidate, live })
        : end('nothing_new', `Training made the live bundle ${candidate} again.`)
    }
    if (run.verdict === 'refuse') {
      return end('refused', `The gate refused ${candidate}; GET /v1/bundles/${candidate} gives the reasons.`)
    }
    if (run.verdict !== 'pass') {
      return end(
        'inconclusive',
        `The gate could not tell whether ${candidate} is better; what is not proved does not ship.`,
      )
    }
    return done({ candidate })
  },

  canary(turn, { live, canary }, policy) {
    const bundle = turn.candidate!
    if (live === bundle) return done({ live: bundle })
    if (canary?.bundle === bundle) return done({ canary: bundle, share: canary.share })
    if (canary !== null) return wait(`the canary ${canary.bundle} to end`, null, true)
    if (live === null)
      return wait(`a person: nothing is live yet, so salesloop release promote --bundle ${bundle}`, null, true)
    if (policy.canary.automatic) return { kind: 'start_canary', bundle }
    return wait(
      `a person: salesloop release canary --bundle ${bundle} gives it to a share of the customers, salesloop loop skip canary leaves it in the registry`,
      null,
      true,
    )
  },

  ramp(turn, { live, canary }) {
    const bundle = turn.candidate!
    if (live === bundle) return done({ live: bundle })
    if (canary?.bundle !== bundle) return takenBack(bundle, live)
    return { kind: 'ramp', bundle }
  },

  watch(turn, { live }, policy, now) {
    const bundle = turn.candidate!
    if (live !== bundle) return takenBack(bundle, live)
    const until = (recordOf(turn)?.startedAt ?? now) + policy.watch.forMs
    if (now >= until) return done({ live: bundle })
    return wait(`the end of the watch over ${bundle}`, until, false)
  },

  decide(turn, { live, canary }) {
    const bundle = turn.candidate!
    if (live === bundle) return end('kept', `${bundle} is live.`)
    if (canary?.bundle === bundle) return end('in_canary', `${bundle} stays the canary; people decide on it.`)
    const wasReleased = turn.steps.some(({ step, state }) => step === 'canary' && state === 'done')
    if (wasReleased) return takenBack(bundle, live)
    return end('proposed', `${bundle} waits in the registry: salesloop release canary --bundle ${bundle}.`)
  },
}

const done = (result: Readonly<Record<string, string | number | null>>): Move => ({ kind: 'done', result })
const end = (outcome: TurnOutcome, why: string): Move => ({ kind: 'end', outcome, why })
const wait = (what: string, until: number | null, person: boolean): Move => ({ kind: 'wait', for: what, until, person })
const takenBack = (bundle: string, live: string | null): Move =>
  end('taken_back', `${bundle} was taken back; ${live ?? 'nothing'} is live.`)

function underway(run: TurnFacts['run'], what: string): Move {
  if (run === null) return end('failed', 'The training run is gone.')
  if (run.state === 'failed') return end('failed', run.error?.message ?? 'The training run failed.')
  if (run.state === 'done' || run.state === 'refused') return end('failed', 'The training run ended without a result.')
  return wait(run.state === 'queued' ? 'the training runs before it' : what, null, false)
}
