import type { Ternary } from '../events/event.ts'
import type { FeatureConfig } from './config.ts'
import type { Reference } from './reference.ts'
import type { Repeat } from './repeated-question.ts'

/** The rounds of a conversation: each ends with the first reply after at least one user message. */
export interface Rounds {
  /** State after the events so far: its number among the conversation's texts, 0 while unknown. */
  state: number
  terminal: boolean
  /** The round not completed yet. */
  hasUser: boolean
  advanced: boolean
  repeat: Repeat | null
  /** Consecutive completed rounds without an advance, up to the last one. */
  run: number
  /** Closing replies of the run's first rounds, as many as make a stall. */
  runReplies: Reference[]
  /** First repeat whose later message lies in the run. */
  runRepeat: Repeat | null
  /** Closing replies of the first rounds that stalled; once there are some they stay. */
  stall: readonly Reference[] | null
  /** First repeat whose later message lies in a stalled run; once there is one it stays. */
  stalledRepeat: Repeat | null
}

export const newRounds = (): Rounds => ({
  state: 0,
  terminal: false,
  hasUser: false,
  advanced: false,
  repeat: null,
  run: 0,
  runReplies: [],
  runRepeat: null,
  stall: null,
  stalledRepeat: null,
})

/** Takes the next user message in order, with the repeat that it makes. */
export function roundAsked(rounds: Rounds, repeat: Repeat | null): void {
  rounds.hasUser = true
  rounds.repeat ??= repeat
}

/** Takes the next fsm_transition in order. `moved`: its `from` and `to` differ, absent counting as a value. */
export function roundMoved(rounds: Rounds, to: State, moved: boolean): void {
  if (moved) rounds.advanced = true
  enterState(rounds, to)
}

/** A state that an event names; `text` is 0 when it names none, and the conversation stays in its state. */
export interface State {
  readonly text: number
  readonly terminal: boolean
}

function enterState(rounds: Rounds, state: State): void {
  if (state.text === 0) return
  rounds.state = state.text
  rounds.terminal = state.terminal
}

/** Takes the next assistant message in order. */
export function roundReplied(rounds: Rounds, state: State, at: Reference, config: FeatureConfig): void {
  // Leaving the unknown is no advance.
  if (state.text !== 0 && rounds.state !== 0 && rounds.state !== state.text) rounds.advanced = true
  enterState(rounds, state)
  if (!rounds.hasUser) return
  if (rounds.advanced || rounds.terminal) startRun(rounds)
  else continueRun(rounds, at, config)
  rounds.hasUser = false
  rounds.advanced = false
  rounds.repeat = null
}

function startRun(rounds: Rounds): void {
  rounds.run = 0
  if (rounds.runReplies.length > 0) rounds.runReplies = []
  rounds.runRepeat = null
}

function continueRun(rounds: Rounds, at: Reference, config: FeatureConfig): void {
  rounds.run++
  if (rounds.stall === null) rounds.runReplies.push(at)
  rounds.runRepeat ??= rounds.repeat
  if (rounds.run < config.stalledRounds) return
  if (rounds.stall === null) {
    rounds.stall = rounds.runReplies
    rounds.runReplies = []
  }
  rounds.stalledRepeat ??= rounds.runRepeat
}

/**
 * Did the state machine stand still for several rounds in a row?
 *
 * @returns true as soon as it did, false when closed without it, else null; false where the feature is switched off
 * Source: fsm_transition and assistant_message; spec/features.md, section 4.
 */
export function fsmStalled(rounds: Rounds, closed: boolean, config: FeatureConfig): Ternary {
  if (!config.fsmStalledEnabled) return false
  return rounds.stall !== null ? true : closed ? false : null
}

/** Was a question repeated while the state machine stood still? Settled like `fsmStalled`. */
export function repeatWhileStalled(rounds: Rounds, closed: boolean, config: FeatureConfig): Ternary {
  if (!config.fsmStalledEnabled) return false
  return rounds.stalledRepeat !== null ? true : closed ? false : null
}
