import { setImmediate } from 'node:timers/promises'
import type { SourceSuspicion, Trial } from '../labels/annotator-suspicion.ts'
import type { AnswerReader } from '../labels/answer-reader.ts'
import type { LabelDesk } from '../labels/label-desk.ts'
import type { LabelReader } from '../labels/label-reader.ts'
import { ratingsOf } from '../labels/ratings.ts'
import type { SuspectPhrase } from '../labels/suspect-phrases.ts'
import { readUnder } from '../labels/taxonomy-translate.ts'
import { type TrustedText, trustOf } from '../labels/trust.ts'
import { type Testimony, Witness } from '../labels/witness.ts'
import { clusterOf } from '../metrics/unit-columns.ts'
import type { UnitReader } from '../metrics/unit-reader.ts'
import { nearDuplicates } from '../models/near-duplicates.ts'
import { TASKS, type Task } from '../models/task.ts'
import { suspectUsers, type UserActivity, type UserSuspicion } from '../monitoring/poison-users.ts'
import type { FoundCase, TrustStore } from '../monitoring/trust-case.ts'
import { type Candidate, candidatesOf } from '../training/candidate.ts'
import type { ExampleStore } from '../training/example-store.ts'
import type { OtherLabelSource } from '../training/other-labels.ts'
import { refKey, type TextStore } from '../training/snapshot-store.ts'

export interface PoisonPorts {
  readonly labels: Pick<LabelReader, 'labelledTurns'>
  readonly answers: Pick<AnswerReader, 'answered'>
  readonly examples: Pick<ExampleStore, 'candidates'>
  readonly otherLabels: OtherLabelSource
  readonly taxonomy: Pick<LabelDesk, 'taxonomy'>
  readonly texts: TextStore
  readonly units: UnitReader
  readonly trust: TrustStore
}

/** Near-duplicate texts of one task and how they are labelled. */
export interface DuplicateCluster {
  readonly task: Task
  readonly texts: readonly string[]
  readonly labels: Readonly<Record<string, number>>
  readonly users: number
}

export interface PoisonLook {
  readonly at: number
  readonly sources: readonly (SourceSuspicion & { readonly task: Task })[]
  readonly users: readonly UserSuspicion[]
  readonly duplicates: readonly DuplicateCluster[]
}

export const MACHINE = 'machine'
const IMPORT = 'import'
/** Most texts of a task that are looked at, the newest. */
const MOST_TEXTS = 20_000
const USER_DAYS = 28
const DAY_MS = 86_400_000
const SHOWN_TEXTS = 20
const LEAST_DUPLICATES = 5
const MOST_CLUSTERS = 100
/** Texts after which others have their turn. */
const SLICE = 200

/**
 * Looks for labels and feedback that somebody has poisoned: annotators who contradict the others, phrases that one source gives
 * one label, users who rate or click as no other does. What is found becomes a case, held out of training until a person
 * decides. Looking again at the same data changes nothing.
 */
export async function lookForPoison(now: number, ports: PoisonPorts, signal: AbortSignal): Promise<PoisonLook> {
  const found: FoundCase[] = []
  const sources: (SourceSuspicion & { readonly task: Task })[] = []
  const duplicates: DuplicateCluster[] = []
  const trials = await answerTrials(ports)
  const offered = await offeredTexts(ports)
  for (const task of TASKS) {
    if (signal.aborted) break
    const texts = await textsOf(task, offered, ports)
    const testimonies = await witnessed(texts)
    const own = trials.filter((trial) => trial.task === task)
    const findings = trustOf(task, texts, testimonies, own, (source) => source !== IMPORT)
    sources.push(...findings.sources.map((each) => ({ ...each, task })))
    found.push(...findings.sources.filter(({ suspected }) => suspected).map((each) => sourceCase(task, each)))
    found.push(...findings.phrases.map((each) => phraseCase(task, each, texts)))
    duplicates.push(...clustersOf(task, texts))
  }
  const users = suspectUsers(await activity(now, ports))
  found.push(...users.map(userCase))
  if (!signal.aborted) await ports.trust.record(oncePerCase(found), now)
  return { at: now, sources, users, duplicates }
}

/** Of a user with several signs the first stands. */
const oncePerCase = (found: readonly FoundCase[]): FoundCase[] => [
  ...new Map(
    found.toReversed().map((each) => [JSON.stringify([each.kind, each.task, each.subject, each.label]), each] as const),
  ).values(),
]

type Offered = Candidate & { readonly sources: readonly string[] }

/** What training would read, with who said so. */
async function offeredTexts(ports: PoisonPorts): Promise<Offered[]> {
  const [turns, examples, other] = [
    candidatesOf(await ports.labels.labelledTurns()),
    await ports.examples.candidates(),
    await ports.otherLabels.otherLabels(),
  ]
  const offered = [
    ...turns.map((each) => ({ ...each, sources: each.annotators ?? [] })),
    ...examples.map((each) => ({ ...each, sources: [IMPORT] })),
    ...other.machine.map((each) => ({ ...each, sources: [MACHINE] })),
  ].filter((each) => each.sources.length > 0)
  return readUnder(await ports.taxonomy.taxonomy(), offered)
}

async function textsOf(task: Task, offered: readonly Offered[], ports: PoisonPorts): Promise<TrustedText[]> {
  const newest = offered
    .filter((each) => each.task === task)
    .sort((a, b) => b.labelledAt - a.labelledAt)
    .slice(0, MOST_TEXTS)
  const texts = await ports.texts.texts(newest)
  return newest.flatMap((each) => {
    const text = texts.get(refKey(each))
    const { textId, label, sources, userId, labelledAt: at } = each
    return text === undefined ? [] : [{ textId, text, label, sources, group: userId ?? refKey(each), at }]
  })
}

async function witnessed(texts: readonly TrustedText[]): Promise<Testimony[]> {
  const witness = new Witness(texts)
  const said: Testimony[] = []
  for (let i = 0; i < texts.length; i++) {
    said.push(witness.testimony(i))
    if (i % SLICE === 0) await setImmediate()
  }
  return said
}

/** Choices held against an adjudicator's, on gold items and conflicts, else against the others' on the same thing. */
async function answerTrials({ answers }: Pick<PoisonPorts, 'answers'>): Promise<Trial[]> {
  return (await answers.answered({})).flatMap((sample) => {
    const last = new Map(ratingsOf(sample, 'adjudication').map(({ task, unit, choice }) => [`${task} ${unit}`, choice]))
    const reviews = ratingsOf(sample)
    return [...reviews, ...ratingsOf(sample, 'gold')].flatMap(({ task, unit, annotator, choice }): Trial[] => {
      const by = { unit, source: annotator, task, given: choice }
      const word = last.get(`${task} ${unit}`)
      if (word !== undefined) return [{ kind: 'gold', ...by, expected: word }]
      return reviews
        .filter((other) => other.task === task && other.unit === unit && other.annotator !== annotator)
        .map((other) => ({ kind: 'peers', ...by, expected: other.choice }))
    })
  })
}

function sourceCase(task: Task, { source, kinds, worst, onOneClass, adjusted }: SourceSuspicion): FoundCase {
  const sum = (of: (kind: (typeof kinds)[number]) => number): number => kinds.reduce((all, each) => all + of(each), 0)
  const narrow = onOneClass && worst !== null
  const [trials, contradicted] = narrow
    ? [worst.trials, worst.contradicted]
    : [sum((each) => each.trials), sum((each) => each.contradicted)]
  const usual = Math.max(...kinds.map((each) => each.usual))
  return {
    ...{ kind: 'annotator', task, subject: source, label: narrow ? worst.instead! : '' },
    evidence: {
      figures: { trials, contradicted, rate: contradicted / trials, usual, adjusted },
      names: worst === null ? {} : { expected: worst.expected, instead: worst.instead ?? '' },
      texts: [],
    },
  }
}

function phraseCase(task: Task, found: SuspectPhrase, texts: readonly TrustedText[]): FoundCase {
  const { phraseId, label, source, own, others, users, burst, p, adjusted, labelled } = found
  const figures = {
    own: own.count,
    ownOf: own.of,
    others: others.count,
    othersOf: others.of,
    users,
    burst,
    p,
    adjusted,
  }
  return {
    ...{ kind: 'phrase', task, subject: phraseId, label },
    evidence: {
      figures: { ...figures, texts: found.texts.length, labelled: labelled.length, rate: own.count / own.of },
      names: { source },
      texts: labelled.slice(0, SHOWN_TEXTS).map((i) => texts[i]!.textId),
    },
  }
}

const userCase = ({ userId, sign, count, of, rate, usual, p, adjusted }: UserSuspicion): FoundCase => ({
  ...{ kind: 'user', task: '', subject: userId, label: '' },
  evidence: {
    figures: { count, of, rate, usual, ...(p !== null && { p }), ...(adjusted !== null && { adjusted }) },
    names: { sign },
    texts: [],
  },
})

function clustersOf(task: Task, texts: readonly TrustedText[]): DuplicateCluster[] {
  const first = nearDuplicates(texts.map(({ text }) => text))
  const groups = Map.groupBy(texts.keys(), (i) => first[i]!)
  return [...groups.values()]
    .filter((group) => group.length >= LEAST_DUPLICATES)
    .sort((a, b) => b.length - a.length)
    .slice(0, MOST_CLUSTERS)
    .map((group) => {
      const own = group.map((i) => texts[i]!)
      const labels: Record<string, number> = {}
      for (const { label } of own) labels[label] = (labels[label] ?? 0) + 1
      const users = new Set(own.map(({ group: user }) => user)).size
      return { task, texts: own.slice(0, SHOWN_TEXTS).map(({ textId }) => textId), labels, users }
    })
}

async function activity(now: number, { units }: Pick<PoisonPorts, 'units'>): Promise<UserActivity[]> {
  const users = new Map<string, { -readonly [K in keyof UserActivity]: UserActivity[K] }>()
  for await (const batch of units.units(now - USER_DAYS * DAY_MS, null)) {
    for (const unit of batch) {
      if (unit.userId === null || unit.eligible !== true) continue
      const userId = clusterOf(unit)
      const own = users.get(userId) ?? { userId, conversations: 0, negative: 0, positive: 0, offered: 0, clicked: 0 }
      users.set(userId, own)
      own.conversations++
      if (unit.ratings.some((rating) => rating <= 2)) own.negative++
      if (unit.ratings.some((rating) => rating >= 4)) own.positive++
      if (unit.ctasSent > 0) own.offered++
      if (unit.ctasSent > 0 && unit.clicked === true) own.clicked++
    }
    await setImmediate()
  }
  return [...users.values()]
}
