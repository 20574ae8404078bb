import { createHash } from 'node:crypto'
import type { Dialogue } from '../admission/turns.ts'
import { LoopError } from '../errors/loop-error.ts'
import type { LabelledTurn } from '../labels/label-reader.ts'
import { TASKS, type Task } from '../models/task.ts'
import type { TextRef } from '../training/candidate.ts'

/** One message of a skill with the answer that must not get lost. */
export interface SkillTurn extends TextRef {
  readonly task: Task
  readonly label: string
}

/** Cases that must never break: a conversation that went well, and what its messages mean. It holds no text of a customer. */
export interface Skill {
  readonly skillId: string
  readonly name: string
  readonly conversationId: string
  readonly turns: readonly SkillTurn[]
  readonly who: string
  readonly why: string
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** null = it holds. */
  readonly retired: { readonly who: string; readonly why: string; readonly at: number } | null
}

export interface SkillStore {
  /** The same conversation with the same answers is the same skill: then false, and nothing changes. */
  add(skill: Skill): Promise<boolean>
  /** null = unknown. */
  get(skillId: string): Promise<Skill | null>
  /** By id. */
  active(): Promise<Skill[]>
  list(page: SkillPage): Promise<Skill[]>
  /** false = it is unknown, or was retired before. */
  retire(skillId: string, by: { who: string; why: string; at: number }): Promise<boolean>
}

export interface SkillPage {
  readonly state: 'active' | 'retired' | 'all'
  /** Skill id after which the page begins; null = the first. */
  readonly after: string | null
  readonly limit: number
}

/** A person's word for one message; a task left out keeps what is known of it. */
export type SkillAnswer = { readonly eventId: string } & { readonly [T in Task]?: string | undefined }

/**
 * What the messages of a good conversation mean: what the person says now, else what people agreed on in review, else
 * what the model answered. Who makes a skill of a conversation vouches for these answers. Messages that a person replied
 * to have no model's answer; they count only where somebody labelled them.
 *
 * Throws LOOP_BAD_SKILL (400) when an answer names a message that is not there, or nothing is left.
 */
export function skillTurns(
  dialogue: Pick<Dialogue, 'turns'>,
  labelled: readonly Pick<LabelledTurn, 'textEventId' | 'label'>[],
  answers: readonly SkillAnswer[],
): SkillTurn[] {
  const messages = new Map<string, Dialogue['turns'][number]>()
  for (const turn of dialogue.turns) if (turn.question !== null) messages.set(turn.question.id, turn)
  const unknown = answers.find((answer) => !messages.has(answer.eventId))
  if (unknown) {
    throw badSkill(
      `The answer for ${unknown.eventId} names no customer message of this conversation that was replied to. Its messages are ${[...messages.keys()].join(', ') || 'none'}.`,
    )
  }
  const said = new Map(answers.map((answer) => [answer.eventId, answer]))
  const agreed = new Map(labelled.map((turn) => [turn.textEventId ?? '', turn.label]))
  const turns = [...messages].flatMap(([textId, turn]) =>
    TASKS.flatMap((task) => {
      const predicted = turn.byHuman ? null : turn[task]
      const label = said.get(textId)?.[task] ?? agreed.get(textId)?.[task] ?? predicted
      return label === null || label === undefined ? [] : [{ source: 'turn' as const, textId, task, label }]
    }),
  )
  if (turns.length > 0) return turns
  throw badSkill(
    'No message of this conversation has a model’s answer or a label, so there is nothing to protect. Name the right answers in "turns".',
  )
}

const badSkill = (message: string): LoopError => new LoopError('LOOP_BAD_SKILL', message)

/** The id is the hash of what the skill demands. */
export function skillId(conversationId: string, turns: readonly SkillTurn[]): string {
  const content = JSON.stringify([conversationId, turns.map(({ task, textId, label }) => [task, textId, label])])
  return `k-${createHash('sha256').update(content).digest('hex').slice(0, 12)}`
}

/** One message of a skill under both models; `before` is null where there was no model. */
export interface SkillCheck extends SkillTurn {
  readonly skillId: string
  readonly before: string | null
  readonly after: string
}

/** Was right, and is now wrong. */
export const breaks = ({ label, before, after }: SkillCheck): boolean => before === label && after !== label
