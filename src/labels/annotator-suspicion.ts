import { eBenjaminiHochberg } from '../stats/false-discovery.ts'
import { wilson } from '../stats/interval.ts'
import { lnMeanEvidence, lnRateEvidence } from '../stats/rate-evidence.ts'

/**
 * What a choice is held against. `gold`: a settled sample served again. `peers`: what others said of the same thing.
 * `witness`: what others' labels of the nearest texts say.
 */
export const TRIAL_KINDS = ['gold', 'peers', 'witness'] as const
export type TrialKind = (typeof TRIAL_KINDS)[number]

/** One choice of one source, held against something that it had no part in. */
export interface Trial {
  readonly kind: TrialKind
  /**
   * What was labelled. It counts once for a source, however many judged it: within a kind, and on one class by the first kind of
   * `TRIAL_KINDS` that it has.
   */
  readonly unit: string
  /** An annotator, or a machine's run of labels. */
  readonly source: string
  readonly task: string
  /** What it ought to be, as far as the other side knows. */
  readonly expected: string
  readonly given: string
}

/** How one source's choices of one kind came out. */
export interface TrialSummary {
  readonly kind: TrialKind
  readonly trials: number
  readonly contradicted: number
  readonly rate: number
  readonly low: number
  readonly high: number
  /** What is usual: the rate up to which others may be, and so he. */
  readonly usual: number
}

/** The class on which a source stands out most. */
export interface WorstClass {
  readonly task: string
  readonly expected: string
  readonly trials: number
  readonly contradicted: number
  /** What he says most often instead. */
  readonly instead: string | null
}

export interface SourceSuspicion {
  readonly source: string
  readonly kinds: readonly TrialSummary[]
  readonly worst: WorstClass | null
  /** Natural logarithm of the e-value against "errs no more than is usual, on any class". */
  readonly lnEvidence: number
  /** Share of wrong alarms at which he would just be named, in [0, 1]. */
  readonly adjusted: number
  readonly suspected: boolean
  /** Without his worst class nothing is left against him: only what he says instead of it is in doubt. */
  readonly onOneClass: boolean
}

/** Nobody is suspected of erring less often than this, however good the others are. */
export const TOLERATED: Readonly<Record<TrialKind, number>> = { gold: 0.15, peers: 0.15, witness: 0.15 }
/** On one class people may differ more than over all of them. */
const TOLERATED_ON_CLASS = 0.2
/** Classes of fewer trials dilute the others. */
const LEAST_OF_CLASS = 5
/** Fewer contradictions are no pattern. */
const LEAST_CONTRADICTED = 5
export const FALSE_ALARMS = 0.01

/**
 * Which sources contradict the others more than is usual. Per source an e-value for each kind of trial over all classes, and
 * one for each class with enough trials over all kinds: that his rate is above the usual one, which is the upper 95 % bound of
 * the others' rate, at least what is tolerated. Half of the evidence is the mean over kinds, half the mean over classes, so
 * that somebody who flips one class stands out as one who flips all; e-values keep their meaning though one looks every
 * hour, and e-BH keeps the share of wrong alarms among all sources.
 *
 * Source: R. Wang and A. Ramdas, Journal of the Royal Statistical Society B 84 (2022), 822-852 (e-BH); the e-value:
 * src/stats/rate-evidence.ts.
 */
export function suspectSources(trials: readonly Trial[], falseAlarms = FALSE_ALARMS): SourceSuspicion[] {
  const sources = [...new Set(trials.map(({ source }) => source))].sort()
  const [byKind, byClass] = [kindsOf(trials), classesOf(trials)]
  const judged = sources.map((source) => judge(source, byKind, byClass))
  const discoveries = eBenjaminiHochberg(
    judged.map(({ lnEvidence }) => Math.exp(Math.min(700, lnEvidence))),
    falseAlarms,
  )
  return judged.map((each, i) => {
    const patterned = each.kinds.reduce((sum, { contradicted }) => sum + contradicted, 0) >= LEAST_CONTRADICTED
    const suspected = discoveries.rejected[i]! && patterned
    const onOneClass = suspected && isOnOneClass(each, trials)
    return { ...each, adjusted: discoveries.adjusted[i]!, suspected, onOneClass }
  })
}

/** Without the class on which he stands out most, nothing at all speaks against him: too little to suspect is not enough. */
function isOnOneClass({ source, worst }: Judged, trials: readonly Trial[]): boolean {
  if (worst?.instead == null) return false
  const rest = trials.filter(({ task, expected }) => task !== worst.task || expected !== worst.expected)
  return judge(source, kindsOf(rest), classesOf(rest)).lnEvidence < 0
}

type Judged = Omit<SourceSuspicion, 'adjusted' | 'suspected' | 'onOneClass'>
const kindsOf = (trials: readonly Trial[]): Map<TrialKind, BySource> =>
  new Map([...Map.groupBy(trials, ({ kind }) => kind)].map(([kind, some]) => [kind, countsOf(oncePerUnit(some))]))
const classesOf = (trials: readonly Trial[]): Map<string, BySource> =>
  new Map([...Map.groupBy(oncePerUnit(trials), classOf)].map(([name, some]) => [name, countsOf(some)]))

interface Count {
  trials: number
  contradicted: number
  readonly instead: Map<string, number>
}
type BySource = ReadonlyMap<string, Count>

const classOf = ({ task, expected }: Trial): string => JSON.stringify([task, expected])

function oncePerUnit(trials: readonly Trial[]): Trial[] {
  const first = new Map<string, Trial>()
  for (const kind of TRIAL_KINDS) {
    for (const trial of trials) {
      const key = JSON.stringify([trial.source, trial.task, trial.unit])
      if (trial.kind === kind && !first.has(key)) first.set(key, trial)
    }
  }
  return [...first.values()]
}

function countsOf(trials: readonly Trial[]): Map<string, Count> {
  const counts = new Map<string, Count>()
  for (const { source, expected, given } of trials) {
    const count = counts.get(source) ?? { trials: 0, contradicted: 0, instead: new Map<string, number>() }
    counts.set(source, count)
    count.trials++
    if (given === expected) continue
    count.contradicted++
    count.instead.set(given, (count.instead.get(given) ?? 0) + 1)
  }
  return counts
}

function judge(
  source: string,
  byKind: ReadonlyMap<TrialKind, BySource>,
  byClass: ReadonlyMap<string, BySource>,
): Judged {
  const kinds = [...byKind].flatMap(([kind, counts]): (TrialSummary & { readonly ln: number })[] => {
    const own = counts.get(source)
    if (own === undefined) return []
    const usual = usualRate(TOLERATED[kind], source, counts)
    return [{ ...summaryOf(kind, own, usual), ln: lnRateEvidence(own.contradicted, own.trials, usual) }]
  })
  const classes = [...byClass].flatMap(([name, counts]) => {
    const own = counts.get(source)
    if (own === undefined || own.trials < LEAST_OF_CLASS) return []
    const usual = usualRate(TOLERATED_ON_CLASS, source, counts)
    return [{ ...worstOf(name, own), ln: lnRateEvidence(own.contradicted, own.trials, usual) }]
  })
  const [worst] = classes.filter(({ ln }) => ln > 0).sort((a, b) => b.ln - a.ln)
  const halves = [kinds, classes].map((some) => lnMeanEvidence(some.map(({ ln }) => ln)))
  return {
    source,
    kinds: kinds.map(withoutLn),
    worst: worst === undefined ? null : withoutLn(worst),
    lnEvidence: lnMeanEvidence(halves),
  }
}

const withoutLn = <T extends { readonly ln: number }>({ ln: _, ...rest }: T): Omit<T, 'ln'> => rest

function summaryOf(kind: TrialKind, { trials, contradicted }: Count, usual: number): TrialSummary {
  return { kind, trials, contradicted, rate: contradicted / trials, ...wilson(contradicted, trials), usual }
}

function worstOf(name: string, { trials, contradicted, instead }: Count): WorstClass {
  const [task, expected] = JSON.parse(name) as [string, string]
  const [said] = [...instead].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return { task, expected, trials, contradicted, instead: said?.[0] ?? null }
}

/** Upper bound of what the others do, at least what is tolerated. With nobody to compare, that alone. */
function usualRate(tolerated: number, source: string, bySource: BySource): number {
  let [trials, contradicted] = [0, 0]
  for (const [other, count] of bySource) {
    if (other === source) continue
    trials += count.trials
    contradicted += count.contradicted
  }
  return trials === 0 ? tolerated : Math.max(tolerated, wilson(contradicted, trials).high)
}
