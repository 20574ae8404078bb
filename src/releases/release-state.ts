import { LoopError } from '../errors/loop-error.ts'
import type { CanaryCheck } from './canary.ts'

export const RELEASE_ACTIONS = ['canary', 'promote', 'rollback', 'advance'] as const
export type ReleaseAction = (typeof RELEASE_ACTIONS)[number]

export interface Canary {
  readonly bundle: string
  /** Share of users that it answers, in (0, 1). */
  readonly share: number
  /** When this share began, epoch milliseconds. */
  readonly since: number
}

/** Who answers customers now. */
export interface ReleaseState {
  /** Grows with every change; 0 = nothing was ever released. */
  readonly revision: number
  readonly live: string | null
  /** What was live before, newest first: where a rollback without a name goes. A rollback takes its target off the list, so that a second one does not bring the bad bundle back. */
  readonly earlier: readonly string[]
  readonly canary: Canary | null
}

/** One line of the ledger of what was live when; never changed. */
export interface LedgerEntry extends ReleaseState {
  readonly at: number
  readonly action: ReleaseAction
  /** The bundle that the action was about. */
  readonly bundle: string
  /** As the order named him, and the key that sent it. */
  readonly who: string
  readonly recordedBy: string
  readonly why: string
  /** The gate or the check said no, and a person decided otherwise. */
  readonly forced: boolean
  /** What an advance was decided on. */
  readonly check: CanaryCheck | null
}

export interface ReleaseOrder {
  readonly action: ReleaseAction
  readonly bundle?: string | undefined
  readonly share?: number | undefined
  readonly who: string
  /** The key that sent the order; the loop itself when left out. */
  readonly recordedBy?: string | undefined
  readonly why: string
  readonly force?: boolean | undefined
  /** Of a rollback: the earlier bundle whose models `bundle` has, under newer rules. */
  readonly standsFor?: string | undefined
  readonly check?: CanaryCheck | undefined
  /** Revision of the state on which gate and check were asked: they say nothing about a later one. */
  readonly decidedOn?: number | undefined
}

export const NOTHING_RELEASED: ReleaseState = { revision: 0, live: null, earlier: [], canary: null }

const REMEMBERED = 20

/** Shares that an advance without a share goes through; after the last, the canary is live. */
export const STAGES: readonly number[] = [0.05, 0.25, 0.5]

/**
 * The state after an order, and its line in the ledger. Pure: the registry calls it inside one transaction.
 *
 * - `canary` gives a bundle a share of the users beside the live one.
 * - `promote` makes a bundle (default: the canary) live for all.
 * - `advance` gives the canary the next stage (or `share`; 1 = live for all).
 * - `rollback` to a named bundle that was live makes that one live; without a name it ends the canary, or, when there is
 *   none, brings back what was live before. Afterwards no canary runs. No gate is asked, so it reaches no other bundle.
 *
 * Throws LOOP_RELEASE_IMPOSSIBLE (409) when the order does not fit the state, or was decided on another one.
 */
export function nextState(state: ReleaseState, order: ReleaseOrder, now: number): LedgerEntry {
  if (order.decidedOn !== undefined && order.decidedOn !== state.revision) {
    throw impossible(
      `This was decided on release ${order.decidedOn}, and by now it is ${state.revision}. Look at GET /v1/releases and order again.`,
    )
  }
  const step = STEPS[order.action](state, order, now)
  return {
    revision: state.revision + 1,
    live: step.live,
    earlier: earlierAfter(state, step.live, order),
    canary: step.canary,
    at: now,
    action: order.action,
    bundle: step.bundle,
    who: order.who,
    recordedBy: order.recordedBy ?? 'loop',
    why: order.why,
    forced: order.force ?? false,
    check: order.check ?? null,
  }
}

function earlierAfter(state: ReleaseState, live: string | null, order: ReleaseOrder): readonly string[] {
  if (live === state.live || state.live === null) return state.earlier
  const at = state.earlier.indexOf(order.standsFor ?? live ?? '')
  if (order.action === 'rollback' && at >= 0) return state.earlier.slice(at + 1)
  return [state.live, ...state.earlier].slice(0, REMEMBERED)
}

interface Step {
  readonly live: string | null
  readonly canary: Canary | null
  readonly bundle: string
}

const STEPS: Readonly<Record<ReleaseAction, (state: ReleaseState, order: ReleaseOrder, now: number) => Step>> = {
  canary(state, { bundle, share }, now) {
    if (bundle === undefined)
      throw impossible('A canary needs a bundle; none was named. Name one that a training run made.')
    if (state.live === null) throw impossible(`Nothing is live beside which ${bundle} could be a canary. Promote it.`)
    if (bundle === state.live) throw impossible(`${bundle} is live already. Name another bundle.`)
    const part = share ?? STAGES[0]!
    if (!(part > 0 && part < 1)) throw impossible(`The share ${part} is not between 0 and 1. Use promote for everyone.`)
    return { live: state.live, canary: { bundle, share: part, since: now }, bundle }
  },

  promote(state, order) {
    const bundle = order.bundle ?? state.canary?.bundle
    if (bundle === undefined)
      throw impossible('Nothing to promote: no bundle was named and no canary runs. Name a bundle.')
    if (bundle === state.live && state.canary === null) throw impossible(`${bundle} is live already.`)
    return { live: bundle, canary: null, bundle }
  },

  advance(state, { bundle, share }, now) {
    const { canary } = state
    if (canary === null) throw impossible('No canary runs. Start one before advancing it.')
    if (bundle !== undefined && bundle !== canary.bundle) {
      throw impossible(`The canary is ${canary.bundle}, not ${bundle}. Advance that one, or start a new canary.`)
    }
    const next = share ?? STAGES.find((stage) => stage > canary.share) ?? 1
    if (!(next > canary.share && next <= 1)) {
      throw impossible(`The share ${next} is not above the canary's ${canary.share} and at most 1.`)
    }
    if (next === 1) return { live: canary.bundle, canary: null, bundle: canary.bundle }
    return { live: state.live, canary: { bundle: canary.bundle, share: next, since: now }, bundle: canary.bundle }
  },

  rollback(state, order) {
    if (order.bundle !== undefined) {
      const meant = order.standsFor ?? order.bundle
      if (meant === state.live && state.canary === null) throw impossible(`${order.bundle} is live already.`)
      if (meant !== state.live && !state.earlier.includes(meant) && !order.force) {
        throw impossible(
          `${meant} is none of the bundles that were live before (${state.earlier.join(', ') || 'none'}). Use canary or promote, or force.`,
        )
      }
      return { live: order.bundle, canary: null, bundle: order.bundle }
    }
    if (state.canary !== null && state.live !== null) return { live: state.live, canary: null, bundle: state.live }
    const [target] = state.earlier
    if (target === undefined) throw impossible('There is nothing to go back to: no earlier bundle is known. Name one.')
    return { live: target, canary: null, bundle: target }
  },
}

const impossible = (message: string): LoopError => new LoopError('LOOP_RELEASE_IMPOSSIBLE', message, { status: 409 })
