import { createHash } from 'node:crypto'
import type { LabelledTurn } from '../labels/label-reader.ts'
import { TASKS, type Task } from '../models/task.ts'
import { hashUnit } from '../stats/random.ts'
import type { Candidate, TextRef } from '../training/candidate.ts'

/**
 * One item of the fixed test set. `origin` has one value: what a rule or a model said cannot be turned into a gold item
 * without a type error, and the table refuses it too.
 */
export interface GoldItem extends TextRef {
  readonly goldId: string
  readonly task: Task
  readonly label: string
  readonly origin: 'human'
  /** The ledger's answers behind it; empty when a person gave it directly. */
  readonly labelIds: readonly string[]
  readonly who: string
  readonly conversationId: string | null
  /** A skill that must never break: one that gets wrong refuses the candidate. */
  readonly protected: boolean
  readonly addedAt: number
}

/** Share of conversations whose random turns are frozen into the gold set and never trained on. */
export const DEFAULT_GOLD_SHARE = 0.2

/** Decided once per conversation, before anyone labels it: all its turns are held out together. */
export const isHeldOut = (conversationId: string, share: number): boolean => hashUnit('gold', conversationId) < share

/** The random turns of held-out conversations, with the people's labels, as gold items. */
export function goldFromTurns(turns: readonly LabelledTurn[], share: number): GoldItem[] {
  return turns
    .filter((turn) => turn.isRandomTurn && turn.textEventId !== null && isHeldOut(turn.conversationId, share))
    .flatMap((turn) =>
      TASKS.flatMap((task) => {
        const label = turn.label[task]
        if (label === null) return []
        const ref = { source: 'turn' as const, textId: turn.textEventId! }
        return [
          {
            goldId: goldId(task, ref),
            task,
            ...ref,
            label,
            origin: turn.source,
            labelIds: turn.labelIds,
            who: turn.annotators.join(' '),
            conversationId: turn.conversationId,
            protected: false,
            addedAt: turn.labelledAt,
          },
        ]
      }),
    )
}

/** What may be trained on: nothing of a gold item, of its conversation, or of a conversation that is held out. */
export function withoutGold(candidates: readonly Candidate[], gold: readonly GoldItem[], share: number): Candidate[] {
  const texts = new Set(gold.map((item) => `${item.source}:${item.textId}`))
  const conversations = new Set(gold.map((item) => item.conversationId))
  return candidates.filter(
    (each) =>
      !texts.has(`${each.source}:${each.textId}`) &&
      (each.conversationId === null ||
        (!conversations.has(each.conversationId) && !isHeldOut(each.conversationId, share))),
  )
}

/**
 * Without the imported texts that were also imported as gold: a test set and a training set that overlap would praise a
 * model for its memory. What customers say again in another conversation stays: that is how often it is said.
 *
 * @param hashOf hash of a text, null when it is gone
 */
export function withoutGoldTexts(
  candidates: readonly Candidate[],
  gold: readonly GoldItem[],
  hashOf: (ref: TextRef) => string | null,
): Candidate[] {
  const keyOf = (each: TextRef & { readonly task: Task }): string => `${each.task}:${hashOf(each)}`
  const tested = new Set(gold.filter((item) => item.source === 'example').map(keyOf))
  return candidates.filter((each) => each.source !== 'example' || !tested.has(keyOf(each)))
}

export const goldId = (task: Task, ref: TextRef): string =>
  `g-${createHash('sha256').update(`${task}:${ref.source}:${ref.textId}`).digest('hex').slice(0, 12)}`
