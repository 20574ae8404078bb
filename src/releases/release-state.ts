import { LoopError } from '../errors/loop-error.ts'
import { defaultPolicy, nextShare, type RampPolicy } from './ramp-policy.ts'
import type { StageCheck } from './stage-check.ts'

export const RELEASE_ACTIONS = [
  'canary',
  'advance',
  'promote',
  'rollback',
  'abandon',
  'pause',
  'resume',
  'approve',
  'rules',
  'charge',
] as const
export type ReleaseAction = (typeof RELEASE_ACTIONS)[number]

/** Who ordered something: as the order names him, and the key that sent it. */
export interface Orderer {
  readonly who: string
  readonly recordedBy: string
}

/** A candidate on its way to everybody. */
export interface Canary {
  readonly bundle: string
  /** Share of users that it answers, in (0, 1). */
  readonly share: number
  /** When this share began, epoch milliseconds. Only what began since counts for this stage. */
  readonly since: number
  /** Names the draw of its users, from its first stage to its last. */
  readonly experiment: string
  /** The rules of its way, as they were when it began. */
  readonly ramp: RampPolicy
  /** Stays at its share. Its guardrails go on watching. */
  readonly paused: boolean
  /** How often newer rules made a stage begin anew: each time its verdicts need more (`levelsAt`). */
  readonly restarts: number
  readonly startedAt: number
  readonly startedBy: Orderer
}

/** Somebody agrees that a bundle takes its next step that needs agreement. */
export interface Approval extends Orderer {
  readonly bundle: string
  readonly at: number
}

/** Who answers the customers of an assistant now. */
export interface ReleaseState {
  /** The assistant that has releases of its own; null = the default, which all the others follow. */
  readonly assistant: string | null
  /** The line of the ledger that made it; 0 = nothing was ever released. */
  readonly revision: number
  readonly live: string | null
  /** What was live before, newest first: where a rollback without a name goes. A rollback takes its target off the list, so that a second one does not bring the bad bundle back. */
  readonly earlier: readonly string[]
  readonly canary: Canary | null
  /** Of the canary, or of a bundle that is to become one; a step that needed it uses it up. */
  readonly approval: Approval | null
}

/** One line of the ledger of what was live when; never changed. */
export interface LedgerEntry extends ReleaseState, Orderer {
  readonly at: number
  readonly action: ReleaseAction
  /** The bundle that the action was about. */
  readonly bundle: string
  readonly why: string
  /** The gate or the check said no, and a person decided otherwise. */
  readonly forced: boolean
  /** What the step was decided on. */
  readonly check: StageCheck | null
}

export interface ReleaseOrder {
  readonly action: ReleaseAction
  /** Of this assistant alone; null or absent = of the default. */
  readonly assistant?: string | null | undefined
  readonly bundle?: string | undefined
  readonly share?: number | undefined
  /** Of a canary: how it goes on. */
  readonly ramp?: RampPolicy | undefined
  readonly who: string
  /** The key that sent the order; the loop itself when left out. */
  readonly recordedBy?: string | undefined
  readonly why: string
  readonly force?: boolean | undefined
  /** Of a rollback: the earlier bundle whose models `bundle` has, under newer rules. */
  readonly standsFor?: string | undefined
  /** Of new rules: the canary with them. */
  readonly canaryBundle?: string | undefined
  readonly check?: StageCheck | undefined
  /** Revision of the state on which gate and check were asked: they say nothing about a later one. */
  readonly decidedOn?: number | undefined
}

export const NOTHING_RELEASED: ReleaseState = {
  assistant: null,
  revision: 0,
  live: null,
  earlier: [],
  canary: null,
  approval: null,
}

const REMEMBERED = 20

/**
 * The state after an order, and its line in the ledger. Pure: the registry calls it inside one transaction.
 *
 * - `canary` gives a bundle a share of the users beside the live one.
 * - `advance` gives the canary the next stage (or `share`; 1 = live for all).
 * - `promote` makes a bundle (default: the canary) live for all.
 * - `rollback` to a named bundle that was live makes that one live; without a name it ends the canary, or, when there is
 *   none, brings back what was live before. Afterwards no canary runs. No gate is asked, so it reaches no other bundle.
 * - `abandon` ends the canary, and only that. `pause` and `resume` keep it at its share and let it go on.
 * - `approve` keeps who agreed. `rules` puts newer rules under the live bundle, `charge` another in charge of its admission (a learned
 *   model, or the rule table), both without a step on the way back.
 *
 * @param state of the order's assistant: what it follows when it has none of its own
 * @param revision number of the new line of the ledger
 * Throws LOOP_RELEASE_IMPOSSIBLE (409) when the order does not fit the state, or was decided on another one.
 */
export function nextState(
  state: ReleaseState,
  order: ReleaseOrder,
  now: number,
  revision = state.revision + 1,
): LedgerEntry {
  if (order.decidedOn !== undefined && order.decidedOn !== state.revision) {
    throw impossible(
      `This was decided on release ${order.decidedOn}, and by now it is ${state.revision}. Look at GET /v1/releases and order again.`,
    )
  }
  const orderer = { who: order.who, recordedBy: order.recordedBy ?? 'loop' }
  const step = STEPS[order.action](state, order, { now, revision, orderer })
  return {
    assistant: order.assistant ?? null,
    revision,
    live: step.live,
    earlier: earlierAfter(state, step.live, order),
    canary: step.canary,
    approval: step.approval ?? null,
    at: now,
    action: order.action,
    bundle: step.bundle,
    ...orderer,
    why: order.why,
    forced: order.force ?? false,
    check: order.check ?? null,
  }
}

/** Changes nothing of what answers, so that there is no step back to it. */
const isOfAdmission = ({ action }: ReleaseOrder): boolean => action === 'rules' || action === 'charge'

function earlierAfter(state: ReleaseState, live: string | null, order: ReleaseOrder): readonly string[] {
  if (live === state.live || state.live === null || isOfAdmission(order)) return state.earlier
  const at = state.earlier.indexOf(order.standsFor ?? live ?? '')
  if (order.action === 'rollback' && at >= 0) return state.earlier.slice(at + 1)
  return [state.live, ...state.earlier].slice(0, REMEMBERED)
}

interface Step {
  readonly live: string | null
  readonly canary: Canary | null
  readonly bundle: string
  readonly approval?: Approval | null
}

interface Moment {
  readonly now: number
  readonly revision: number
  readonly orderer: Orderer
}

type MakeStep = (state: ReleaseState, order: ReleaseOrder, moment: Moment) => Step

const STEPS: Readonly<Record<ReleaseAction, MakeStep>> = {
  canary(state, { bundle, share, ramp = defaultPolicy.ramp }, { now, revision, orderer }) {
    if (bundle === undefined)
      throw impossible('A canary needs a bundle; none was named. Name one that a training run made.')
    if (state.live === null) throw impossible(`Nothing is live beside which ${bundle} could be a canary. Promote it.`)
    if (bundle === state.live) throw impossible(`${bundle} is live already. Name another bundle.`)
    const part = share ?? ramp.stages[0]?.share ?? 0
    if (!(part > 0 && part < 1)) throw impossible(`The share ${part} is not between 0 and 1. Use promote for everyone.`)
    const experiment = `canary:${bundle}:${revision}`
    const begun = { since: now, startedAt: now, startedBy: orderer, paused: false, restarts: 0 }
    return { live: state.live, canary: { bundle, share: part, experiment, ramp, ...begun }, bundle }
  },

  promote(state, order) {
    const bundle = order.bundle ?? state.canary?.bundle
    if (bundle === undefined)
      throw impossible('Nothing to promote: no bundle was named and no canary runs. Name a bundle.')
    if (bundle === state.live && state.canary === null) throw impossible(`${bundle} is live already.`)
    return { live: bundle, canary: null, bundle }
  },

  advance(state, order, { now }) {
    const canary = theCanary(state, order)
    if (canary.paused && !order.force) {
      throw impossible(`The canary ${canary.bundle} is paused. Resume it before it advances, or force.`)
    }
    const next = order.share ?? nextShare(canary.ramp, canary.share)
    if (!(next > canary.share && next <= 1)) {
      throw impossible(`The share ${next} is not above the canary's ${canary.share} and at most 1.`)
    }
    if (next === 1) return { live: canary.bundle, canary: null, bundle: canary.bundle }
    return { ...same(state), canary: { ...canary, share: next, since: now }, bundle: canary.bundle }
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

  abandon(state, order) {
    return { live: state.live, canary: null, bundle: theCanary(state, order).bundle }
  },

  pause(state, order) {
    const canary = theCanary(state, order)
    if (canary.paused) throw impossible(`The canary ${canary.bundle} is paused already.`)
    return { ...same(state), canary: { ...canary, paused: true }, bundle: canary.bundle }
  },

  resume(state, order) {
    const canary = theCanary(state, order)
    if (!canary.paused) throw impossible(`The canary ${canary.bundle} is not paused.`)
    return { ...same(state), canary: { ...canary, paused: false }, bundle: canary.bundle }
  },

  approve(state, order, { now, orderer }) {
    const bundle = order.bundle ?? state.canary?.bundle
    if (bundle === undefined) throw impossible('Nothing to approve: no bundle was named and no canary runs. Name one.')
    if (bundle === state.live) throw impossible(`${bundle} is live already; nothing of it waits for approval.`)
    return { ...same(state), bundle, approval: { bundle, at: now, ...orderer } }
  },

  rules: underAdmission('rules'),
  charge: underAdmission('admission'),
}

function underAdmission(what: string): MakeStep {
  return (state, { bundle, canaryBundle }, { now }) => {
    if (bundle === undefined || state.live === null) throw impossible(`Nothing is live that could get newer ${what}.`)
    if (bundle === state.live) throw impossible(`${bundle} has these ${what} already.`)
    const { canary: running } = state
    const anew = running && { since: now, restarts: running.restarts + 1 }
    const canary = running && { ...running, bundle: canaryBundle ?? running.bundle, ...anew }
    // A canary that differed from the live bundle in its admission alone has nothing left to prove.
    return { ...same(state), live: bundle, canary: canary?.bundle === bundle ? null : canary, bundle }
  }
}

const same = ({ live, canary, approval }: ReleaseState) => ({ live, canary, approval })

function theCanary({ canary }: ReleaseState, { action, bundle }: ReleaseOrder): Canary {
  if (canary === null) throw impossible(`No canary runs, so there is none to ${action}. Start one first.`)
  if (bundle !== undefined && bundle !== canary.bundle) {
    throw impossible(`The canary is ${canary.bundle}, not ${bundle}. Name that one, or start a new canary.`)
  }
  return canary
}

const impossible = (message: string): LoopError => new LoopError('LOOP_RELEASE_IMPOSSIBLE', message, { status: 409 })
