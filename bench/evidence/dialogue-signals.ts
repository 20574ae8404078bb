import { countMood } from './dialogue-words.ts'

/** One message of a dialogue, in order. */
export interface Message {
  readonly fromCustomer: boolean
  readonly text: string
}

/** What each customer message shows, read from itself and what stood before it; see `customerSignals`. */
export const CUSTOMER_SIGNALS = [
  'position',
  'length',
  'length_change',
  'questions',
  'exclamations',
  'ellipses',
  'doubled_marks',
  'digits',
  'negations',
  'complaints',
  'impatience',
  'corrections',
  'askings',
  'thanks',
  'assents',
  'greetings',
  'starts_negative',
  'unanswered',
  'replies_since',
  'like_earlier',
  'like_last',
  'repeats_so_far',
  'echo_of_reply',
  'reply_length',
  'reply_repeated',
  'reply_to_question',
  'reply_questions',
  'reply_apologies',
  'reply_refusals',
  'negations_recent',
  'complaints_recent',
  'corrections_recent',
  'impatience_recent',
  'thanks_recent',
  'apologies_recent',
  'unanswered_recent',
] as const

export type CustomerSignal = (typeof CUSTOMER_SIGNALS)[number]

/** How many earlier messages of a side are compared: further back costs time and says little. */
const REACH = 8
const REPEATED = 0.5
/** What is "recent" forgets this much with each customer message. */
const FADING = 0.6

interface Read {
  readonly length: number
  readonly bigrams: ReadonlySet<number>
  readonly folded: string
  readonly words: readonly string[]
}

/**
 * General signs of a customer's mood for each customer message in turn: length, marks, words of negation and complaint
 * in Chinese and English, own words repeated, replies that repeat themselves, and what came shortly before.
 *
 * Reads the message, the messages before it and nothing later. NaN where there is nothing to compare with.
 * @returns one row per customer message, in the order of CUSTOMER_SIGNALS
 */
export function customerSignals(messages: readonly Message[]): Float64Array[] {
  const reader = new SignalReader()
  return messages.flatMap((message) => {
    if (message.fromCustomer) return [reader.customer(message.text)]
    reader.reply(message.text)
    return []
  })
}

class SignalReader {
  readonly #said: Read[] = []
  readonly #replied: Read[] = []
  readonly #recent = new Map<string, number>()
  #repliesSince = 0
  #unanswered = 0
  #repeats = 0
  #lengths = 0
  #count = 0

  reply(text: string): void {
    remember(this.#replied, read(text))
    this.#repliesSince++
  }

  customer(text: string): Float64Array {
    const said = read(text)
    if (this.#count > 0) this.#unanswered = this.#repliesSince === 0 ? this.#unanswered + 1 : 0
    const values = { ...this.#own(text, said), ...this.#against(said), ...this.#replies() }
    const all = { ...values, ...this.#fade(values) }
    remember(this.#said, said)
    this.#lengths += said.length
    this.#count++
    this.#repliesSince = 0
    return Float64Array.from(CUSTOMER_SIGNALS, (name) => all[name] ?? Number.NaN)
  }

  #own(text: string, { length, folded, words }: Read): Partial<Record<CustomerSignal, number>> {
    const mean = this.#lengths / this.#count
    return {
      position: this.#count,
      length: Math.log1p(length),
      length_change: Math.log1p(length) - Math.log1p(mean),
      questions: count(folded, /\?/g),
      exclamations: count(folded, /!/g),
      ellipses: count(folded, /\.{2,}|。{2,}|…/g),
      doubled_marks: count(text, /[?？!！。.,，~～]{2,}/g),
      digits: count(folded, /\d+/g),
      negations: countMood('negation', folded, words),
      complaints: countMood('complaint', folded, words),
      impatience: countMood('impatience', folded, words),
      corrections: countMood('correction', folded, words),
      askings: countMood('asking', folded, words),
      thanks: countMood('thanks', folded, words),
      assents: countMood('assent', folded, words),
      greetings: countMood('greeting', folded, words),
      starts_negative: Number(/^(no|not|nope|nah|不|没|别|i don't|i do not)/.test(folded)),
    }
  }

  #against(said: Read): Partial<Record<CustomerSignal, number>> {
    const likes = this.#said.map((earlier) => jaccard(said.bigrams, earlier.bigrams))
    const likest = likes.length === 0 ? Number.NaN : Math.max(...likes)
    if (likest >= REPEATED) this.#repeats++
    const reply = this.#replied.at(-1)
    return {
      unanswered: this.#unanswered,
      replies_since: this.#repliesSince,
      like_earlier: likest,
      like_last: likes.at(-1) ?? Number.NaN,
      repeats_so_far: this.#repeats,
      echo_of_reply: reply === undefined ? Number.NaN : jaccard(said.bigrams, reply.bigrams),
    }
  }

  #replies(): Partial<Record<CustomerSignal, number>> {
    const reply = this.#replied.at(-1)
    if (reply === undefined) return {}
    const likes = this.#replied.slice(0, -1).map((earlier) => jaccard(reply.bigrams, earlier.bigrams))
    const asked = this.#said.at(-1)
    return {
      reply_length: Math.log1p(reply.length),
      reply_repeated: likes.length === 0 ? Number.NaN : Math.max(...likes),
      reply_to_question: asked === undefined ? Number.NaN : jaccard(reply.bigrams, asked.bigrams),
      reply_questions: count(reply.folded, /\?/g),
      reply_apologies: countMood('apology', reply.folded, reply.words),
      reply_refusals: countMood('refusal', reply.folded, reply.words),
    }
  }

  /** The recent past before this message, which then becomes part of it. */
  #fade(values: Partial<Record<CustomerSignal, number>>): Partial<Record<CustomerSignal, number>> {
    const past: Partial<Record<CustomerSignal, number>> = {}
    for (const [name, source] of RECENT) {
      const before = this.#recent.get(name) ?? 0
      past[name] = before
      this.#recent.set(name, FADING * before + (values[source] ?? 0))
    }
    return past
  }
}

const RECENT: readonly (readonly [CustomerSignal, CustomerSignal])[] = [
  ['negations_recent', 'negations'],
  ['complaints_recent', 'complaints'],
  ['corrections_recent', 'corrections'],
  ['impatience_recent', 'impatience'],
  ['thanks_recent', 'thanks'],
  ['apologies_recent', 'reply_apologies'],
  ['unanswered_recent', 'unanswered'],
]

function read(text: string): Read {
  const folded = text.normalize('NFKC').toLowerCase()
  const letters = folded.replaceAll(/[^\p{L}\p{N}]+/gu, '')
  const bigrams = new Set<number>()
  for (let i = 1; i < letters.length; i++) bigrams.add((letters.charCodeAt(i - 1) << 16) | letters.charCodeAt(i))
  return { length: letters.length, bigrams, folded, words: folded.match(/[a-z]+(?:['’][a-z]+)?/g) ?? [] }
}

function remember(list: Read[], item: Read): void {
  list.push(item)
  if (list.length > REACH) list.shift()
}

function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  if (a.size === 0 || b.size === 0) return a.size === b.size ? 1 : 0
  let shared = 0
  for (const bigram of a) if (b.has(bigram)) shared++
  return shared / (a.size + b.size - shared)
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0
