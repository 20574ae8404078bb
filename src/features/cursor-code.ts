import type { ByteReader, ByteWriter } from './bytes.ts'
import type { Cursor } from './cursor.ts'
import { CursorPen, CursorReader } from './cursor-pen.ts'
import {
  readCtas,
  readQuestions,
  readRounds,
  readWaits,
  writeCtas,
  writeQuestions,
  writeRounds,
  writeWaits,
} from './dialogue-code.ts'
import type { Exposure } from './exposure.ts'
import type { Confidences } from './low-confidence.ts'
import type { Feedback } from './negative-feedback.ts'
import type { PackedRecords } from './packed-record.ts'
import type { Span } from './span.ts'
import type { Texts } from './texts.ts'
import type { NamedUser } from './users.ts'

/**
 * Packs a cursor, part by part.
 *
 * @param offsets of the fresh records, once they are packed
 */
export function writeCursor(out: ByteWriter, cursor: Cursor, baseAt: number, offsets: readonly number[]): void {
  const pen = new CursorPen(out, baseAt, offsets)
  writeSpan(pen, cursor.span)
  writeUsers(pen, cursor.users)
  out.varint(cursor.userMessages)
  writeQuestions(pen, cursor.questions)
  writeRounds(pen, cursor.rounds)
  writeWaits(pen, cursor.waits.open)
  writeWaits(pen, cursor.waits.outlasted)
  writeCtas(pen, cursor.ctas)
  writeConfidences(pen, cursor.confidences)
  writeFeedback(pen, cursor.feedback)
  writeExposure(pen, cursor.exposure)
}

export function readCursor(input: ByteReader, texts: Texts, packed: PackedRecords): Cursor {
  const reader = new CursorReader(input, packed.baseAt)
  return {
    texts,
    span: readSpan(reader),
    users: readUsers(reader),
    userMessages: input.varint(),
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
  pen.out.byte(span.end)
  pen.out.varint(span.afterEnd)
}

const readSpan = (reader: CursorReader): Span => ({
  startedAt: reader.instant(),
  lastChatAt: reader.instant(),
  endedAt: reader.instant(),
  end: reader.input.byte() as Span['end'],
  afterEnd: reader.input.varint(),
})

function writeUsers(pen: CursorPen, users: readonly NamedUser[]): void {
  pen.out.varint(users.length)
  for (const user of users) {
    pen.out.varint(user.text)
    pen.instant(user.namedAt)
  }
}

function readUsers(reader: CursorReader): NamedUser[] {
  const users: NamedUser[] = new Array(reader.lengthOf(reader.input.varint()))
  for (let i = 0; i < users.length; i++) {
    users[i] = { text: reader.input.varint(), namedAt: reader.instant(Number.POSITIVE_INFINITY) }
  }
  return users
}

function writeConfidences(pen: CursorPen, { least, low }: Confidences): void {
  pen.out.byte(Number.isNaN(least) ? 0 : 1)
  if (!Number.isNaN(least)) pen.out.double(least)
  pen.reference(low)
}

const readConfidences = (reader: CursorReader): Confidences => ({
  least: reader.input.byte() === 0 ? Number.NaN : reader.input.double(),
  low: reader.reference(),
})

function writeFeedback(pen: CursorPen, feedback: Feedback): void {
  pen.instant(feedback.negativeAt)
  pen.reference(feedback.negative)
  pen.out.varint(feedback.ratings.length)
  for (const { t, rating } of feedback.ratings) {
    pen.instant(t)
    pen.out.double(rating)
  }
}

function readFeedback(reader: CursorReader): Feedback {
  const negativeAt = reader.instant()
  const negative = reader.reference()
  const ratings: Feedback['ratings'] = []
  for (let left = reader.input.varint(); left > 0 && !reader.input.overrun; left--) {
    ratings.push({ t: reader.instant(), rating: reader.input.double() })
  }
  return { negativeAt, negative, ratings }
}

const HUMAN_REPLY = 1
const TERMINAL_REACHED = 2

function writeExposure(pen: CursorPen, exposure: Exposure): void {
  pen.out.varint(exposure.assistantId)
  pen.out.varint(exposure.channel)
  pen.out.varint(exposure.bundle)
  pen.out.varint(exposure.arm)
  pen.out.varint(exposure.predictedTurns)
  pen.out.byte((exposure.humanReply ? HUMAN_REPLY : 0) | (exposure.terminalReached ? TERMINAL_REACHED : 0))
}

function readExposure(reader: CursorReader): Exposure {
  const assistantId = reader.input.varint()
  const channel = reader.input.varint()
  const bundle = reader.input.varint()
  const arm = reader.input.varint()
  const predictedTurns = reader.input.varint()
  const flags = reader.input.byte()
  const humanReply = (flags & HUMAN_REPLY) !== 0
  return {
    assistantId,
    channel,
    bundle,
    arm,
    predictedTurns,
    humanReply,
    terminalReached: (flags & TERMINAL_REACHED) !== 0,
  }
}
