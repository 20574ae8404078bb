import type { Ctas } from './cta-not-clicked.ts'
import { type Cursor, newCursor } from './cursor.ts'
import type { CursorPen, CursorReader } from './cursor-pen.ts'
import type { Exposure } from './exposure.ts'
import type { Rounds } from './fsm-stalled.ts'
import type { Wait } from './long-silence.ts'
import type { Confidences } from './low-confidence.ts'
import type { Feedback } from './negative-feedback.ts'
import type { PackedRecords } from './packed-record.ts'
import type { Asked, Questions, Repeat } from './repeated-question.ts'
import type { Span } from './span.ts'
import { StoredQuestion } from './stored-question.ts'

/** Writes a cursor part by part; `readCursor` reads them in the same order. */
export function writeCursor(pen: CursorPen, cursor: Cursor): void {
  writeSpan(pen, cursor.span)
  pen.count(cursor.users.length)
  for (const user of cursor.users) {
    pen.text(user.id)
    pen.instant(user.namedAt)
  }
  pen.count(cursor.userMessages)
  writeQuestions(pen, cursor.questions)
  writeRounds(pen, cursor.rounds)
  writeWaits(pen, cursor.waits.open)
  writeWaits(pen, cursor.waits.outlasted)
  writeCtas(pen, cursor.ctas)
  pen.out.double(cursor.confidences.least)
  pen.reference(cursor.confidences.low)
  writeFeedback(pen, cursor.feedback)
  writeExposure(pen, cursor.exposure)
}

export function readCursor(reader: CursorReader, packed: PackedRecords): Cursor {
  return {
    ...newCursor(),
    span: readSpan(reader),
    users: reader.list(() => ({ id: reader.text() ?? '', namedAt: reader.instant(Number.POSITIVE_INFINITY) })),
    userMessages: reader.count(),
    questions: readQuestions(reader, packed),
    rounds: readRounds(reader),
    waits: { open: readWaits(reader), outlasted: readWaits(reader) },
    ctas: readCtas(reader),
    confidences: readConfidences(reader),
    feedback: readFeedback(reader),
    exposure: readExposure(reader),
  }
}

function writeSpan(pen: CursorPen, span: Span): void {
  pen.instant(span.startedAt)
  pen.instant(span.lastChatAt)
  pen.instant(span.endedAt)
  pen.count(span.end)
  pen.count(span.afterEnd)
}

const readSpan = (reader: CursorReader): Span => ({
  startedAt: reader.instant(),
  lastChatAt: reader.instant(),
  endedAt: reader.instant(),
  end: reader.count() as Span['end'],
  afterEnd: reader.count(),
})

function writeQuestions(pen: CursorPen, questions: Questions): void {
  pen.count(questions.replies)
  pen.reference(questions.lastReply)
  pen.references(questions.repeat)
  pen.count(questions.recent.length)
  for (const { at, question, repliesBefore } of questions.recent) {
    pen.reference(at)
    pen.count(repliesBefore)
    pen.count(question?.size ?? 0)
    if (question === null) continue
    pen.count(question.numbers)
    pen.out.word(question.low)
    pen.out.word(question.high)
  }
}

const readQuestions = (reader: CursorReader, packed: PackedRecords): Questions => ({
  replies: reader.count(),
  lastReply: reader.reference(),
  repeat: reader.references<Repeat>(),
  recent: reader.list(() => readAsked(reader, packed)),
})

function readAsked(reader: CursorReader, packed: PackedRecords): Asked {
  const at = reader.reference() ?? 0
  const repliesBefore = reader.count()
  const size = reader.count()
  if (size === 0) return { at, repliesBefore, question: null }
  const parts = { size, numbers: reader.count(), low: reader.input.word(), high: reader.input.word() }
  return { at, repliesBefore, question: new StoredQuestion(parts, packed, at) }
}

function writeRounds(pen: CursorPen, rounds: Rounds): void {
  pen.text(rounds.state)
  pen.count((rounds.hasUser ? 1 : 0) + (rounds.advanced ? 2 : 0))
  pen.references(rounds.repeat)
  pen.count(rounds.run)
  pen.references(rounds.runReplies)
  pen.references(rounds.runRepeat)
  pen.references(rounds.stall)
  pen.references(rounds.stalledRepeat)
}

function readRounds(reader: CursorReader): Rounds {
  const state = reader.text()
  const flags = reader.count()
  return {
    state,
    hasUser: (flags & 1) !== 0,
    advanced: (flags & 2) !== 0,
    repeat: reader.references<Repeat>(),
    run: reader.count(),
    runReplies: reader.references<number[]>() ?? [],
    runRepeat: reader.references<Repeat>(),
    stall: reader.references(),
    stalledRepeat: reader.references<Repeat>(),
  }
}

function writeWaits(pen: CursorPen, waits: readonly Wait[]): void {
  pen.count(waits.length)
  for (const wait of waits) {
    pen.instant(wait.from)
    pen.reference(wait.at)
  }
}

const readWaits = (reader: CursorReader): Wait[] =>
  reader.list(() => ({ from: reader.instant(), at: reader.reference() ?? 0 }))

function writeCtas(pen: CursorPen, ctas: Ctas): void {
  pen.count(ctas.sent)
  pen.instant(ctas.lastSentAt)
  pen.reference(ctas.firstSent)
  pen.reference(ctas.click)
  pen.count(ctas.times.length)
  for (const times of ctas.times) {
    pen.text(times.ctaId)
    pen.instant(times.sentAt)
    pen.instant(times.clickedAt)
  }
}

const readCtas = (reader: CursorReader): Ctas => ({
  sent: reader.count(),
  lastSentAt: reader.instant(),
  firstSent: reader.reference(),
  click: reader.reference(),
  times: reader.list(() => ({
    ctaId: reader.text() ?? '',
    sentAt: reader.instant(),
    clickedAt: reader.instant(),
  })),
})

const readConfidences = (reader: CursorReader): Confidences => ({
  least: reader.input.double(),
  low: reader.reference(),
})

function writeFeedback(pen: CursorPen, feedback: Feedback): void {
  pen.instant(feedback.negativeAt)
  pen.reference(feedback.negative)
  pen.count(feedback.ratings.length)
  for (const { t, rating } of feedback.ratings) {
    pen.instant(t)
    pen.out.double(rating)
  }
}

const readFeedback = (reader: CursorReader): Feedback => ({
  negativeAt: reader.instant(),
  negative: reader.reference(),
  ratings: reader.list(() => ({ t: reader.instant(), rating: reader.input.double() })),
})

function writeExposure(pen: CursorPen, exposure: Exposure): void {
  pen.text(exposure.assistantId)
  pen.text(exposure.channel)
  pen.text(exposure.bundle)
  pen.text(exposure.arm)
  pen.count(exposure.predictedTurns)
  pen.count((exposure.humanReply ? 1 : 0) + (exposure.terminalReached ? 2 : 0))
}

function readExposure(reader: CursorReader): Exposure {
  const named = { assistantId: reader.text(), channel: reader.text(), bundle: reader.text(), arm: reader.text() }
  const predictedTurns = reader.count()
  const flags = reader.count()
  return { ...named, predictedTurns, humanReply: (flags & 1) !== 0, terminalReached: (flags & 2) !== 0 }
}
