import { canonicalValue } from '../events/canonical.ts'
import type { SimilarityModel } from '../models/similarity-model.ts'

/** Version of the text that defines the features; every stored row carries it beside the `config_hash`. */
export const SPEC_VERSION = '1'

const minute = 60_000
const hour = 60 * minute

/** Every constant of the features (spec/features.md). Durations are milliseconds; windows are inclusive. */
export interface FeatureConfig {
  /** How long after a CTA a click still counts. */
  readonly clickWindowMs: number
  /** How long a user may be silent after a reply or a transition. */
  readonly silenceWindowMs: number
  /** From the conversation's start to this long after its end: window of `no_order`. */
  readonly orderWindowMs: number
  /** The same for `no_conversion`. */
  readonly conversionWindowMs: number
  readonly feedbackWindowMs: number
  /** A longer pause between chat events ends the conversation. */
  readonly idleGapMs: number
  /** An absence is believed this long after its window. */
  readonly graceMs: number
  readonly lateChatMs: number
  /** Cart and order events may come later than others: shops export in batches. */
  readonly lateOutcomeMs: number
  readonly cartCountsForOrder: boolean
  readonly cartCountsForConversion: boolean
  /** Two user messages repeat a question when they are at most this many user messages apart (N - 1). */
  readonly repeatReach: number
  /** Consecutive completed rounds without an advance that make a stall (K). */
  readonly stalledRounds: number
  /** False for an assistant without any FSM state: `fsm_stalled` and its rule are then false. */
  readonly fsmStalledEnabled: boolean
  readonly terminalStates: readonly string[]
  /** Reasons of a conversation_end that are a time-out, not a farewell. */
  readonly softEndReasons: readonly string[]
  /** Least confidence strictly below this is low. */
  readonly lowConfidence: number
  readonly negativeLabels: readonly string[]
  /** A rating in this closed interval is negative. */
  readonly negativeRatings: readonly [number, number]
  readonly question: QuestionConfig
}

/** When two messages are the same question (spec/features.md, section 5). */
export interface QuestionConfig {
  /** Code points read of a message. */
  readonly textLimit: number
  /** Code points kept of its normal form. */
  readonly normalLimit: number
  /** Code points a substantive text needs when it holds a Han character. */
  readonly leastHan: number
  /** Code points any other substantive text needs. */
  readonly leastOther: number
  /** Same when `denominator * |A and B| >= numerator * |A or B|` over their bigrams. */
  readonly similarity: { readonly numerator: number; readonly denominator: number }
  /** In normal form: lower case, letters and numbers only. */
  readonly acknowledgements: readonly string[]
  /** A learned measure in the place of `similarity`; absent = the Jaccard similarity of bigrams. */
  readonly measure?: QuestionMeasure
}

/** A measure learned from pairs. Its name in the `config_hash` is the hash of its weights; the weights stand beside it. */
export interface QuestionMeasure {
  /** SHA-256 of the model file, hexadecimal. */
  readonly weights: string
  /** The same question from this probability on. */
  readonly threshold: number
  readonly model: SimilarityModel
}

/** The default acknowledgements, in normal form, as one text. */
const ACKNOWLEDGEMENTS =
  '好的 好 可以 行 嗯 嗯嗯 哦 谢谢 谢谢你 多谢 你好 您好 在吗 在么 是的 不是 对 不用了 再见 知道了 明白了 ' +
  'ok okay yes no hi hello thanks thankyou sure bye yep nope great gotit isee'

export const defaultConfig: FeatureConfig = {
  clickWindowMs: 30 * minute,
  silenceWindowMs: 30 * minute,
  orderWindowMs: 24 * hour,
  conversionWindowMs: 72 * hour,
  feedbackWindowMs: 24 * hour,
  idleGapMs: 24 * hour,
  graceMs: 5 * minute,
  lateChatMs: 24 * hour,
  lateOutcomeMs: 72 * hour,
  cartCountsForOrder: true,
  cartCountsForConversion: true,
  repeatReach: 4,
  stalledRounds: 3,
  fsmStalledEnabled: true,
  terminalStates: ['closed', 'completed', 'order_placed', 'end'],
  softEndReasons: ['timeout', 'idle', 'abandoned'],
  lowConfidence: 0.6,
  negativeLabels: ['irrelevant', 'unsatisfied', 'negative', 'thumbs_down', '不相关', '回复不相关', '不满意'],
  negativeRatings: [1, 2],
  question: {
    textLimit: 4096,
    normalLimit: 512,
    leastHan: 2,
    leastOther: 4,
    similarity: { numerator: 3, denominator: 5 },
    acknowledgements: ACKNOWLEDGEMENTS.split(' '),
  },
}

/**
 * Names a configuration: 16 hexadecimal digits, equal for equal constants whatever the order of their keys.
 * 64-bit FNV-1a over the canonical JSON; it tells versions apart and protects against nothing.
 */
export function configHash(config: FeatureConfig): string {
  let hash = 0xcbf29ce484222325n
  for (const character of canonicalValue(namedOnly(config))) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0)!)) * 0x100000001b3n)
  }
  return hash.toString(16).padStart(16, '0')
}

/** The configuration without the weights of a learned measure: their hash stands for them. */
export function namedOnly(config: FeatureConfig): unknown {
  const { measure, ...question } = config.question
  if (measure === undefined) return config
  const { model, ...named } = measure
  return { ...config, question: { ...question, measure: { ...named, format: model.format } } }
}
