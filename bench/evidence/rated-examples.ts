import type { MixedExample, MixedSchema } from '../../src/models/mixed.ts'
import { CUSTOMER_SIGNALS, customerSignals } from './dialogue-signals.ts'
import { DIALOGUE_SUMMARY, dialogueSummary } from './dialogue-summary.ts'
import type { RatedDialogue } from './rated-dialogues.ts'

/** What a model learns from or is judged by. */
export interface RatedExamples {
  readonly schema: MixedSchema
  readonly examples: readonly MixedExample[]
  /** 1 = dissatisfied. */
  readonly outcomes: readonly number[]
  /** Dialogue of each example. */
  readonly groups: readonly string[]
}

const TURN_SCHEMA: MixedSchema = { numbers: CUSTOMER_SIGNALS, texts: ['said', 'reply_before', 'said_before'] }
const DIALOGUE_SCHEMA: MixedSchema = {
  numbers: DIALOGUE_SUMMARY,
  texts: ['customer', 'staff', 'customer_last', 'staff_last', 'customer_first'],
}
/** Messages of the customer that count as just before. */
const BEFORE = 2
/** Messages of a side that count as its beginning or its end. */
const EDGE = 2

/** One example per rated customer message: itself and what stood before it; nothing that came later. */
export function turnExamples(dialogues: readonly RatedDialogue[]): RatedExamples {
  const rows = dialogues.flatMap((dialogue) => {
    const signals = customerSignals(dialogue.messages)
    const texts = turnTexts(dialogue)
    return dialogue.turns.flatMap((outcome, turn) =>
      outcome === null
        ? []
        : [{ example: { numbers: signals[turn]!, texts: texts[turn]! }, outcome, group: dialogue.id }],
    )
  })
  return examplesOf(TURN_SCHEMA, rows)
}

/** One example per dialogue, read to its end. */
export function dialogueExamples(dialogues: readonly RatedDialogue[]): RatedExamples {
  const rows = dialogues.flatMap(({ id, messages, whole }) => {
    if (whole === null) return []
    const of = (customer: boolean) =>
      messages.filter(({ fromCustomer }) => fromCustomer === customer).map(({ text }) => text)
    const [customer, staff] = [of(true), of(false)]
    const parts = [customer, staff, customer.slice(-EDGE), staff.slice(-EDGE), customer.slice(0, EDGE)]
    const example = { numbers: dialogueSummary(messages), texts: parts.map((texts) => texts.join('\n')) }
    return [{ example, outcome: whole, group: id }]
  })
  return examplesOf(DIALOGUE_SCHEMA, rows)
}

function turnTexts({ messages }: RatedDialogue): string[][] {
  const said: string[] = []
  let replies: string[] = []
  return messages.flatMap(({ fromCustomer, text }) => {
    if (!fromCustomer) {
      replies.push(text)
      return []
    }
    const texts = [text, replies.join(' '), said.slice(-BEFORE).join(' ')]
    said.push(text)
    replies = []
    return [texts]
  })
}

function examplesOf(
  schema: MixedSchema,
  rows: readonly { example: MixedExample; outcome: number; group: string }[],
): RatedExamples {
  return {
    schema,
    examples: rows.map(({ example }) => example),
    outcomes: rows.map(({ outcome }) => outcome),
    groups: rows.map(({ group }) => group),
  }
}
