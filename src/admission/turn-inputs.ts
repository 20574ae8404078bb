import type { Ternary } from '../events/event.ts'
import { numberOf, textOf } from '../events/fields.ts'
import { asksAboutPrice, CLUES } from './clues.ts'
import type { AdmissionConfig } from './config.ts'
import type { AdmissionRow } from './rules.ts'
import { type ClueName, SUSPECT_TABLE } from './suspect-table.ts'
import { answerTo, REACTION_NUMBERS, reactionTo, similarityOf, textSimilarity, truth } from './turn-reaction.ts'
import { type Dialogue, isPredicted, type Turn } from './turns.ts'

/** The clues of the suspect table, in its order. */
const CLUE_NAMES: readonly ClueName[] = SUSPECT_TABLE.map(({ clue }) => clue)

const OWN_NUMBERS = [
  'intent_doubt',
  'objection_doubt',
  'intent_margin',
  'objection_margin',
  'position',
  'turns',
  'is_last',
  'state_stayed',
  'earlier_similarity',
  'asks_price',
  'question_length',
  'response_length',
  'response_said_before',
  'draft_similarity',
  'log_propensity',
  'flagged',
  'no_order',
] as const

/** Names of the numbers of a turn, in their order. */
export const TURN_NUMBERS: readonly string[] = [
  ...CLUE_NAMES.map((clue) => `clue_${clue}`),
  ...OWN_NUMBERS,
  ...REACTION_NUMBERS,
]

/** Names of its texts: the customer's message, the reply, and the customer's next message. */
export const TURN_TEXTS = ['question', 'response', 'next'] as const

/** One turn as a model of faults reads it; `numbers` and `texts` fit `fitMixed` of src/models/mixed.ts. */
export interface TurnInputs {
  /** Event id of the reply. */
  readonly turnId: string
  /** By TURN_NUMBERS; NaN = not known, or does not apply. */
  readonly numbers: Float64Array
  /** By TURN_TEXTS; '' = none. */
  readonly texts: readonly string[]
  /** What was read, and done on it; null = not said. */
  readonly intent: string | null
  readonly objection: string | null
  readonly action: string | null
  /** Clues of the suspect table that point at the turn, with the events that show them. */
  readonly clues: Readonly<Partial<Record<ClueName, readonly string[]>>>
}

/** Inputs of every predicted turn of a conversation, in order; people's replies are nobody's model at fault and left out. */
export function turnInputs(dialogue: Dialogue, row: AdmissionRow, config: AdmissionConfig): TurnInputs[] {
  const shown = CLUE_NAMES.flatMap((clue) =>
    CLUES[clue](dialogue, row, config).map(({ turn, evidence }) => ({ clue, turn, evidence })),
  )
  return dialogue.turns.flatMap((turn, i) => {
    if (!isPredicted(turn)) return []
    const clues = Object.fromEntries(
      shown.filter((each) => each.turn === turn).map(({ clue, evidence }) => [clue, evidence]),
    ) as TurnInputs['clues']
    const next = dialogue.turns[i + 1] ?? null
    const numbers: Record<string, number> = {
      ...Object.fromEntries(CLUE_NAMES.map((clue) => [`clue_${clue}`, clueNumber(clue, clues, row)])),
      ...ownNumbers(dialogue, row, i, config),
      ...reactionTo(dialogue, turn, next, config),
    }
    const answer = answerTo(dialogue, turn)
    const { wire } = turn.reply
    return [
      {
        turnId: turn.reply.id,
        numbers: Float64Array.from(TURN_NUMBERS, (name) => numbers[name]!),
        texts: [
          textOf(turn.question?.wire ?? {}, 'text'),
          textOf(wire, 'response'),
          textOf(answer?.wire ?? {}, 'text'),
        ].map((text) => text ?? ''),
        intent: turn.intent,
        objection: turn.objection,
        action: textOf(wire, 'action'),
        clues,
      },
    ]
  })
}

/** What must be known before the absence of a clue says something. */
const KNOWN_BY: Readonly<Partial<Record<ClueName, (row: AdmissionRow) => Ternary>>> = {
  order_intent_unmet: ({ features }) => features.no_order,
  repeat_same_reading: ({ features }) => features.repeated_question,
  repeat_other_reading: ({ features }) => features.repeated_question,
  stalled_run: ({ features }) => features.fsm_stalled,
  low_intent_confidence: ({ flags }) => flags.low_confidence,
  low_objection_confidence: ({ flags }) => flags.low_confidence,
  negative_feedback: ({ flags }) => flags.negative_feedback,
  silence_after_reply: ({ features }) => features.long_silence,
  cta_ignored: ({ features }) => features.cta_not_clicked,
}

function clueNumber(clue: ClueName, clues: TurnInputs['clues'], row: AdmissionRow): number {
  if (clues[clue] !== undefined) return 1
  return KNOWN_BY[clue]?.(row) === null ? Number.NaN : 0
}

function ownNumbers(
  dialogue: Dialogue,
  row: AdmissionRow,
  i: number,
  config: AdmissionConfig,
): Record<(typeof OWN_NUMBERS)[number], number> {
  const turn = dialogue.turns[i]!
  const before = dialogue.turns.slice(0, i)
  const { wire } = turn.reply
  const [question, response] = [textOf(turn.question?.wire ?? {}, 'text'), textOf(wire, 'response')]
  const state = stateOf(turn)
  const stateBefore = before.map(stateOf).findLast((each) => each !== null) ?? null
  const propensity = numberOf(wire, 'propensity')
  return {
    intent_doubt: doubt(turn.intentConfidence),
    objection_doubt: doubt(turn.objectionConfidence),
    intent_margin: marginOf(wire.scores, 'intent'),
    objection_margin: marginOf(wire.scores, 'objection'),
    position: Math.log(i + 1),
    turns: Math.log(dialogue.turns.length),
    is_last: truth(i === dialogue.turns.length - 1),
    state_stayed: state === null || stateBefore === null ? Number.NaN : truth(state === stateBefore),
    earlier_similarity: similarityOf(before.at(-1)?.question ?? null, turn.question),
    asks_price: question === null ? Number.NaN : truth(asksAboutPrice(question, config)),
    question_length: question === null ? Number.NaN : Math.log1p(question.length),
    response_length: response === null ? Number.NaN : Math.log1p(response.length),
    response_said_before: truth(before.some((each) => textOf(each.reply.wire, 'response') === response)),
    draft_similarity: textSimilarity(textOf(wire, 'draft'), response),
    log_propensity: propensity !== null && propensity > 0 && propensity <= 1 ? Math.log(propensity) : Number.NaN,
    flagged: ternary(row.flagged),
    no_order: ternary(row.features.no_order),
  }
}

const stateOf = ({ reply }: Turn): string | null => textOf(reply.wire, 'fsm_state')
const ternary = (value: Ternary): number => (value === null ? Number.NaN : truth(value))

/** Log odds of being wrong for a calibrated confidence; a confidence of 1 says no more than 0.999. */
function doubt(confidence: number | null): number {
  if (confidence === null) return Number.NaN
  const p = Math.min(0.999, Math.max(0.001, confidence))
  return Math.log((1 - p) / p)
}

/** The best score less the second best; NaN with fewer than two. */
function marginOf(scores: unknown, task: 'intent' | 'objection'): number {
  const own = typeof scores === 'object' && scores !== null ? (scores as Record<string, unknown>)[task] : null
  if (typeof own !== 'object' || own === null) return Number.NaN
  const values = Object.values(own).filter((value): value is number => typeof value === 'number')
  const [first, second] = values.sort((a, b) => b - a)
  return second === undefined ? Number.NaN : first! - second
}
