import { type Arm, assign } from '../experiments/assignment.ts'
import type { ReleaseState } from '../releases/release-state.ts'

/** Who answers a user, and why. */
export interface Route {
  readonly bundle: string
  readonly arm: Arm
  /** The experiment that assigned the arm; null while no canary runs. */
  readonly experiment: string | null
}

/**
 * Which bundle answers a user of an assistant with this state: the live one, or the canary for its share of users. Sticky by user; null when nothing is live.
 *
 * @param unit the user; the conversation where he is not known
 */
export function route(state: ReleaseState, unit: string): Route | null {
  if (state.live === null) return null
  if (state.canary === null) return { bundle: state.live, arm: 'live', experiment: null }
  const { bundle, share, experiment } = state.canary
  const arm = assign(experiment, unit, share)
  return { bundle: arm === 'canary' ? bundle : state.live, arm, experiment }
}
