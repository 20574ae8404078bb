import { LoopError } from '../errors/loop-error.ts'
import { type Skill, type SkillAnswer, type SkillStore, skillId, skillTurns } from '../evaluation/skill.ts'
import type { LabelDesk } from '../labels/label-desk.ts'
import type { LabelReader } from '../labels/label-reader.ts'
import { refuseUnknownLabel } from '../labels/taxonomy.ts'

export interface ProtectPorts {
  readonly labelDesk: Pick<LabelDesk, 'dialogue' | 'taxonomy'>
  readonly labels: Pick<LabelReader, 'labelledTurns'>
  readonly skills: Pick<SkillStore, 'add' | 'get'>
}

export interface ProtectOrder extends Pick<Skill, 'conversationId' | 'name' | 'who' | 'why'> {
  readonly answers: readonly SkillAnswer[]
}

/**
 * Arrow from a good conversation to what must never break.
 *
 * @returns the skill, and whether it is new
 * Throws LOOP_NO_CONVERSATION (404), LOOP_BAD_SKILL, LOOP_UNKNOWN_LABEL (400).
 */
export async function protectSkill(
  order: ProtectOrder,
  ports: ProtectPorts,
  now: number,
): Promise<{ skill: Skill; added: boolean }> {
  const { conversationId, name, who, why, answers } = order
  const dialogue = await ports.labelDesk.dialogue(conversationId)
  if (dialogue.events.length === 0) {
    throw new LoopError('LOOP_NO_CONVERSATION', `No event has named conversation ${conversationId}. Check the id.`, {
      status: 404,
    })
  }
  const taxonomy = await ports.labelDesk.taxonomy()
  for (const { intent, objection } of answers) {
    refuseUnknownLabel(taxonomy, 'intent', intent ?? null)
    refuseUnknownLabel(taxonomy, 'objection', objection ?? null)
  }
  const labelled = (await ports.labels.labelledTurns()).filter((turn) => turn.conversationId === conversationId)
  const turns = skillTurns(dialogue, labelled, answers)
  const skill: Skill = {
    skillId: skillId(conversationId, turns),
    ...{ name, conversationId, turns, who, why },
    createdAt: now,
    retired: null,
  }
  const added = await ports.skills.add(skill)
  return { skill: added ? skill : ((await ports.skills.get(skill.skillId)) ?? skill), added }
}
