import { LoopError } from '../errors/loop-error.ts'
import { anytimeLow, exceeds } from '../stats/precision-bound.ts'

/** When a machine label counts without a person. Versioned; a change starts with what is known by then. */
export interface MachinePolicy {
  /** Are new conversations labelled by themselves, as they end? Else only when somebody asks. */
  readonly automatic: boolean
  /** May machine labels enter a training snapshot? */
  readonly training: boolean
  /** Weight of one beside a person's label, in (0, 1]. */
  readonly weight: number
  /** Largest share of machine labels in the weight of a task, in [0, 1). */
  readonly share: number
  /** The lower bound of audited precision that a cell must reach, and its confidence. */
  readonly target: number
  readonly level: number
  /** Lower edges of the bands of probability, rising; below the first nothing is proposed. */
  readonly bands: readonly number[]
  /** Labels that are judged by themselves, under a name; all others of a task share the cells of the group `*`. */
  readonly groups: Readonly<Record<string, readonly string[]>>
  /** Share of a cell's proposals that goes to a person: while it is shut, and, at least that, once it is open. */
  readonly auditShut: number
  readonly auditOpen: number
  readonly seed: string
}

export const defaultMachinePolicy: MachinePolicy = {
  automatic: false,
  training: false,
  weight: 0.5,
  share: 0.3,
  target: 0.95,
  level: 0.95,
  bands: [0.9, 0.95, 0.98],
  groups: {},
  auditShut: 0.25,
  auditOpen: 0.05,
  seed: 'salesloop',
}

/** Throws LOOP_BAD_MACHINE_POLICY for bands that do not rise, or an audit share of 0. */
export function refuseBadPolicy({ bands, auditOpen, auditShut }: MachinePolicy): void {
  const rising = bands.every((edge, i) => edge > 0 && edge < 1 && (i === 0 || edge > bands[i - 1]!))
  if (bands.length === 0 || !rising) {
    throw badPolicy(`bands are ${bands.join(', ') || 'none'}; they are probabilities between 0 and 1 that rise`)
  }
  if (!(auditOpen > 0) || !(auditShut > 0)) {
    throw badPolicy('an audit share is 0; without audits nothing says how good the labels are, so both are above 0')
  }
}

/** Where a proposal is judged: `*@0.95` is the group of all labels, from 0.95 to the next edge; null = below all bands. */
export function cellOf(policy: MachinePolicy, label: string, probability: number): string | null {
  const band = policy.bands.findLast((edge) => probability >= edge)
  if (band === undefined) return null
  const group = Object.entries(policy.groups).find(([, labels]) => labels.includes(label))?.[0] ?? '*'
  return `${group}@${band}`
}

/** What people found when they looked at one proposal of a cell. */
export interface Audit {
  readonly label: string
  readonly right: boolean
  /** Epoch milliseconds. */
  readonly at: number
  /** Its number in the order of answers: several may come in one millisecond. */
  readonly place: number
}

/** A cell stopped being accepted: what was accepted after the last good audit does not count. */
export interface Closing {
  readonly at: number
  /** The last good audit before it; null = there was none. */
  readonly since: number | null
  /** Places of both audits. */
  readonly from: number
  readonly until: number
  readonly why: 'bound' | 'drop'
}

export interface CellState {
  readonly open: boolean
  /** Audits that count: since the last drop. */
  readonly audits: number
  readonly right: number
  /** Lower bound of the precision, valid at every look. */
  readonly low: number
  readonly closings: readonly Closing[]
  /** Why it is shut, or open, in words. */
  readonly reason: string
}

/** Page's test: how much worse than the target a cell is when it is found out, and how sure that has to be. */
const CUSUM_LIMIT = 6
/** Audits from before a drop say nothing of what comes after it. */
interface Evidence {
  audits: number
  right: number
}

/**
 * The state of one cell after its audits, in order of time.
 *
 * Open while the anytime-valid lower bound of the precision is at or above the target. A fall is noticed sooner than a
 * bound over many good audits could: Page's CUSUM (1954) weighs each audit for "precision is as far below the target as
 * 1 lies above it" against "it is half way to 1". Where it was last 0 is the last good audit. When it passes its limit the
 * cell shuts, and evidence starts anew from there.
 */
export function cellState(audits: readonly Audit[], policy: MachinePolicy): CellState {
  const { target, level } = policy
  const [good, bad] = [(1 + target) / 2, Math.max(0.01, 2 * target - 1)]
  const [onRight, onWrong] = [Math.log(bad / good), Math.log((1 - bad) / (1 - good))]
  const closings: Closing[] = []
  let all: Evidence = { audits: 0, right: 0 }
  let sinceGood: Evidence = { audits: 0, right: 0 }
  let [cusum, open] = [0, false]
  let lastGood: Audit | null = null
  for (const audit of audits) {
    const { right } = audit
    for (const evidence of [all, sinceGood]) {
      evidence.audits++
      evidence.right += Number(right)
    }
    cusum = Math.max(0, cusum + (right ? onRight : onWrong))
    if (cusum === 0) {
      lastGood = audit
      sinceGood = { audits: 0, right: 0 }
    }
    const dropped = open && cusum >= CUSUM_LIMIT
    if (dropped) {
      all = sinceGood
      sinceGood = { ...all }
    }
    const passes = exceeds(all.right, all.audits, target, level)
    if (open && !passes) closings.push(closingOf(lastGood, audit, dropped))
    open = passes
  }
  const low = anytimeLow(all.right, all.audits, level)
  return { open, ...all, low, closings, reason: reasonOf(open, all, low, policy) }
}

const closingOf = (lastGood: Audit | null, { at, place }: Audit, dropped: boolean): Closing => ({
  at,
  since: lastGood?.at ?? null,
  from: lastGood?.place ?? 0,
  until: place,
  why: dropped ? 'drop' : 'bound',
})

function reasonOf(open: boolean, { audits, right }: Evidence, low: number, { target }: MachinePolicy): string {
  const found = `${right} of ${audits} audited are right; the lower bound ${low.toFixed(3)} is`
  return open ? `${found} at or above the target ${target}` : `${found} below the target ${target}`
}

/**
 * Labels that audits show to be worse than the target by themselves, in whatever cell: they are not accepted. Their errors
 * have to exceed the allowed share by a bound that holds at every look, else one label in twenty would be shut by chance.
 */
export function shutLabels(audits: readonly Audit[], { target, level }: MachinePolicy): Set<string> {
  const shut = new Set<string>()
  for (const [label, own] of Map.groupBy(audits, (audit) => audit.label)) {
    if (exceeds(own.filter((audit) => !audit.right).length, own.length, 1 - target, level)) shut.add(label)
  }
  return shut
}

const badPolicy = (what: string): LoopError =>
  new LoopError('LOOP_BAD_MACHINE_POLICY', `The policy of machine labels is refused: ${what}. Correct it.`)
