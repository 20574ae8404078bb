import { INTENTS, OBJECTIONS } from '../../assistant/taxonomy.ts'
import type { TurnTruth } from '../../simulator/truth.ts'
import { pairedDifference } from '../../stats/bootstrap.ts'
import { wilson } from '../../stats/interval.ts'
import { randomFrom } from '../../stats/random.ts'
import type {
  ConversionFigures,
  DemoFigures,
  FlagFigures,
  LiveAccuracy,
  ModelFigures,
  Rate,
  RoundFigures,
  Task,
} from './demo-figures.ts'
import { CANARY_SHARE, MARGINS } from './learn.ts'
import type { ProbeAnswer } from './probe.ts'
import type { MetricLine, Readings } from './readings.ts'
import type { Round, Telling } from './story.ts'

const TASKS: readonly Task[] = ['intent', 'objection']

export function figuresOf(telling: Telling, readings: Readings, time: DemoFigures['time']): DemoFigures {
  const { truth, world, review, client } = telling
  const turns = [...truth.turns.values()]
  const conversations = [...truth.conversations.values()]
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, one) => total + one, 0)
  return {
    seed: telling.seed,
    world: {
      days: world.weeks.length * 7,
      conversations: conversations.length,
      turns: turns.length,
      chinese: conversations.filter((one) => one.language === 'zh').length / conversations.length,
      annotator_error_rate: world.annotators.errorRate,
    },
    models: TASKS.map((task) => modelFigures(task, telling)),
    rounds: telling.rounds.map(roundFigures),
    canary: {
      share: CANARY_SHARE,
      click_through_margin: MARGINS.click_through.margin,
      errors_margin: MARGINS.errors.margin,
    },
    first_bundle: telling.firstBundle,
    last_bundle: telling.lastBundle,
    hand_written_examples: telling.handWritten,
    flags: flagFigures(turns, readings),
    evidence: readings.evidence,
    live_accuracy: liveAccuracies(turns, readings.overall, world.annotators.errorRate),
    conversion: bundlesOf(telling).flatMap((bundle) => conversionOf(bundle, readings.byBundle)),
    during_canary: readings.duringCanary.flatMap(sideBySide),
    review: {
      samples: review.samples,
      turns: review.turns,
      hours: review.seconds / 3600,
      wrong_answers: review.answers === 0 ? 0 : review.wrong / review.answers,
    },
    events: {
      delivered: client.delivered,
      dropped: sum(client.dropped),
      predictions: client.predictions,
      unanswered: sum(client.unanswered),
    },
    time,
  }
}

const roundFigures = (round: Round): RoundFigures => ({
  at: round.at,
  labelled_samples: round.labelledSamples,
  run_id: round.runId,
  snapshot: round.snapshot,
  candidate: round.candidate,
  verdict: round.evaluation?.verdict ?? null,
  reasons: (round.evaluation?.reasons ?? []).map(({ rule, task, verdict, text }) => ({ rule, task, verdict, text })),
  canary_at: round.canaryAt,
  live_at: round.liveAt,
  stopped_at: round.stoppedAt,
  canary_findings: round.canaryFindings,
})

function modelFigures(task: Task, { held, before, after, seed }: Telling): ModelFigures {
  const right = (answers: readonly (ProbeAnswer | null)[]) =>
    held.map((turn, i) => Number(answers[i]?.[task] === turn[task]))
  const [was, is] = [right(before), right(after)]
  const clusters = held.map((turn) => turn.template)
  const { estimate, low, high } = pairedDifference(was, is, randomFrom(`${seed}/difference/${task}`), { clusters })
  const total = (values: readonly number[]) => values.reduce((all, one) => all + one, 0)
  return {
    task,
    messages: held.length,
    before: rate(total(was), held.length),
    after: rate(total(is), held.length),
    difference: { estimate, low, high },
    better: low > 0,
  }
}

function flagFigures(turns: readonly TurnTruth[], { flagged, suspects }: Readings): FlagFigures {
  const faults = turns.filter((turn) => turn.fault !== 'none')
  const faulty = new Set(faults.map((turn) => turn.conversation_id))
  const byReply = new Map(turns.map((turn) => [turn.assistant_event_id, turn]))
  const known = [...flagged].filter(([, flag]) => flag !== null)
  const flags = known.filter(([, flag]) => flag === true).map(([id]) => id)
  const hits = flags.filter((id) => faulty.has(id)).length
  const decidedFaulty = known.filter(([id]) => faulty.has(id)).length
  const pointed = suspects.filter(({ eventId }) => byReply.has(eventId))
  const precision = rate(hits, flags.length)
  const recall = rate(hits, decidedFaulty)
  return {
    conversations: flagged.size,
    undecided: flagged.size - known.length,
    flagged: flags.length,
    faulty: decidedFaulty,
    precision,
    recall,
    flags_without_fault: complement(precision.estimate),
    faults_without_signal: complement(recall.estimate),
    suspect_hits: rate(pointed.filter(({ eventId }) => byReply.get(eventId)!.fault !== 'none').length, pointed.length),
  }
}

function liveAccuracies(turns: readonly TurnTruth[], lines: readonly MetricLine[], errorRate: number): LiveAccuracy[] {
  const predicted = turns.filter((turn) => turn.predicted_intent !== null)
  const share = <T>(items: readonly T[], holds: (item: T) => boolean) => items.filter(holds).length / items.length
  const byConversation = [...Map.groupBy(turns, (turn) => turn.conversation_id).values()]
  const truths = [
    {
      figure: 'live_accuracy_intent',
      answers: INTENTS.length,
      truth: share(predicted, (turn) => turn.intent === turn.predicted_intent),
    },
    {
      figure: 'live_accuracy_objection',
      answers: OBJECTIONS.length,
      truth: share(predicted, (turn) => turn.objection === turn.predicted_objection),
    },
    {
      figure: 'failure_rate',
      answers: 2,
      truth: share(byConversation, (own) => own.some((turn) => turn.fault !== 'none')),
    },
  ]
  return truths.flatMap(({ figure, answers, truth }) => {
    const line = lines.find((one) => one.figure === figure)
    if (line === undefined) return []
    const corrected = withoutErrors(rateOf(line), errorRate, answers)
    return [
      {
        figure,
        estimated: rateOf(line),
        corrected,
        effective_size: line.effective_size,
        true_value: truth,
        covered: corrected.low !== null && corrected.high !== null && corrected.low <= truth && truth <= corrected.high,
        unweighted: line.denominator === 0 ? null : line.numerator / line.denominator,
      },
    ]
  })
}

/**
 * A share as annotators without errors would have measured it, when they err at a known rate and then choose any of the
 * other answers alike. Source: W. J. Rogan, B. Gladen, American Journal of Epidemiology 107 (1978), 71-76.
 */
export function withoutErrors(measured: Rate, errorRate: number, answers: number): Rate {
  const byChance = errorRate / (answers - 1)
  const undo = (share: number | null) =>
    share === null ? null : Math.min(1, Math.max(0, (share - byChance) / (1 - errorRate - byChance)))
  return { estimate: undo(measured.estimate), low: undo(measured.low), high: undo(measured.high), of: measured.of }
}

/** In the order in which they were made. */
const bundlesOf = ({ firstBundle, rounds }: Telling): string[] => [
  firstBundle,
  ...rounds.flatMap((round) => (round.canaryAt === null || round.candidate === null ? [] : [round.candidate])),
]

function conversionOf(bundle: string, lines: readonly MetricLine[]): ConversionFigures[] {
  const of = (figure: string) => lines.find((line) => line.figure === figure && line.group === bundle)
  const conversion = of('conversion')
  if (conversion === undefined) return []
  return [
    {
      bundle,
      conversion: rateOf(conversion),
      conversion_immature: conversion.immature ?? 0,
      click_through: rateOf(
        of('click_through') ?? { ...conversion, estimate: null, low: null, high: null, denominator: 0 },
      ),
    },
  ]
}

function sideBySide({ live, canary, lines }: Readings['duringCanary'][number]) {
  const [a, b] = [conversionOf(live, lines)[0], conversionOf(canary, lines)[0]]
  return a === undefined || b === undefined
    ? []
    : [{ live: a, canary: b, difference: difference(a.conversion, b.conversion) }]
}

/** Second minus first, of two independent rates with their intervals. Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10. */
export function difference(a: Rate, b: Rate): Rate {
  const nothing = { estimate: null, low: null, high: null, of: a.of + b.of }
  if (
    a.estimate === null ||
    b.estimate === null ||
    a.low === null ||
    b.low === null ||
    a.high === null ||
    b.high === null
  )
    return nothing
  const estimate = b.estimate - a.estimate
  return {
    estimate,
    low: estimate - Math.hypot(b.estimate - b.low, a.high - a.estimate),
    high: estimate + Math.hypot(b.high - b.estimate, a.estimate - a.low),
    of: a.of + b.of,
  }
}

const rate = (count: number, of: number): Rate =>
  of === 0 ? { estimate: null, low: null, high: null, of } : { estimate: count / of, ...wilson(count, of), of }

const rateOf = (line: MetricLine): Rate => ({
  estimate: line.estimate,
  low: line.low,
  high: line.high,
  of: line.denominator,
})

const complement = (share: number | null): number | null => (share === null ? null : 1 - share)
