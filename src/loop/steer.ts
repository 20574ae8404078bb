import { LoopError } from '../errors/loop-error.ts'
import type { LoopTurn, StepName } from '../steering/turn.ts'
import type { LoopLedgerEntry } from '../steering/turn-store.ts'
import { factsOf, type StepPorts, startTurn } from './steps.ts'

/** Who steers, the key that says so, and why: it stands in the ledger. */
export interface Steering {
  readonly who: string
  readonly recordedBy: string
  readonly why: string
}

/** What people may order besides the policy. */
export interface SteerPorts extends StepPorts {
  /** Releases although figures or gate say no; the ledger of releases remembers. */
  forceCanary(bundle: string, by: Steering, now: number): Promise<void>
  forceAdvance(bundle: string, by: Steering, now: number): Promise<void>
}

/** Skipping one of these leads to `decide`: what they would have done is left to people. */
const MAY_BE_SKIPPED: readonly StepName[] = ['canary', 'ramp', 'watch']

/** Begins a turn now, whatever the policy waits for. Throws LOOP_TURN_OPEN (409). */
export async function startByHand(by: Steering, ports: SteerPorts, now: number): Promise<LoopTurn> {
  const turn = await startTurn({ kind: 'person', detail: by.why, who: by.who }, ports, now)
  await ports.turns.record({ action: 'start', turnId: turn.turnId, step: null, ...by }, now)
  return turn
}

/** Nothing of the loop goes on by itself until it is resumed. Training that runs is carried to its end, and waits then. */
export async function pauseLoop(by: Steering, ports: SteerPorts, now: number): Promise<LoopLedgerEntry> {
  const turn = await ports.turns.open()
  return ports.turns.record({ action: 'pause', turnId: turn?.turnId ?? null, step: turn?.step ?? null, ...by }, now)
}

export async function resumeLoop(by: Steering, ports: SteerPorts, now: number): Promise<LoopLedgerEntry> {
  const turn = await ports.turns.open()
  return ports.turns.record({ action: 'resume', turnId: turn?.turnId ?? null, step: turn?.step ?? null, ...by }, now)
}

/** Passes over the step at which the open turn stands. Throws LOOP_STEP_NOT_NOW (409). */
export async function skipStep(step: StepName, by: Steering, ports: SteerPorts, now: number): Promise<LoopLedgerEntry> {
  const turn = await standingAt(step, ports)
  if (!MAY_BE_SKIPPED.includes(step)) {
    throw notNow(
      `${step} cannot be skipped: what comes after it needs its result. Only ${MAY_BE_SKIPPED.join(', ')} can be; salesloop loop pause stops the loop where it stands.`,
    )
  }
  const skipped = { state: 'skipped', result: { skipped_by: by.who }, next: 'decide' } as const
  const entry = await ports.turns.skipStep(turn, skipped, { action: 'skip', turnId: turn.turnId, step, ...by }, now)
  if (entry === null) {
    throw notNow(`Turn ${turn.turnId} has left ${step} meanwhile, so nothing was skipped. See salesloop loop status.`)
  }
  return entry
}

/** Does what the step at which the open turn stands waits for. Throws LOOP_STEP_NOT_NOW (409), and what a release throws. */
export async function forceStep(
  step: StepName,
  by: Steering,
  ports: SteerPorts,
  now: number,
): Promise<LoopLedgerEntry> {
  const turn = await standingAt(step, ports)
  const { canary } = await factsOf(turn, ports)
  const isCanary = canary?.bundle === turn.candidate
  if (step === 'canary' && !isCanary) await ports.forceCanary(turn.candidate!, by, now)
  else if (step === 'ramp') {
    const present = isCanary ? (await ports.releases.registry.state()).canary?.bundle : undefined // newer rules, another id
    await ports.forceAdvance(present ?? turn.candidate!, by, now)
  } else if (step !== 'canary') {
    throw notNow(
      `${step} cannot be forced: it only waits for what is under way. canary and ramp can be; salesloop loop skip watch ends the watch.`,
    )
  }
  return ports.turns.record({ action: 'force', turnId: turn.turnId, step, ...by }, now)
}

async function standingAt(step: StepName, { turns }: SteerPorts): Promise<LoopTurn> {
  const turn = await turns.open()
  if (turn === null) throw notNow(`No turn is open, so there is no ${step}. salesloop loop start begins one.`)
  if (turn.step !== step) {
    throw notNow(`Turn ${turn.turnId} stands at ${turn.step}, not at ${step}. Name the step at which it stands.`)
  }
  return turn
}

const notNow = (message: string): LoopError => new LoopError('LOOP_STEP_NOT_NOW', message, { status: 409 })
