import type { Ctas } from './cta-not-clicked.ts'
import type { CursorPen, CursorReader } from './cursor-pen.ts'
import type { Rounds } from './fsm-stalled.ts'
import { addWait, type WaitList } from './long-silence.ts'
import type { PackedRecords } from './packed-record.ts'
import type { Asked, Questions, Repeat } from './repeated-question.ts'
import { StoredQuestion } from './stored-question.ts'

export function writeQuestions(pen: CursorPen, questions: Questions): void {
  pen.out.varint(questions.replies)
  pen.reference(questions.lastReply)
  pen.references(questions.repeat)
  pen.out.varint(questions.recent.length)
  for (const { at, question, repliesBefore } of questions.recent) {
    pen.reference(at)
    pen.out.varint(questions.replies - repliesBefore)
    pen.out.varint(question === null ? 0 : question.size)
    if (question === null) continue
    pen.out.varint(question.numbers)
    pen.out.word(question.low)
    pen.out.word(question.high)
  }
}

export function readQuestions(reader: CursorReader, packed: PackedRecords): Questions {
  const replies = reader.input.varint()
  const lastReply = reader.reference()
  const repeat = reader.references() as Repeat | null
  const recent: Asked[] = new Array(reader.lengthOf(reader.input.varint()))
  for (let i = 0; i < recent.length; i++) recent[i] = readAsked(reader, replies, packed)
  return { replies, lastReply, repeat, recent }
}

function readAsked(reader: CursorReader, replies: number, packed: PackedRecords): Asked {
  const at = reader.reference() ?? 0
  const repliesBefore = replies - reader.input.varint()
  const size = reader.input.varint()
  if (size === 0) return { at, question: null, repliesBefore }
  const question = new StoredQuestion(reader.input.varint(), reader.input.word(), reader.input.word(), size, packed, at)
  return { at, question, repliesBefore }
}

const HAS_USER = 1
const ADVANCED = 2
const TERMINAL = 4
const HAS_REPEATS = 8

export function writeRounds(pen: CursorPen, rounds: Rounds): void {
  const { repeat, runRepeat, stalledRepeat } = rounds
  const repeats = repeat !== null || runRepeat !== null || stalledRepeat !== null
  const states = (rounds.hasUser ? HAS_USER : 0) | (rounds.advanced ? ADVANCED : 0) | (rounds.terminal ? TERMINAL : 0)
  pen.out.byte(states | (repeats ? HAS_REPEATS : 0))
  pen.out.varint(rounds.state)
  pen.out.varint(rounds.run)
  pen.references(rounds.runReplies)
  pen.references(rounds.stall)
  if (!repeats) return
  pen.references(repeat)
  pen.references(runRepeat)
  pen.references(stalledRepeat)
}

export function readRounds(reader: CursorReader): Rounds {
  const flags = reader.input.byte()
  const state = reader.input.varint()
  const run = reader.input.varint()
  const runReplies = reader.references() ?? []
  const stall = reader.references()
  const repeats = (flags & HAS_REPEATS) !== 0
  return {
    state,
    terminal: (flags & TERMINAL) !== 0,
    hasUser: (flags & HAS_USER) !== 0,
    advanced: (flags & ADVANCED) !== 0,
    repeat: repeats ? (reader.references() as Repeat | null) : null,
    run,
    runReplies,
    runRepeat: repeats ? (reader.references() as Repeat | null) : null,
    stall,
    stalledRepeat: repeats ? (reader.references() as Repeat | null) : null,
  }
}

export function writeWaits(pen: CursorPen, { count, from, at }: WaitList): void {
  pen.out.varint(count)
  for (let i = 0; i < count; i++) {
    pen.instant(from[i]!)
    pen.reference(at[i]!)
  }
}

export function readWaits(reader: CursorReader): WaitList {
  const list: WaitList = { count: 0, from: [], at: [] }
  for (let left = reader.input.varint(); left > 0 && !reader.input.overrun; left--)
    addWait(list, reader.instant(), reader.reference() ?? 0)
  return list
}

export function writeCtas(pen: CursorPen, ctas: Ctas): void {
  pen.out.varint(ctas.sent)
  if (ctas.sent > 0) {
    pen.instant(ctas.lastSentAt)
    pen.reference(ctas.firstSent)
  }
  pen.reference(ctas.click)
  pen.out.varint(ctas.times.length)
  for (const times of ctas.times) {
    pen.out.varint(times.ctaId)
    pen.instant(times.sentAt)
    pen.instant(times.clickedAt)
  }
}

export function readCtas(reader: CursorReader): Ctas {
  const sent = reader.input.varint()
  const lastSentAt = sent > 0 ? reader.instant() : Number.NaN
  const firstSent = sent > 0 ? reader.reference() : null
  const click = reader.reference()
  const times: Ctas['times'] = []
  for (let left = reader.input.varint(); left > 0 && !reader.input.overrun; left--) {
    times.push({ ctaId: reader.input.varint(), sentAt: reader.instant(), clickedAt: reader.instant() })
  }
  return { sent, lastSentAt, firstSent, click, times }
}
