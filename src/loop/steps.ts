import { LoopError } from '../errors/loop-error.ts'
import type { LabelReader } from '../labels/label-reader.ts'
import { TASKS, type Task } from '../models/task.ts'
import { differsInRulesAlone } from '../releases/bundle.ts'
import type { ModelRegistry } from '../releases/model-registry.ts'
import type { ReleaseState } from '../releases/release-state.ts'
import { type Beginning, beginning } from '../steering/begin.ts'
import { type Move, nextMove, type TurnFacts } from '../steering/next-move.ts'
import type { KeptPolicy } from '../steering/policy.ts'
import { type LoopTurn, nextStep, recordOf, runOf, type StepName, type Trigger } from '../steering/turn.ts'
import type { TurnStore } from '../steering/turn-store.ts'
import type { RunStore, TrainingRun } from '../training/run.ts'

/** Who releases what, as a turn asks for it. Each may be asked again for what it has done already. */
export interface TurnReleases {
  readonly registry: Pick<ModelRegistry, 'state' | 'bundle'>
  /** Never in the place of another canary. */
  startCanary(bundle: string, why: string, now: number): Promise<void>
  /** A look at the canary, whose ramp says when it goes on or back. Returns what it waits for; null = it has moved, or is gone. */
  ramp(now: number): Promise<string | null>
}

export interface StepPorts {
  readonly turns: TurnStore
  readonly runs: Pick<RunStore, 'add' | 'get' | 'list'>
  readonly labels: Pick<LabelReader, 'labelledCounts'>
  readonly releases: TurnReleases
  /** The drift alarm that fires now; null = none. */
  drift(): Promise<{ readonly alarm: string; readonly since: number } | null>
}

/** What keeps an order from being carried out now and may not do so later. */
const NOT_NOW = new Set([
  ...['LOOP_RELEASE_IMPOSSIBLE', 'LOOP_GATE_NOT_PASSED', 'LOOP_NOT_APPROVED', 'LOOP_TAXONOMY_OUTGROWN'],
])
/** A turn has eight steps, and a ramp a few stages; more in one go is a fault. */
const MOST_MOVES = 50

/**
 * Works on the loop as far as it goes now: begins a turn if one is due, and takes its steps, each written down before the
 * next begins, until one has to wait. Cut off anywhere and called again, it ends in the same state.
 *
 * @param clock the data's clock, epoch milliseconds
 * @returns did anything change?
 */
export async function workSteps(ports: StepPorts, clock: () => Promise<number>, signal: AbortSignal): Promise<boolean> {
  let changed = false
  for (let moves = 0; !signal.aborted && moves < MOST_MOVES; moves++) {
    if ((await ports.turns.paused()) !== null) return changed
    const policy = await ports.turns.policy()
    const turn = (await ports.turns.open()) ?? (await begun(policy, ports, await clock()))
    if (turn === null) return changed
    const facts = await factsOf(turn, ports)
    const move = nextMove(turn, facts, policy, await clock())
    const went = await carryOut(move, turn, policy, ports, clock)
    changed ||= went
    if (!went) return changed
  }
  return changed
}

/** What begins the next turn, or what it waits for. */
export async function nextBeginning(policy: KeptPolicy, ports: StepPorts, now: number): Promise<Beginning> {
  const [last] = await ports.turns.list(1, null)
  return beginning(
    policy,
    {
      newLabels: await newLabels(ports),
      drift: policy.train.onDrift ? await ports.drift() : null,
      lastTurnAt: last?.startedAt ?? null,
    },
    now,
  )
}

/** A person starts a turn. Throws LOOP_TURN_OPEN (409) when one is under way that does not wait for people. */
export async function startTurn(trigger: Trigger, ports: StepPorts, now: number): Promise<LoopTurn> {
  const policy = await ports.turns.policy()
  const open = await ports.turns.open()
  if (open !== null) {
    const move = nextMove(open, await factsOf(open, ports), policy, now)
    if (!mayBeSuperseded(open, move)) throw turnOpen(open)
    await ports.turns.end(open, 'superseded', supersededBy(trigger), now)
  }
  const turn = await ports.turns.begin({ trigger, policyVersion: policy.version }, now)
  if (turn === null) throw turnOpen(await ports.turns.open())
  return turn
}

async function begun(policy: KeptPolicy, ports: StepPorts, now: number): Promise<LoopTurn | null> {
  const next = await nextBeginning(policy, ports, now)
  if (next.kind === 'wait') return null
  return ports.turns.begin({ trigger: next.trigger, policyVersion: policy.version }, now)
}

/** @returns has the turn moved? */
async function carryOut(
  move: Move,
  turn: LoopTurn,
  policy: KeptPolicy,
  ports: StepPorts,
  clock: () => Promise<number>,
): Promise<boolean> {
  const { turns, releases } = ports
  const now = await clock()
  switch (move.kind) {
    case 'order_run':
      await orderRun(turn, ports, now)
      return true
    case 'start_canary': {
      const refusal = await refusalOf(() =>
        releases.startCanary(move.bundle, `turn ${turn.turnId}: it passed the gate`, now),
      )
      if (refusal === null) return true
      return waitOrGiveWay({ kind: 'wait', for: refusal, until: null, person: true }, turn, policy, ports, now)
    }
    case 'ramp': {
      const waitsFor = await releases.ramp(now)
      if (waitsFor !== null) await turns.wait(turn, waitsFor, null)
      return waitsFor === null
    }
    case 'done':
      await turns.finishStep(
        turn,
        { state: 'done', result: move.result, next: nextStep(turn.step), ...idsOf(turn, move) },
        now,
      )
      return true
    case 'end':
      await turns.end(turn, move.outcome, move.why, now)
      return true
    case 'wait':
      return waitOrGiveWay(move, turn, policy, ports, now)
  }
}

async function orderRun({ turnId, trigger }: LoopTurn, { runs }: StepPorts, now: number): Promise<void> {
  const runId = runOf(turnId)
  if ((await runs.get(runId)) !== null) return
  try {
    await runs.add({ runId, kind: 'training', tasks: TASKS, seed: 1, who: trigger.who, requestedAt: now })
  } catch (error) {
    if ((await runs.get(runId)) === null) throw error // else another process ordered it at the same moment
  }
}

/** What a step has found becomes the turn's own. */
function idsOf(turn: LoopTurn, { result }: Extract<Move, { kind: 'done' }>): { runId?: string; candidate?: string } {
  if (turn.step === 'freeze') return { runId: runOf(turn.turnId) }
  if (turn.step === 'train') return { candidate: String(result.candidate) }
  return {}
}

/** A release that is refused for now is something that people can change: its own words; null = it was carried out. */
async function refusalOf(order: () => Promise<void>): Promise<string | null> {
  try {
    await order()
    return null
  } catch (error) {
    if (!(error instanceof LoopError && NOT_NOW.has(error.code))) throw error
    return error.message
  }
}

/** A candidate that waits for people holds nothing up: when a new turn is due, it gives way. */
async function waitOrGiveWay(
  move: Extract<Move, { kind: 'wait' }>,
  turn: LoopTurn,
  policy: KeptPolicy,
  ports: StepPorts,
  now: number,
): Promise<boolean> {
  if (mayBeSuperseded(turn, move)) {
    const next = await nextBeginning(policy, ports, now)
    if (next.kind === 'begin') {
      await ports.turns.end(turn, 'superseded', supersededBy(next.trigger), now)
      return true
    }
  }
  await ports.turns.wait(turn, move.for, move.until)
  return false
}

/** A canary that was tried and refused waits for people, too. */
const mayBeSuperseded = (turn: LoopTurn, move: Move): boolean =>
  turn.step === 'canary' &&
  ((move.kind === 'wait' && move.person) || (move.kind === 'start_canary' && recordOf(turn)?.waitsFor != null))

const supersededBy = ({ kind, detail }: Trigger): string =>
  `A newer turn began while it waited for a person (${kind}: ${detail}).`

/** What the state machine looks at. */
export async function factsOf(turn: LoopTurn, ports: StepPorts): Promise<TurnFacts> {
  const { registry } = ports.releases
  const [run, state] = [await ports.runs.get(runOf(turn.turnId)), await registry.state()]
  const isFirst = turn.step === 'freeze' && run === null
  const labels = isFirst ? await newLabels(ports, ({ state }) => state !== 'failed') : null
  return {
    run: run === null ? null : runFacts(run),
    newLabels: labels === null ? 0 : Object.values(labels).reduce((sum, count) => sum + count, 0),
    ...(await asTheTurnNames(turn, state, registry)),
  }
}

const AFTER_RELEASE = new Set<StepName>(['ramp', 'watch', 'decide'])

/**
 * Newer rules give the live bundle and the canary new ids. Of the models that the turn has released nothing changed, so that
 * it goes on: under the id by which it knows them.
 */
async function asTheTurnNames(
  { step, candidate: id }: LoopTurn,
  { live, canary }: ReleaseState,
  registry: Pick<ModelRegistry, 'bundle'>,
): Promise<Pick<TurnFacts, 'live' | 'canary'>> {
  const isKnown = id === null || live === id || canary?.bundle === id
  const candidate = isKnown || !AFTER_RELEASE.has(step) ? null : await registry.bundle(id)
  if (candidate === null) return { live, canary }
  const named = async (other: string) => {
    const bundle = other === candidate.against ? null : await registry.bundle(other)
    return bundle !== null && differsInRulesAlone(candidate, bundle) ? candidate.id : other
  }
  return {
    live: live && (await named(live)),
    canary: canary && { ...canary, bundle: await named(canary.bundle) },
  }
}

const runFacts = (run: TrainingRun): TurnFacts['run'] => ({
  state: run.state,
  snapshot: run.snapshot,
  candidate: run.candidate,
  verdict: (run.evaluation as { verdict?: 'pass' | 'refuse' | 'inconclusive' } | null)?.verdict ?? null,
  error: run.error,
})

/**
 * Turns that people labelled since the last snapshot was begun, per task.
 *
 * @param learns of which runs the snapshot counts: what a failed one froze, no model has learned
 */
export async function newLabels(
  { runs, labels }: Pick<StepPorts, 'runs' | 'labels'>,
  learns: (run: TrainingRun) => boolean = () => true,
): Promise<Record<Task, number>> {
  const last = (await runs.list(LOOK_BACK)).find((run) => run.snapshot !== null && learns(run))
  // Of the very moment of the run: a replay's clock may stand still, and a label must not start two turns.
  return labels.labelledCounts(last?.startedAt == null ? 0 : last.startedAt + 1)
}
/** Runs among which the last one with a snapshot is looked for; the others failed before they had one. */
const LOOK_BACK = 100

const turnOpen = (turn: LoopTurn | null): LoopError =>
  new LoopError(
    'LOOP_TURN_OPEN',
    `Turn ${turn?.turnId ?? ''} is under way (at ${turn?.step ?? 'its end'}); one turn runs at a time. Wait for it, or see salesloop loop status for what it waits for.`,
    { status: 409 },
  )
