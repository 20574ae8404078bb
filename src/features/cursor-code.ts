import type { ByteReader, ByteWriter } from './bytes.ts'
import type { Ctas } from './cta-not-clicked.ts'
import type { Cursor } from './cursor.ts'
import type { Exposure } from './exposure.ts'
import type { Rounds } from './fsm-stalled.ts'
import { addWait, type WaitList } from './long-silence.ts'
import type { Confidences } from './low-confidence.ts'
import type { Feedback } from './negative-feedback.ts'
import type { PackedRecords } from './packed-record.ts'
import type { Reference } from './reference.ts'
import type { Asked, Questions, Repeat } from './repeated-question.ts'
import type { Span } from './span.ts'
import { StoredQuestion } from './stored-question.ts'
import type { Texts } from './texts.ts'
import type { NamedUser } from './users.ts'

/*
 * A cursor, packed part by part. Instants count from the first record, 0 = none; references are offsets, 0 = none;
 * a list is its length and its items; what stands in the same place in all states is one bit of a flag.
 */

// What the parts need, set by writeCursor and readCursor for as long as they run.
let out: ByteWriter
let input: ByteReader
let baseAt = 0
let freshOffsets: readonly number[] = []

/** @param offsets of the fresh records, once they are packed */
export function writeCursor(to: ByteWriter, cursor: Cursor, base: number, offsets: readonly number[]): void {
  out = to
  baseAt = base
  freshOffsets = offsets
  writeSpan(cursor.span)
  writeUsers(cursor.users)
  out.varint(cursor.userMessages)
  writeQuestions(cursor.questions)
  writeRounds(cursor.rounds)
  writeWaits(cursor.waits.open)
  writeWaits(cursor.waits.outlasted)
  writeCtas(cursor.ctas)
  writeConfidences(cursor.confidences)
  writeFeedback(cursor.feedback)
  writeExposure(cursor.exposure)
}

export function readCursor(from: ByteReader, texts: Texts, packed: PackedRecords): Cursor {
  input = from
  baseAt = packed.baseAt
  return {
    texts,
    span: readSpan(),
    users: readUsers(),
    userMessages: input.varint(),
    questions: readQuestions(packed),
    rounds: readRounds(),
    waits: { open: readWaits(), outlasted: readWaits() },
    ctas: readCtas(),
    confidences: readConfidences(),
    feedback: readFeedback(),
    exposure: readExposure(),
  }
}

/** NaN and infinity are 0. */
const writeInstant = (t: number): void =>
  out.varint(t - baseAt >= 0 && t < Number.POSITIVE_INFINITY ? t - baseAt + 1 : 0)

function readInstant(none = Number.NaN): number {
  const value = input.varint()
  return value === 0 ? none : value - 1 + baseAt
}

const writeReference = (at: Reference | null): void =>
  out.varint(at === null ? 0 : (at < 0 ? freshOffsets[-1 - at]! : at) + 1)

function readReference(): Reference | null {
  const value = input.varint()
  return value === 0 ? null : value - 1
}

function writeReferences(list: readonly Reference[] | null): void {
  if (list === null) out.varint(0)
  else {
    out.varint(list.length + 1)
    for (const at of list) writeReference(at)
  }
}

function readReferences(): Reference[] | null {
  const length = input.varint()
  if (length === 0) return null
  const list: Reference[] = new Array(lengthOf(length - 1))
  for (let i = 0; i < list.length; i++) list[i] = readReference() ?? 0
  return list
}

/** A length from damaged bytes must not make a list longer than they could fill. */
const lengthOf = (length: number): number => Math.min(length, input.bytes.length)

function writeSpan(span: Span): void {
  writeInstant(span.startedAt)
  writeInstant(span.lastChatAt)
  writeInstant(span.endedAt)
  out.byte(span.end)
  out.varint(span.afterEnd)
}

const readSpan = (): Span => ({
  startedAt: readInstant(),
  lastChatAt: readInstant(),
  endedAt: readInstant(),
  end: input.byte() as Span['end'],
  afterEnd: input.varint(),
})

function writeUsers(users: readonly NamedUser[]): void {
  out.varint(users.length)
  for (const user of users) {
    out.varint(user.text)
    writeInstant(user.namedAt)
  }
}

function readUsers(): NamedUser[] {
  const users: NamedUser[] = new Array(lengthOf(input.varint()))
  for (let i = 0; i < users.length; i++) {
    users[i] = { text: input.varint(), namedAt: readInstant(Number.POSITIVE_INFINITY) }
  }
  return users
}

function writeQuestions(questions: Questions): void {
  out.varint(questions.replies)
  writeReference(questions.lastReply)
  writeReferences(questions.repeat)
  out.varint(questions.recent.length)
  for (const { at, question, repliesBefore } of questions.recent) {
    writeReference(at)
    out.varint(questions.replies - repliesBefore)
    out.varint(question === null ? 0 : question.size)
    if (question === null) continue
    out.varint(question.numbers)
    out.word(question.low)
    out.word(question.high)
  }
}

function readQuestions(packed: PackedRecords): Questions {
  const replies = input.varint()
  const lastReply = readReference()
  const repeat = readReferences() as Repeat | null
  const recent: Asked[] = new Array(lengthOf(input.varint()))
  for (let i = 0; i < recent.length; i++) recent[i] = readAsked(replies, packed)
  return { replies, lastReply, repeat, recent }
}

function readAsked(replies: number, packed: PackedRecords): Asked {
  const at = readReference() ?? 0
  const repliesBefore = replies - input.varint()
  const size = input.varint()
  if (size === 0) return { at, question: null, repliesBefore }
  const question = new StoredQuestion(input.varint(), input.word(), input.word(), size, packed, at)
  return { at, question, repliesBefore }
}

const HAS_USER = 1
const ADVANCED = 2
const TERMINAL = 4
const HAS_REPEATS = 8

function writeRounds(rounds: Rounds): void {
  const { repeat, runRepeat, stalledRepeat } = rounds
  const repeats = repeat !== null || runRepeat !== null || stalledRepeat !== null
  const states = (rounds.hasUser ? HAS_USER : 0) | (rounds.advanced ? ADVANCED : 0) | (rounds.terminal ? TERMINAL : 0)
  out.byte(states | (repeats ? HAS_REPEATS : 0))
  out.varint(rounds.state)
  out.varint(rounds.run)
  writeReferences(rounds.runReplies)
  writeReferences(rounds.stall)
  if (!repeats) return
  writeReferences(repeat)
  writeReferences(runRepeat)
  writeReferences(stalledRepeat)
}

function readRounds(): Rounds {
  const flags = input.byte()
  const state = input.varint()
  const run = input.varint()
  const runReplies = readReferences() ?? []
  const stall = readReferences()
  const repeats = (flags & HAS_REPEATS) !== 0
  return {
    state,
    terminal: (flags & TERMINAL) !== 0,
    hasUser: (flags & HAS_USER) !== 0,
    advanced: (flags & ADVANCED) !== 0,
    repeat: repeats ? (readReferences() as Repeat | null) : null,
    run,
    runReplies,
    runRepeat: repeats ? (readReferences() as Repeat | null) : null,
    stall,
    stalledRepeat: repeats ? (readReferences() as Repeat | null) : null,
  }
}

function writeWaits({ count, from, at }: WaitList): void {
  out.varint(count)
  for (let i = 0; i < count; i++) {
    writeInstant(from[i]!)
    writeReference(at[i]!)
  }
}

function readWaits(): WaitList {
  const list: WaitList = { count: 0, from: [], at: [] }
  for (let left = input.varint(); left > 0 && !input.overrun; left--) addWait(list, readInstant(), readReference() ?? 0)
  return list
}

function writeCtas(ctas: Ctas): void {
  out.varint(ctas.sent)
  if (ctas.sent > 0) {
    writeInstant(ctas.lastSentAt)
    writeReference(ctas.firstSent)
  }
  writeReference(ctas.click)
  out.varint(ctas.times.length)
  for (const times of ctas.times) {
    out.varint(times.ctaId)
    writeInstant(times.sentAt)
    writeInstant(times.clickedAt)
  }
}

function readCtas(): Ctas {
  const sent = input.varint()
  const lastSentAt = sent > 0 ? readInstant() : Number.NaN
  const firstSent = sent > 0 ? readReference() : null
  const click = readReference()
  const times: Ctas['times'] = []
  for (let left = input.varint(); left > 0 && !input.overrun; left--) {
    times.push({ ctaId: input.varint(), sentAt: readInstant(), clickedAt: readInstant() })
  }
  return { sent, lastSentAt, firstSent, click, times }
}

function writeConfidences({ least, low }: Confidences): void {
  out.byte(Number.isNaN(least) ? 0 : 1)
  if (!Number.isNaN(least)) out.double(least)
  writeReference(low)
}

const readConfidences = (): Confidences => ({
  least: input.byte() === 0 ? Number.NaN : input.double(),
  low: readReference(),
})

function writeFeedback(feedback: Feedback): void {
  writeInstant(feedback.negativeAt)
  writeReference(feedback.negative)
  out.varint(feedback.ratings.length)
  for (const { t, rating } of feedback.ratings) {
    writeInstant(t)
    out.double(rating)
  }
}

function readFeedback(): Feedback {
  const negativeAt = readInstant()
  const negative = readReference()
  const ratings: Feedback['ratings'] = []
  for (let left = input.varint(); left > 0 && !input.overrun; left--) {
    ratings.push({ t: readInstant(), rating: input.double() })
  }
  return { negativeAt, negative, ratings }
}

const HUMAN_REPLY = 1
const TERMINAL_REACHED = 2

function writeExposure(exposure: Exposure): void {
  out.varint(exposure.assistantId)
  out.varint(exposure.channel)
  out.varint(exposure.bundle)
  out.varint(exposure.arm)
  out.varint(exposure.predictedTurns)
  out.byte((exposure.humanReply ? HUMAN_REPLY : 0) | (exposure.terminalReached ? TERMINAL_REACHED : 0))
}

function readExposure(): Exposure {
  const assistantId = input.varint()
  const channel = input.varint()
  const bundle = input.varint()
  const arm = input.varint()
  const predictedTurns = input.varint()
  const flags = input.byte()
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
