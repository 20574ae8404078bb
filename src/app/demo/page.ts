import { bar, table } from './columns.ts'
import type { ConversionFigures, DemoFigures, Rate, RoundFigures } from './demo-figures.ts'
import { evidenceLines, evidenceNote, learnedLines, learnedNotes } from './page-evidence.ts'
import { change, duration, judged, number, percent, percentOr, range, wrapped } from './page-numbers.ts'
import { fill, PAGE_WORDS, type PageWords } from './page-words.ts'

export interface PageOptions {
  readonly language: 'en' | 'zh'
  /** Terminal colours. */
  readonly colour: boolean
}

const DAY_MS = 86_400_000

/**
 * The demo's figures as one page for a terminal.
 *
 * @param startAt first moment of the simulated world, epoch milliseconds
 */
export function page(figures: DemoFigures, startAt: number, { language, colour }: PageOptions): string {
  const words = PAGE_WORDS[language]
  const bold = (text: string) => (colour ? `\u001b[1m${text}\u001b[0m` : text)
  const dim = (text: string) => (colour ? `\u001b[2m${text}\u001b[0m` : text)
  const section = (heading: string, lines: readonly string[], notes: readonly string[]) =>
    ['', bold(heading), ...lines, ...notes.flatMap((note) => wrapped(note, 2).map(dim))].join('\n')
  const { world } = figures
  const introduction = [
    fill(words.world, {
      days: world.days,
      conversations: number(world.conversations),
      turns: number(world.turns),
      chinese: percent(world.chinese),
      seed: figures.seed,
    }),
    words.weeks,
  ]
  return [
    '',
    bold(words.title),
    ...introduction.flatMap((line) => wrapped(line, 2)),
    section(fill(words.models, { messages: number(figures.models[0]?.messages ?? 0) }), modelLines(figures, words), [
      modelNote(figures, words),
    ]),
    section(words.rounds, roundLines(figures, startAt, words), [canaryNote(figures, words)]),
    section(words.flags, flagLines(figures, words), flagNotes(figures, words)),
    section(words.evidence.title, evidenceLines(figures, words), [evidenceNote(figures, words)]),
    section(
      fill(words.evidence.learned.title, { verdicts: number(figures.evidence.learned?.verdicts ?? 0) }),
      learnedLines(figures, words),
      learnedNotes(figures, words),
    ),
    section(fill(words.live, { samples: number(figures.review.samples) }), liveLines(figures, words), [
      liveNote(figures, words),
    ]),
    section(words.conversion, conversionLines(figures, words), [words.conversionNote]),
    section(fill(words.time, { total: duration(figures.time.total) }), timeLines(figures, words), [
      trafficNote(figures, words),
    ]),
    '',
  ].join('\n')
}

function modelLines({ models, first_bundle, last_bundle }: DemoFigures, words: PageWords): string[] {
  const replaced = first_bundle !== last_bundle
  const rows = models.map(({ task, before, after, difference }) => [
    words.liveNames[`live_accuracy_${task}`]!,
    range(before, words),
    range(after, words),
    replaced ? `${change(difference, words)}: ${judged(difference, words)}` : '-',
  ])
  return table([words.modelColumns, ...rows])
}

function modelNote(
  { first_bundle, last_bundle, hand_written_examples, rounds }: DemoFigures,
  words: PageWords,
): string {
  if (first_bundle === last_bundle) return fill(words.sameModel, { first: first_bundle })
  const samples = rounds.find((round) => round.candidate === last_bundle)?.labelled_samples ?? 0
  return fill(words.modelNote, {
    first: first_bundle,
    last: last_bundle,
    examples: number(hand_written_examples),
    samples: number(samples),
  })
}

function roundLines({ rounds, canary }: DemoFigures, startAt: number, words: PageWords): string[] {
  const day = (at: number) => Math.floor((at - startAt) / DAY_MS) + 1
  const dayOr = (at: number | null) => (at === null ? '' : day(at))
  return rounds.flatMap((round) => {
    const verdict = round.verdict ?? 'unknown'
    const outcome = fill(outcomeOf(round, words), {
      share: `${100 * canary.share} %`,
      canary: dayOr(round.canary_at),
      live: dayOr(round.live_at),
      stopped: dayOr(round.stopped_at),
    })
    const line = fill(words.roundLine, {
      day: day(round.at),
      samples: number(round.labelled_samples),
      candidate: round.candidate ?? '-',
      verdict: words.gate[verdict] ?? verdict,
      outcome,
    })
    const reasons = round.reasons.filter((reason) => reason.rule === 'accuracy' || reason.verdict !== 'pass')
    return [
      ...wrapped(line, 2),
      ...[...reasons.map((reason) => reason.text), ...round.canary_findings].flatMap((text) => wrapped(text, 4)),
    ]
  })
}

const canaryNote = ({ canary }: DemoFigures, words: PageWords): string =>
  fill(words.canaryNote, {
    share: `${100 * canary.share} %`,
    clicks: 100 * canary.click_through_margin,
    errors: 100 * canary.errors_margin,
  })

function outcomeOf({ canary_at, live_at, stopped_at }: RoundFigures, words: PageWords): string {
  if (canary_at === null) return words.notReleased
  if (live_at !== null) return words.wentLive
  return stopped_at === null ? words.stillCanary : words.takenBack
}

function flagLines({ flags }: DemoFigures, words: PageWords): string[] {
  const line = (sentence: string, rate: Rate) =>
    `  ${fill(sentence, { rate: range(rate, words), of: number(rate.of) })}`
  return [
    line(words.precision, flags.precision),
    line(words.recall, flags.recall),
    line(words.suspectHits, flags.suspect_hits),
  ]
}

function flagNotes({ flags }: DemoFigures, words: PageWords): string[] {
  const silent = percentOr(flags.faults_without_signal)
  const innocent = percentOr(flags.flags_without_fault)
  const note = fill(words.signalNote, { silent, innocent })
  return flags.undecided === 0 ? [note] : [note, fill(words.undecided, { count: number(flags.undecided) })]
}

function liveLines({ live_accuracy }: DemoFigures, words: PageWords): string[] {
  const rows = live_accuracy.map((line) => [
    words.liveNames[line.figure] ?? line.figure,
    range(line.estimated, words),
    `${range(line.corrected, words)} ${line.covered ? '✓' : '✗'}`,
    percent(line.true_value),
    percentOr(line.unweighted),
  ])
  return table([words.liveColumns, ...rows])
}

const liveNote = ({ world, review }: DemoFigures, words: PageWords): string =>
  fill(words.liveNote, { error: percent(world.annotator_error_rate), measured: percent(review.wrong_answers) })

function conversionLines(figures: DemoFigures, words: PageWords): string[] {
  const { conversion, first_bundle, last_bundle, during_canary } = figures
  const name = ({ bundle }: ConversionFigures) =>
    fill(bundle === first_bundle ? words.before : bundle === last_bundle ? words.after : words.between, { bundle })
  const rows = conversion.map((one) => [
    name(one),
    range(one.conversion, words),
    fill(one.conversion_immature === 0 ? words.ofUnits : words.immature, {
      of: number(one.conversion.of),
      immature: number(one.conversion_immature),
    }),
    range(one.click_through, words),
  ])
  const pairs = during_canary.map(({ live, canary, difference }) =>
    fill(words.sideBySide, {
      canary: canary.bundle,
      live: live.bundle,
      change: change(difference, words),
      verdict: judged(difference, words),
    }),
  )
  return [...table([words.conversionColumns, ...rows]), ...pairs.flatMap((line) => wrapped(line, 2))]
}

function timeLines({ time }: DemoFigures, words: PageWords): string[] {
  const longest = Math.max(...time.steps.map(({ seconds }) => seconds))
  return table(
    time.steps.map(({ step, seconds }) => [
      words.steps[step] ?? step,
      `${seconds.toFixed(1)} s`.padStart(8),
      bar(seconds / longest, 40),
    ]),
  )
}

const trafficNote = ({ events, review }: DemoFigures, words: PageWords): string =>
  fill(words.traffic, {
    delivered: number(events.delivered),
    dropped: number(events.dropped),
    predictions: number(events.predictions),
    unanswered: number(events.unanswered),
    samples: number(review.samples),
    hours: Math.round(review.hours),
  })
