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
}

/** Nobody is suspected of erring less often than this, however good the others are. */
export const TOLERATED: Readonly<Record<TrialKind, number>> = { gold: 0.15, peers: 0.15, witness: 0.15 }
/** Fewer contradictions are no pattern. */
const LEAST_CONTRADICTED = 5
export const FALSE_ALARMS = 0.01

/**
 * Which sources contradict the others more than is usual. Per source, kind of trial and class (and over all classes) an
 * e-value that his rate is above the usual one: the upper 95 % bound of the others' rate, at least what is tolerated. Their
 * mean is the evidence against the source, so that somebody who flips one class stands out as one who flips all; e-values
 * keep their meaning though one looks every hour, and e-BH keeps the share of wrong alarms among all sources.
 *
 * Source: R. Wang and A. Ramdas, Journal of the Royal Statistical Society B 84 (2022), 822-852 (e-BH); the e-value:
 * src/stats/rate-evidence.ts.
 */
export function suspectSources(trials: readonly Trial[], falseAlarms = FALSE_ALARMS): SourceSuspicion[] {
  const counts = countsOf(trials)
  const sources = [...new Set(trials.map(({ source }) => source))].sort()
  const judged = sources.map((source) => judge(source, counts))
  const discoveries = eBenjaminiHochberg(
    judged.map(({ lnEvidence }) => Math.exp(Math.min(700, lnEvidence))),
    falseAlarms,
  )
  return judged.map((each, i) => {
    const patterned = each.kinds.some(({ contradicted }) => contradicted >= LEAST_CONTRADICTED)
    return { ...each, adjusted: discoveries.adjusted[i]!, suspected: discoveries.rejected[i]! && patterned }
  })
}

interface Count {
  trials: number
  contradicted: number
  readonly instead: Map<string, number>
}

/** By kind, then class ('' = all of them), then source. */
type Counts = Map<TrialKind, Map<string, Map<string, Count>>>

function countsOf(trials: readonly Trial[]): Counts {
  const counts: Counts = new Map()
  for (const { kind, source, task, expected, given } of trials) {
    for (const name of ['', JSON.stringify([task, expected])]) {
      const classes = reached(counts, kind, () => new Map<string, Map<string, Count>>())
      const bySource = reached(classes, name, () => new Map<string, Count>())
      const count = reached(bySource, source, newCount)
      count.trials++
      if (given === expected) continue
      count.contradicted++
      count.instead.set(given, (count.instead.get(given) ?? 0) + 1)
    }
  }
  return counts
}

const newCount = (): Count => ({ trials: 0, contradicted: 0, instead: new Map() })

function reached<K, V>(map: Map<K, V>, key: K, fresh: () => V): V {
  const held = map.get(key)
  if (held !== undefined) return held
  const made = fresh()
  map.set(key, made)
  return made
}

function judge(source: string, counts: Counts): Omit<SourceSuspicion, 'adjusted' | 'suspected'> {
  const kinds: TrialSummary[] = []
  const logs: number[] = []
  let worst: (WorstClass & { readonly ln: number }) | null = null
  for (const [kind, classes] of counts) {
    for (const [name, bySource] of classes) {
      const own = bySource.get(source)
      if (own === undefined) continue
      const usual = usualRate(kind, source, bySource)
      const ln = lnRateEvidence(own.contradicted, own.trials, usual)
      logs.push(ln)
      if (name === '') kinds.push(summaryOf(kind, own, usual))
      else if (ln > 0 && (worst === null || ln > worst.ln)) worst = { ...worstOf(name, own), ln }
    }
  }
  return { source, kinds, worst: worst === null ? null : withoutLn(worst), lnEvidence: lnMeanEvidence(logs) }
}

const withoutLn = ({ ln: _, ...worst }: WorstClass & { readonly ln: number }): WorstClass => worst

function summaryOf(kind: TrialKind, { trials, contradicted }: Count, usual: number): TrialSummary {
  return { kind, trials, contradicted, rate: contradicted / trials, ...wilson(contradicted, trials), usual }
}

function worstOf(name: string, { trials, contradicted, instead }: Count): WorstClass {
  const [task, expected] = JSON.parse(name) as [string, string]
  const [said] = [...instead].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return { task, expected, trials, contradicted, instead: said?.[0] ?? null }
}

/** Upper bound of what the others do, at least what is tolerated. With nobody to compare, that alone. */
function usualRate(kind: TrialKind, source: string, bySource: ReadonlyMap<string, Count>): number {
  let [trials, contradicted] = [0, 0]
  for (const [other, count] of bySource) {
    if (other === source) continue
    trials += count.trials
    contradicted += count.contradicted
  }
  return trials === 0 ? TOLERATED[kind] : Math.max(TOLERATED[kind], wilson(contradicted, trials).high)
}
