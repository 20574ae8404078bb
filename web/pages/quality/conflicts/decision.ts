import type { ListedTask, Part } from '../names.ts'

/** Of an answer, what is compared and decided. */
export interface AnswerLike {
  readonly annotator: string
  readonly at_fault: boolean
  readonly part: Part
  readonly fault_turn: string | null
  readonly turns: readonly TurnLike[]
  readonly better_reply: string | null
}
export interface TurnLike {
  readonly event_id: string
  readonly intent: string | null
  readonly objection: string | null
  readonly style: string | null
}

/** A last word while it is made. */
export interface Decision {
  readonly atFault: boolean | null
  readonly part: Part | null
  readonly faultTurn: string | null
  readonly turns: readonly TurnLike[]
  readonly betterReply: string | null
  readonly reason: string
}

/** What the service takes as a last word, but for who gives it. */
export interface DecisionBody {
  readonly at_fault: boolean
  readonly part: Part
  readonly fault_turn: string | null
  readonly turns: TurnLike[]
  readonly better_reply: string | null
  readonly remark: string
}

const TASKS: readonly ListedTask[] = ['intent', 'objection', 'style']

/** One line of the comparison: a question with everybody's answer. */
export interface Row {
  readonly key: string
  readonly question: 'at_fault' | 'part' | 'fault_turn' | ListedTask
  /** The reply that it is about; null = the conversation. */
  readonly turnId: string | null
  /** By answer, in their order; null = left open. */
  readonly choices: readonly (string | null)[]
  /** Two of those who said something said different things. */
  readonly differs: boolean
}

/**
 * Every question that anybody answered: first those on which people differ.
 *
 * @param replies event ids in the order of the conversation
 */
export function rowsOf(answers: readonly AnswerLike[], replies: readonly string[] = []): Row[] {
  const about = (question: Row['question'], turnId: string | null, choices: readonly (string | null)[]): Row => ({
    key: turnId === null ? question : `${turnId}/${question}`,
    question,
    turnId,
    choices,
    differs: new Set(choices.filter((choice) => choice !== null)).size > 1,
  })
  const whole = [
    about(
      'at_fault',
      null,
      answers.map((answer) => String(answer.at_fault)),
    ),
    about(
      'part',
      null,
      answers.map((answer) => answer.part),
    ),
    about(
      'fault_turn',
      null,
      answers.map((answer) => answer.fault_turn),
    ),
  ].filter(({ choices }) => choices.some((choice) => choice !== null))
  const places = new Map(replies.map((id, place) => [id, place]))
  const inOrder = turnsOf(answers).sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0))
  const turns = inOrder.flatMap((turnId) =>
    TASKS.flatMap((task) => {
      const choices = answers.map((answer) => turnOf(answer, turnId)?.[task] ?? null)
      return choices.every((choice) => choice === null) ? [] : [about(task, turnId, choices)]
    }),
  )
  const rows = [...whole, ...turns]
  return [...rows.filter(({ differs }) => differs), ...rows.filter(({ differs }) => !differs)]
}

/** Replies that anybody said something about, each once. */
export const turnsOf = (answers: readonly AnswerLike[]): string[] => [
  ...new Set(answers.flatMap(({ turns }) => turns.map((turn) => turn.event_id))),
]

const turnOf = ({ turns }: AnswerLike, id: string): TurnLike | undefined => turns.find((turn) => turn.event_id === id)

/** What everybody agrees on; the rest is open. */
export function agreed(answers: readonly AnswerLike[]): Decision {
  const rows = new Map(rowsOf(answers).map((row) => [row.key, row]))
  const common = (key: string): string | null => {
    const row = rows.get(key)
    return row === undefined || row.differs ? null : (row.choices.find((choice) => choice !== null) ?? null)
  }
  const atFault = common('at_fault')
  return {
    atFault: atFault === null ? null : atFault === 'true',
    part: common('part') as Part | null,
    faultTurn: common('fault_turn'),
    turns: turnsOf(answers).map((event_id) => ({
      event_id,
      intent: common(`${event_id}/intent`),
      objection: common(`${event_id}/objection`),
      style: common(`${event_id}/style`),
    })),
    betterReply: null,
    reason: '',
  }
}

/** Takes one answer over; the reason stays. What it leaves open keeps what the others agree on. */
export function taken(answer: AnswerLike, answers: readonly AnswerLike[], reason: string): Decision {
  const rest = agreed(answers)
  return {
    atFault: answer.at_fault,
    part: answer.part,
    faultTurn: answer.fault_turn,
    turns: rest.turns.map((turn) => {
      const own = turnOf(answer, turn.event_id)
      return {
        event_id: turn.event_id,
        intent: own?.intent ?? turn.intent,
        objection: own?.objection ?? turn.objection,
        style: own?.style ?? turn.style,
      }
    }),
    betterReply: answer.better_reply,
    reason,
  }
}

/** Changes one field of the decision, as the form does. */
export function decided(decision: Decision, row: Pick<Row, 'question' | 'turnId'>, choice: string | null): Decision {
  if (row.question === 'at_fault') {
    const atFault = choice === null ? null : choice === 'true'
    // Without fault there is no part, and with it there is one.
    if (atFault === false) return { ...decision, atFault, part: 'none', faultTurn: null }
    return { ...decision, atFault, part: decision.part === 'none' ? null : decision.part }
  }
  if (row.question === 'part') return { ...decision, part: choice as Part | null }
  if (row.question === 'fault_turn') return { ...decision, faultTurn: choice }
  const task = row.question
  return {
    ...decision,
    turns: decision.turns.map((turn) => (turn.event_id === row.turnId ? { ...turn, [task]: choice } : turn)),
  }
}

export const choiceIn = (decision: Decision, { question, turnId }: Pick<Row, 'question' | 'turnId'>): string | null => {
  if (question === 'at_fault') return decision.atFault === null ? null : String(decision.atFault)
  if (question === 'part') return decision.part
  if (question === 'fault_turn') return decision.faultTurn
  return decision.turns.find((turn) => turn.event_id === turnId)?.[question] ?? null
}

/** What still keeps the last word from being given; null = nothing. */
export function missing({ atFault, part, reason }: Decision): 'verdict' | 'part' | 'reason' | null {
  if (atFault === null) return 'verdict'
  if (part === null || (part === 'none') === atFault) return 'part'
  return reason.trim() === '' ? 'reason' : null
}

/** null while something is missing. */
export function bodyOfDecision(decision: Decision): DecisionBody | null {
  const { atFault, part, faultTurn, turns, betterReply, reason } = decision
  if (missing(decision) !== null || atFault === null || part === null) return null
  return {
    at_fault: atFault,
    part,
    fault_turn: faultTurn,
    turns: turns.filter(({ intent, objection, style }) => intent !== null || objection !== null || style !== null),
    better_reply: betterReply,
    remark: reason.trim(),
  }
}
