import { z } from 'zod'
import { LoopError } from '../../errors/loop-error.ts'
import type { Skill } from '../../evaluation/skill.ts'
import { protectSkill } from '../../loop/protect-skill.ts'
import { TASKS } from '../../models/task.ts'
import { refKey } from '../../training/snapshot-store.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const Order = z.object({
  conversation_id: Name,
  name: Name.optional().describe('What the skill is called; default: the conversation id.'),
  turns: z
    .array(z.object({ event_id: Name, intent: Name.optional(), objection: Name.optional() }))
    .max(500)
    .default([])
    .describe(
      'Right answers that differ from what people agreed on or the model said, by the id of the customer message.',
    ),
  who: Name.describe('Who vouches for these answers.'),
  why: Name,
})
const SkillAnswer = z.object({
  skill_id: z.string(),
  name: z.string(),
  conversation_id: z.string(),
  turns: z.array(z.object({ task: z.enum(TASKS), text_id: z.string(), label: z.string() })),
  who: z.string(),
  why: z.string(),
  created_at: z.int(),
  retired: z.object({ who: z.string(), why: z.string(), at: z.int() }).nullable(),
})
const WithTexts = SkillAnswer.extend({
  turns: z.array(
    z.object({
      task: z.enum(TASKS),
      text_id: z.string(),
      label: z.string(),
      text: z.string().nullable().describe('null = erased since: then it is no longer checked.'),
    }),
  ),
})

/** POST /v1/skills, GET /v1/skills, GET /v1/skills/:id, POST /v1/skills/:id/retirement. */
export function skillRoutes(app: App, { learning: { ports }, labelDesk, clock, maskText }: Ports): void {
  const known = async (id: string): Promise<Skill> => {
    const skill = await ports.skills.get(id)
    if (skill !== null) return skill
    throw new LoopError('LOOP_NO_SKILL', 'There is no such skill. GET /v1/skills lists them.', { status: 404 })
  }
  app.post(
    '/v1/skills',
    {
      config: { scope: 'train' }, // its answer may say what the model said: nothing for whoever is to be blind first
      schema: {
        description:
          'Makes a good conversation a protected skill: a candidate that gets one of its messages wrong which the live model gets right is refused. The right answers are those named here, else what people agreed on, else what the model said; replies by people are passed over. The same skill again is no other one.',
        body: Order,
        response: { 200: SkillAnswer, 201: SkillAnswer },
      },
    },
    async ({ body: { turns, conversation_id, ...body } }, reply) => {
      const order = {
        conversationId: conversation_id,
        name: maskText(body.name ?? conversation_id),
        answers: turns.map(({ event_id, ...answer }) => ({ eventId: event_id, ...answer })),
        who: body.who,
        why: maskText(body.why),
      }
      const { skill, added } = await protectSkill(order, { ...ports, labelDesk }, await clock.now())
      return reply.code(added ? 201 : 200).send(toSkill(skill))
    },
  )
  app.get(
    '/v1/skills',
    {
      config: { scope: 'read' },
      schema: {
        description: 'Protected skills by id: ids and labels, no text.',
        querystring: z.object({
          state: z.enum(['active', 'retired', 'all']).default('active'),
          after: z.string().optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
        }),
        response: { 200: z.object({ skills: z.array(SkillAnswer), next: z.string().nullable() }) },
      },
    },
    async ({ query: { state, after, limit } }) => {
      const found = await ports.skills.list({ state, after: after ?? null, limit })
      return { skills: found.map(toSkill), next: found.length === limit ? found.at(-1)!.skillId : null }
    },
  )
  app.get(
    '/v1/skills/:skill_id',
    {
      config: { scope: 'read' },
      schema: {
        description: 'A skill with the texts of its messages as they are now.',
        params: z.object({ skill_id: z.string() }),
        response: { 200: WithTexts },
      },
    },
    async ({ params: { skill_id } }) => {
      const skill = await known(skill_id)
      const texts = await ports.texts.texts(skill.turns)
      const { turns, ...answer } = toSkill(skill)
      return {
        ...answer,
        turns: turns.map((turn, i) => ({ ...turn, text: texts.get(refKey(skill.turns[i]!)) ?? null })),
      }
    },
  )
  app.post(
    '/v1/skills/:skill_id/retirement',
    {
      config: { scope: 'train' },
      schema: {
        description: 'Ends the protection, for good and with a reason. A retired skill keeps its first reason.',
        params: z.object({ skill_id: z.string() }),
        body: z.object({ who: Name, why: Name }),
        response: { 200: SkillAnswer },
      },
    },
    async ({ params: { skill_id }, body: { who, why } }) => {
      await known(skill_id)
      await ports.skills.retire(skill_id, { who, why: maskText(why), at: await clock.now() })
      return toSkill(await known(skill_id))
    },
  )
}

const toSkill = (skill: Skill): z.infer<typeof SkillAnswer> => ({
  skill_id: skill.skillId,
  name: skill.name,
  conversation_id: skill.conversationId,
  turns: skill.turns.map(({ task, textId, label }) => ({ task, text_id: textId, label })),
  who: skill.who,
  why: skill.why,
  created_at: skill.createdAt,
  retired: skill.retired,
})
