import {
  fitNaiveBayes,
  type HashedTexts,
  hashTexts,
  type NaiveBayes,
  NaiveBayesReader,
  withoutTexts,
} from '../models/naive-bayes.ts'
import type { AttributionExample } from './attribution-example.ts'
import { FAULT_PARTS } from './fault-part.ts'
import { TURN_TEXTS, type TurnInputs } from './turn-inputs.ts'

/** Scores that read a turn's texts; NaN = a text or label is missing. */
export const TEXT_SCORES = [
  'question_fits_intent',
  'question_fits_objection',
  'response_fits_action',
  'usual_action',
  'response_like_wording_fault',
  'response_like_policy_fault',
  'next_like_fault',
] as const

/** Readers of text, each a small model of its own; plain data. */
export interface TextReaders {
  /** From the customer's message to what people said that it means. */
  readonly intent: NaiveBayes
  readonly objection: NaiveBayes
  /** From the reply to the action behind it; needs no verdict. */
  readonly action: NaiveBayes
  /** From the reply, and from the customer's next message, to the part at fault. */
  readonly response: NaiveBayes
  readonly next: NaiveBayes
  /** How often an action followed a reading: `intent\tobjection\taction` -> count; needs no verdict. */
  readonly actions: Readonly<Record<string, number>>
}

/** The texts of all turns, taken apart once. */
export interface HashedTurns {
  readonly question: HashedTexts
  readonly response: HashedTexts
  readonly next: HashedTexts
}

export const hashTurns = (turns: readonly Pick<TurnInputs, 'texts'>[]): HashedTurns => {
  const of = (name: (typeof TURN_TEXTS)[number]) =>
    hashTexts(turns.map(({ texts }) => texts[TURN_TEXTS.indexOf(name)]!))
  return { question: of('question'), response: of('response'), next: of('next') }
}

type Examples = readonly AttributionExample[]

/** The labels that each reader tells apart. */
export interface ReaderLabels {
  readonly intent: readonly string[]
  readonly objection: readonly string[]
  readonly action: readonly string[]
}

export function readerLabels(examples: Examples): ReaderLabels {
  const distinct = (of: (each: AttributionExample) => string | null) =>
    [...new Set(examples.map(of).filter((label) => label !== null))].sort()
  return {
    intent: distinct(({ right }) => right.intent),
    objection: distinct(({ right }) => right.objection),
    action: distinct(({ inputs }) => inputs.action),
  }
}

/** Learns from some of the examples. @param uses which ones */
export function fitReaders(
  examples: Examples,
  texts: HashedTurns,
  labels: ReaderLabels,
  uses: (at: number) => boolean,
): TextReaders {
  const learn = (of: HashedTexts, names: readonly string[], label: (each: AttributionExample) => string | null) => {
    const numbers = new Map(names.map((name, i) => [name, i]))
    return fitNaiveBayes(of, names, (i) => (uses(i) ? (numbers.get(label(examples[i]!) ?? '') ?? -1) : -1))
  }
  const part = ({ possible }: AttributionExample) => (possible.length === 1 ? possible[0]! : null)
  const fault = (each: AttributionExample) => {
    if (!each.possible.includes('none')) return 'fault'
    return each.possible.length === 1 ? 'none' : null
  }
  const actions: Record<string, number> = {}
  examples.forEach(({ inputs }, i) => {
    if (uses(i) && inputs.action !== null) for (const key of actionKeys(inputs)) actions[key] = (actions[key] ?? 0) + 1
  })
  return {
    intent: learn(texts.question, labels.intent, ({ right }) => right.intent),
    objection: learn(texts.question, labels.objection, ({ right }) => right.objection),
    action: learn(texts.response, labels.action, ({ inputs }) => inputs.action),
    response: learn(texts.response, FAULT_PARTS, part),
    next: learn(texts.next, ['none', 'fault'], fault),
    actions,
  }
}

/** The readers of all examples less what some of them taught: as if they had never seen these. */
export function withoutReaders(all: TextReaders, some: TextReaders): TextReaders {
  const actions = Object.fromEntries(
    Object.entries(all.actions).map(([key, count]) => [key, count - (some.actions[key] ?? 0)]),
  )
  return {
    intent: withoutTexts(all.intent, some.intent),
    objection: withoutTexts(all.objection, some.objection),
    action: withoutTexts(all.action, some.action),
    response: withoutTexts(all.response, some.response),
    next: withoutTexts(all.next, some.next),
    actions,
  }
}

const actionKeys = ({ intent, objection, action }: TurnInputs): string[] => {
  const reading = `${intent ?? ''}\t${objection ?? ''}`
  return [reading, `${reading}\t${action ?? ''}`]
}

/** Reads turns; what it computes once for all of them is kept. */
export class TextScorer {
  readonly #readers: TextReaders
  readonly #of: Readonly<Record<'intent' | 'objection' | 'action' | 'response' | 'next', NaiveBayesReader>>

  constructor(readers: TextReaders) {
    this.#readers = readers
    const { intent, objection, action, response, next } = readers
    this.#of = {
      intent: new NaiveBayesReader(intent),
      objection: new NaiveBayesReader(objection),
      action: new NaiveBayesReader(action),
      response: new NaiveBayesReader(response),
      next: new NaiveBayesReader(next),
    }
  }

  /** By TEXT_SCORES. */
  scores(inputs: TurnInputs, texts: HashedTurns, at: number): number[] {
    const { intent, objection, action, response, next } = this.#of
    return [
      intent.margin(texts.question, at, inputs.intent),
      objection.margin(texts.question, at, inputs.objection),
      action.margin(texts.response, at, inputs.action),
      this.#usual(inputs),
      response.difference(texts.response, at, 'wording', 'none'),
      response.difference(texts.response, at, 'policy', 'none'),
      next.difference(texts.next, at, 'fault', 'none'),
    ]
  }

  /** Log share of this action among the replies to the same reading, drawn towards one in ten. */
  #usual(inputs: TurnInputs): number {
    if (inputs.action === null) return Number.NaN
    const [reading, done] = actionKeys(inputs)
    const { actions } = this.#readers
    return Math.log(((actions[done!] ?? 0) + 0.5) / ((actions[reading!] ?? 0) + 5))
  }
}
