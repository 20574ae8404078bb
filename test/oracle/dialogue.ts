// Sections 4 and 6 of spec/features.md: the features that speak of what was said, and the signals.
import { type Conversation, G, isTerminal, stateAt, stateBefore } from './conversation.ts'
import { sameQuestion } from './question.ts'
import { inOrder, number, type OracleEvent, text } from './read.ts'

const HOUR = 3_600_000

/** Known at once when there is one; its absence when the conversation is closed. */
const existence = (c: Conversation, exists: boolean): boolean | null => exists || (c.closed ? false : null)

/** "user messages i < j with j - i <= N - 1 = 4 …, an assistant message between them, the same question" */
const repeats = (c: Conversation): { earlier: OracleEvent; later: OracleEvent }[] => {
  const said = c.chat.filter((event) => event.type === 'user_message')
  const pairs = said.flatMap((earlier, i) => said.slice(i + 1, i + 5).map((later) => ({ earlier, later })))
  return pairs.filter(({ earlier, later }) => {
    const answered = c.chat.some(
      (e) => e.type === 'assistant_message' && inOrder(e, earlier) > 0 && inOrder(e, later) < 0,
    )
    const [one, other] = [text(earlier, 'text'), text(later, 'text')]
    return answered && one !== null && other !== null && sameQuestion(one, other)
  })
}

interface Round {
  events: OracleEvent[]
  standsStill: boolean
}

const advances = (c: Conversation, event: OracleEvent): boolean => {
  if (event.type === 'fsm_transition') return text(event, 'from') !== text(event, 'to')
  if (event.type !== 'assistant_message') return false
  const [state, before] = [text(event, 'fsm_state'), stateBefore(c, event)]
  return state !== null && before !== null && state !== before
}

/** "a round spans from just after the previous round's closing reply to its own" */
const completedRounds = (c: Conversation): Round[] => {
  const rounds: Round[] = []
  let events: OracleEvent[] = []
  for (const event of c.chat) {
    events.push(event)
    if (event.type !== 'assistant_message' || !events.some((e) => e.type === 'user_message')) continue
    const moved = events.some((e) => advances(c, e))
    rounds.push({ events, standsStill: !moved && !isTerminal(stateAt(c, event)) })
    events = []
  }
  return rounds
}

/** Runs of K = 3 or more consecutive completed rounds without an advance. */
const stalledRuns = (c: Conversation): Round[][] => {
  const runs: Round[][] = [[]]
  for (const round of completedRounds(c)) {
    if (round.standsStill) runs.at(-1)!.push(round)
    else runs.push([])
  }
  return runs.filter((run) => run.length >= 3)
}

export const repeatedQuestion = (c: Conversation): boolean | null => existence(c, repeats(c).length > 0)

export const fsmStalled = (c: Conversation): boolean | null => existence(c, stalledRuns(c).length > 0)

export const repeatWhileStalled = (c: Conversation): boolean | null => {
  const stalled = stalledRuns(c)
    .flat()
    .flatMap((round) => round.events)
  return existence(
    c,
    repeats(c).some(({ later }) => stalled.includes(later)),
  )
}

/** "a value absent, of a wrong type or outside [0, 1] is ignored" */
export const lowConfidence = (c: Conversation): boolean | null => {
  const values = c.chat
    .filter((event) => event.type === 'assistant_message')
    .flatMap((event) => [number(event, 'intent_confidence'), number(event, 'objection_confidence')])
  const usable = values.filter((value) => value !== null && value >= 0 && value <= 1)
  return existence(
    c,
    usable.some((value) => value! < 0.6),
  )
}

const NEGATIVE = ['irrelevant', 'unsatisfied', 'negative', 'thumbs_down', '不相关', '回复不相关', '不满意']

export const negativeFeedback = (c: Conversation): boolean | null => {
  if (c.start === null || c.end === null) return null
  const until = c.end.t + 24 * HOUR
  const negative = c.named.some((event) => {
    if (event.type !== 'explicit_feedback' || event.t > until) return false
    const rating = number(event, 'rating')
    return NEGATIVE.includes(text(event, 'label') ?? '') || (rating !== null && rating >= 1 && rating <= 2)
  })
  if (negative) return true
  return c.closed && c.now > until + G ? false : null
}
