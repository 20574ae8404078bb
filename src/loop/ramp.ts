import { LoopError } from '../errors/loop-error.ts'
import { allStates, type ReleaseStates } from '../releases/model-registry.ts'
import { moveOf, type RampMove } from '../releases/ramp.ts'
import type { Canary, LedgerEntry, ReleaseOrder, ReleaseState } from '../releases/release-state.ts'
import type { StageCheck } from '../releases/stage-check.ts'
import type { ReleasePorts } from './release.ts'
import { checkCanary } from './release-check.ts'

/** What came of one look at one canary. */
export interface RampLook {
  readonly assistant: string | null
  readonly bundle: string
  readonly check: StageCheck
  /** The line that the look has written; null = it waits. */
  readonly moved: LedgerEntry | null
  readonly waitsFor: readonly string[]
}

/**
 * Looks at every running canary: takes it back when a figure shows a loss, advances it when it may. Looks may come at any
 * moments and from several processes: each decision holds on the state that it was made on, or not at all.
 */
export async function lookAtRamps(ports: ReleasePorts, now: number): Promise<RampLook[]> {
  const states = await ports.registry.states()
  const looks: RampLook[] = []
  for (const state of allStates(states)) {
    const look = await lookAt(state, states, ports, now)
    if (look !== null) looks.push(look)
  }
  return looks
}

/** How the canary of an assistant stands, and what the next look would do; null = none runs. Changes nothing. */
export async function rampStatus(
  assistant: string | null,
  ports: ReleasePorts,
  now: number,
): Promise<{ readonly state: ReleaseState; readonly check: StageCheck | null; readonly next: RampMove | null }> {
  const state = await ports.registry.state(assistant)
  const considered = await consider(state, await ports.registry.states(), ports, now)
  return { state, check: considered?.check ?? null, next: considered?.move ?? null }
}

interface Considered {
  readonly canary: Canary
  readonly check: StageCheck
  readonly move: RampMove
}

async function consider(
  state: ReleaseState,
  states: ReleaseStates,
  ports: ReleasePorts,
  now: number,
): Promise<Considered | null> {
  const { canary, live, assistant } = state
  if (canary === null || live === null) return null
  const check = await checkCanary(canary, { live, assistant, states }, ports, now)
  const { approval } = await ports.policies.policy(assistant)
  const move = moveOf(state, canary, check, approval)
  const outgrown = move.kind === 'order' && move.order.action === 'advance' ? await outgrownBy(canary, ports) : null
  return { canary, check, move: outgrown === null ? move : { kind: 'wait', for: [outgrown] } }
}

/** Why nobody more gets its answers: the taxonomy has split or retired a label that it says; null = it may go on. */
async function outgrownBy({ bundle }: Canary, ports: ReleasePorts): Promise<string | null> {
  try {
    await ports.refuseOutgrown(bundle)
    return null
  } catch (error) {
    if (!(error instanceof LoopError && error.code === 'LOOP_TAXONOMY_OUTGROWN')) throw error
    return error.message
  }
}

async function lookAt(
  state: ReleaseState,
  states: ReleaseStates,
  ports: ReleasePorts,
  now: number,
): Promise<RampLook | null> {
  const considered = await consider(state, states, ports, now)
  if (considered === null) return null
  const { canary, check, move } = considered
  const about = { assistant: state.assistant, bundle: canary.bundle, check }
  if (move.kind === 'wait') return { ...about, moved: null, waitsFor: move.for }
  return { ...about, ...(await carriedOut(canary, move.order, ports, now)) }
}

/** Somebody else was faster: his step counts, and the next look sees it. */
async function carriedOut(
  canary: Canary,
  order: ReleaseOrder,
  { registry }: ReleasePorts,
  now: number,
): Promise<Pick<RampLook, 'moved' | 'waitsFor'>> {
  try {
    return { moved: await registry.release(order, now), waitsFor: [] }
  } catch (error) {
    if (!(error instanceof LoopError && error.code === 'LOOP_RELEASE_IMPOSSIBLE')) throw error
    return { moved: null, waitsFor: [`the next look: another release came first (${canary.bundle})`] }
  }
}
