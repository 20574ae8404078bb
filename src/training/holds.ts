import type { LabelledTurn, ReviewedUnit } from '../labels/label-reader.ts'
import { holdsPhrase } from '../labels/suspect-phrases.ts'
import { TASKS, type Task } from '../models/task.ts'
import type { Candidate, TextRef } from './candidate.ts'

/** What is kept out of snapshots until a person says otherwise. */
export type Hold =
  /** All that rests on this annotator's word at least as much as on others', or, of one task, where it has this label. */
  | {
      readonly kind: 'annotator'
      readonly annotator: string
      readonly only?: { readonly task: Task; readonly label: string }
    }
  /** Everything of this user. */
  | { readonly kind: 'user'; readonly userId: string }
  /** Texts with this phrase, where they carry this label. */
  | { readonly kind: 'phrase'; readonly task: Task; readonly phraseId: string; readonly label: string }

export interface HoldSource {
  holds(): Promise<readonly Hold[]>
}

/** Turns that no held annotator and no held user stands behind: neither gold nor training sees the others. */
export function withoutHeldTurns(turns: readonly LabelledTurn[], holds: readonly Hold[]): LabelledTurn[] {
  const users = usersOf(holds)
  const annotators = holds.filter((hold) => hold.kind === 'annotator')
  if (annotators.length + users.size === 0) return [...turns]
  return turns.flatMap((turn) => {
    if (users.has(turn.userId ?? turn.conversationId)) return []
    const left = { ...turn.label }
    for (const task of TASKS) if (isHeldBy(annotators, turn.annotators, task, left[task])) left[task] = null
    return TASKS.every((task) => left[task] === turn.label[task]) ? [turn] : [{ ...turn, label: left }]
  })
}

/** The same of verdicts on conversations. A hold on one label of one task says nothing of them. */
export function withoutHeldVerdicts(units: readonly ReviewedUnit[], holds: readonly Hold[]): ReviewedUnit[] {
  const users = usersOf(holds)
  const wholly = new Set(
    holds.flatMap((hold) => (hold.kind === 'annotator' && hold.only === undefined ? [hold.annotator] : [])),
  )
  return units.filter((unit) => !users.has(unit.userId ?? unit.conversationId) && !isMostly(wholly, unit.annotators))
}

/**
 * The same of whatever may be learned from: machine labels and second opinions too.
 *
 * @param textOf null = the text is gone
 */
export function withoutHeld<C extends Candidate>(
  candidates: readonly C[],
  holds: readonly Hold[],
  textOf: (ref: TextRef) => string | null,
): C[] {
  const users = usersOf(holds)
  const annotators = holds.filter((hold) => hold.kind === 'annotator')
  const phrases = holds.filter((hold) => hold.kind === 'phrase')
  return candidates.filter((each) => {
    if (each.userId !== null && users.has(each.userId)) return false
    if (isHeldBy(annotators, each.annotators ?? [], each.task, each.label)) return false
    const ours = phrases.filter(({ task, label }) => task === each.task && label === each.label)
    if (ours.length === 0) return true
    const text = textOf(each)
    return text === null || !ours.some(({ phraseId }) => holdsPhrase(text, phraseId))
  })
}

const usersOf = (holds: readonly Hold[]): Set<string> =>
  new Set(holds.flatMap((hold) => (hold.kind === 'user' ? [hold.userId] : [])))

/** Held people are at least half of those behind it: two honest ones outvote one who is not. */
function isHeldBy(
  holds: readonly Extract<Hold, { kind: 'annotator' }>[],
  annotators: readonly string[],
  task: Task,
  label: string | null,
): boolean {
  if (label === null) return false
  const held = new Set(
    holds.flatMap(({ annotator, only }) =>
      only === undefined || (only.task === task && only.label === label) ? [annotator] : [],
    ),
  )
  return isMostly(held, annotators)
}

const isMostly = (held: ReadonlySet<string>, annotators: readonly string[]): boolean =>
  annotators.length > 0 && 2 * annotators.filter((name) => held.has(name)).length >= annotators.length
