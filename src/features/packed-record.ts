import { ByteReader, type ByteWriter } from './bytes.ts'
import { type Model, NO_MODEL, readId, skipId, writeId } from './id-code.ts'
import { lettersFollow, readLetters, skipLetters, writeLetters } from './letters-code.ts'
import { type Question, questionFrom, questionFromLetters } from './question.ts'
import { readBigrams, skipBigrams, writeBigrams } from './question-code.ts'
import {
  ASSISTANT_MESSAGE,
  CONVERSATION_END,
  EXPLICIT_FEEDBACK,
  FSM_TRANSITION,
  type TurnRecord,
  USER_MESSAGE,
} from './record.ts'
import type { Texts } from './texts.ts'

/*
 * One record, packed:
 *
 *   head      rank, and the flags below
 *   time      varint, milliseconds since the first record
 *   id        see id-code.ts; the model is the first record's id
 *   user      varint, number of a text; only with HAS_USER
 *   context   varint, number of a context; only with HAS_CONTEXT
 *   then      what the type has: see writeFields
 */
const RANK = 0x0f
const HAS_USER = 0x10
const HAS_CONTEXT = 0x20
/** Has a question; has a state; has a CTA id; is negative; is hard. */
const FIRST_FLAG = 0x40
/** The question has numbers; the transition moved; there is a rating. */
const SECOND_FLAG = 0x80

const REPLY_STATE = 1
const REPLY_PREDICTED = 2
const REPLY_HUMAN = 4
/** The confidence is a number of ten-thousandths. */
const REPLY_DECIMAL = 8
const REPLY_DOUBLE = 16
const TEN_THOUSAND = 10_000

/** Records as they were stored, in the order of events. */
export interface PackedRecords {
  readonly bytes: Uint8Array
  /** Where the first record begins in `bytes`. */
  readonly start: number
  readonly end: number
  readonly count: number
  /** Time of the first record, from which the others are counted. */
  readonly baseAt: number
  /** Of the last record, from `start`. */
  readonly lastOffset: number
  /** Who talked with which version, four numbers of texts each: assistant, channel, bundle, arm. */
  readonly contexts: number[]
  /** Questions are letters, not sets of bigrams: they were asked under a learned measure. */
  readonly lettered: boolean
}

export const nothingPacked = (): PackedRecords => ({
  bytes: new Uint8Array(0),
  start: 0,
  end: 0,
  count: 0,
  baseAt: 0,
  lastOffset: 0,
  contexts: [],
  lettered: false,
})

/** Writes a record. `baseAt` and `model` (time and id of the first record) must be those that the reader will use. */
export function writeRecord(
  out: ByteWriter,
  record: TurnRecord,
  baseAt: number,
  model: Model,
  texts: Texts,
  contexts: number[],
): void {
  const user = texts.numberOf(record.userId)
  const context = contextOf(record, texts, contexts)
  const head = record.rank | (user > 0 ? HAS_USER : 0) | (context > 0 ? HAS_CONTEXT : 0) | flagsOf(record)
  out.byte(head)
  out.varint(record.t - baseAt)
  writeId(out, record.id, model)
  if (user > 0) out.varint(user)
  if (context > 0) out.varint(context)
  writeFields(out, record, texts)
}

function flagsOf(record: TurnRecord): number {
  const first = record.question !== null || record.ctaId !== null || record.negative || record.hard
  const state = record.rank === FSM_TRANSITION && record.state !== null
  const second = (record.question?.numbers ?? 0) > 0 || record.moved || !Number.isNaN(record.rating)
  return (first || state ? FIRST_FLAG : 0) | (second ? SECOND_FLAG : 0)
}

function writeFields(out: ByteWriter, record: TurnRecord, texts: Texts): void {
  if (record.question !== null) {
    if (record.question.numbers > 0) out.varint(record.question.numbers)
    const { letters, bigrams } = record.question
    if (letters === null) writeBigrams(out, bigrams)
    else writeLetters(out, letters)
  } else if (record.rank === ASSISTANT_MESSAGE) {
    writeReply(out, record, texts)
  } else if (record.rank === FSM_TRANSITION) {
    if (record.state !== null) out.varint(texts.numberOf(record.state))
  } else if (record.ctaId !== null) {
    out.varint(texts.numberOf(record.ctaId))
  } else if (!Number.isNaN(record.rating)) {
    out.double(record.rating)
  }
}

function writeReply(out: ByteWriter, { state, predicted, byHuman, confidence }: TurnRecord, texts: Texts): void {
  const tenThousandths = Math.round(confidence * TEN_THOUSAND)
  const decimal = tenThousandths / TEN_THOUSAND === confidence
  const kind = decimal ? REPLY_DECIMAL : Number.isNaN(confidence) ? 0 : REPLY_DOUBLE
  out.byte((state === null ? 0 : REPLY_STATE) | (predicted ? REPLY_PREDICTED : 0) | (byHuman ? REPLY_HUMAN : 0) | kind)
  if (state !== null) out.varint(texts.numberOf(state))
  if (kind === REPLY_DECIMAL) out.varint(tenThousandths)
  else if (kind === REPLY_DOUBLE) out.double(confidence)
}

function contextOf(record: TurnRecord, texts: Texts, contexts: number[]): number {
  const { assistantId, channel, bundle, arm } = record
  if (assistantId === null && channel === null && bundle === null && arm === null) return 0
  const a = texts.numberOf(assistantId)
  const c = texts.numberOf(channel)
  const b = texts.numberOf(bundle)
  const r = texts.numberOf(arm)
  for (let i = 0; i < contexts.length; i += 4) {
    if (contexts[i] === a && contexts[i + 1] === c && contexts[i + 2] === b && contexts[i + 3] === r) return i / 4 + 1
  }
  return contexts.push(a, c, b, r) / 4
}

/** Id of the first record: the model of the others. */
export const modelOf =
  (packed: PackedRecords): Model =>
  () =>
    unpackId(packed, 0)

/** Event id of the record at an offset. */
export function unpackId(packed: PackedRecords, offset: number): string {
  const input = new ByteReader(packed.bytes, packed.start + offset + 1)
  input.varint()
  return readId(input, offset === 0 ? NO_MODEL : modelOf(packed))
}

/** Bigrams of the user message at an offset, which must have a question. */
export function unpackBigrams(packed: PackedRecords, offset: number): number[] {
  const input = questionAt(packed, offset)
  return lettersFollow(input) ? [] : readBigrams(input)
}

/** Letters of the user message at an offset; null when it was stored as a set of bigrams. */
export function unpackLetters(packed: PackedRecords, offset: number): number[] | null {
  const input = questionAt(packed, offset)
  return lettersFollow(input) ? readLetters(input) : null
}

function questionAt(packed: PackedRecords, offset: number): ByteReader {
  const input = new ByteReader(packed.bytes, packed.start + offset)
  const head = skipToFields(input)
  if ((head & SECOND_FLAG) !== 0) input.varint()
  return input
}

/** Goes past what all records have; returns the head. */
function skipToFields(input: ByteReader): number {
  const head = input.byte()
  input.varint()
  skipId(input)
  if ((head & HAS_USER) !== 0) input.varint()
  if ((head & HAS_CONTEXT) !== 0) input.varint()
  return head
}

/** Ids of the first assistant messages that carry a prediction, at most `limit`. Goes past all other records. */
export function predictedIds(packed: PackedRecords, limit: number): string[] {
  const input = new ByteReader(packed.bytes, packed.start)
  const found: string[] = []
  while (input.at < packed.end && found.length < limit) {
    const offset = input.at - packed.start
    const head = skipToFields(input)
    const rank = head & RANK
    if (rank === ASSISTANT_MESSAGE) {
      const reply = input.byte()
      if ((reply & REPLY_PREDICTED) !== 0) found.push(unpackId(packed, offset))
      if ((reply & REPLY_STATE) !== 0) input.varint()
      readConfidence(input, reply)
    } else skipFields(input, head)
  }
  return found
}

/** Goes past the fields of a record that is no assistant message. */
function skipFields(input: ByteReader, head: number): void {
  const rank = head & RANK
  const first = (head & FIRST_FLAG) !== 0
  const second = (head & SECOND_FLAG) !== 0
  if (rank === USER_MESSAGE) {
    if (second) input.varint()
    if (first && lettersFollow(input)) skipLetters(input)
    else if (first) skipBigrams(input)
  } else if (rank === EXPLICIT_FEEDBACK) {
    if (second) input.double()
  } else if (first && rank !== CONVERSATION_END) input.varint()
}

function readQuestion(input: ByteReader, head: number): Question {
  const numbers = (head & SECOND_FLAG) === 0 ? 0 : input.varint()
  return lettersFollow(input)
    ? questionFromLetters(numbers, readLetters(input))
    : questionFrom(numbers, readBigrams(input))
}

/** All records, in order. */
export function unpackAll(packed: PackedRecords, texts: Texts): TurnRecord[] {
  const input = new ByteReader(packed.bytes, packed.start)
  const records: TurnRecord[] = []
  const model = () => records[0]!.id
  while (input.at < packed.end) records.push(readPacked(input, packed, model, texts))
  return records
}

function readPacked(input: ByteReader, { baseAt, contexts }: PackedRecords, model: Model, texts: Texts): TurnRecord {
  const head = input.byte()
  const rank = head & RANK
  const first = (head & FIRST_FLAG) !== 0
  const second = (head & SECOND_FLAG) !== 0
  const t = baseAt + input.varint()
  const id = readId(input, model)
  const userId = (head & HAS_USER) === 0 ? null : texts.text(input.varint())
  const context = ((head & HAS_CONTEXT) === 0 ? 0 : input.varint()) * 4
  const question = rank === USER_MESSAGE && first ? readQuestion(input, head) : null
  const reply = rank === ASSISTANT_MESSAGE ? input.byte() : 0
  const hasState = rank === FSM_TRANSITION ? first : (reply & REPLY_STATE) !== 0
  const state = hasState ? texts.text(input.varint()) : null
  const hasCta = first && rank !== USER_MESSAGE && rank !== FSM_TRANSITION && rank < CONVERSATION_END
  const ctaId = hasCta && rank !== EXPLICIT_FEEDBACK ? texts.text(input.varint()) : null
  return {
    id,
    t,
    rank,
    userId,
    assistantId: texts.text(context === 0 ? 0 : contexts[context - 4]!),
    channel: texts.text(context === 0 ? 0 : contexts[context - 3]!),
    bundle: texts.text(context === 0 ? 0 : contexts[context - 2]!),
    arm: texts.text(context === 0 ? 0 : contexts[context - 1]!),
    state,
    moved: rank === FSM_TRANSITION && second,
    confidence: readConfidence(input, reply),
    predicted: (reply & REPLY_PREDICTED) !== 0,
    byHuman: (reply & REPLY_HUMAN) !== 0,
    ctaId,
    question,
    negative: rank === EXPLICIT_FEEDBACK && first,
    rating: rank === EXPLICIT_FEEDBACK && second ? input.double() : Number.NaN,
    hard: rank === CONVERSATION_END && first,
  }
}

function readConfidence(input: ByteReader, reply: number): number {
  if ((reply & REPLY_DECIMAL) !== 0) return input.varint() / TEN_THOUSAND
  return (reply & REPLY_DOUBLE) === 0 ? Number.NaN : input.double()
}
