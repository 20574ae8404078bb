import { z } from 'zod'
import { transcript } from '../../labels/review-task.ts'
import { labelsOf } from '../../labels/taxonomy.ts'
import { TEXT_TASK_KINDS, type TextTask } from '../../labels/text-task.ts'
import { answerText, noTextTask } from '../../loop/answer-text.ts'
import { TASKS } from '../../models/task.ts'
import { refKey } from '../../training/snapshot-store.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'
import { Name } from './texts.ts'

const KINDS = z
  .enum(TEXT_TASK_KINDS)
  .describe(
    'audit: a random machine label; split: its label was split; suspect: its label is in doubt; confirm: by choice.',
  )
const Task = z.object({
  text_task_id: z.string(),
  kind: KINDS,
  task: z.enum(TASKS),
  source: z.enum(['turn', 'example']),
  text_id: z.string().describe('Event id of a customer message, or id of an imported example.'),
  conversation_id: z.string().nullable(),
  about: z.string().describe('The machine label, version of the taxonomy or search that asks.'),
  state: z.enum(['waiting', 'decided', 'dropped']),
  answers: z.int(),
  label: z.string().nullable().describe('As decided; null also when none fits.'),
  decided_by: z.enum(['people', 'rule']).nullable(),
  created_at: z.int(),
  decided_at: z.int().nullable(),
})
const Line = z.object({ event_id: z.string(), role: z.string(), text: z.string(), at: z.int() })
const Given = z.object({
  text_answer_id: z.string(),
  label: z.string().nullable().describe('null = none fits.'),
  who: z.string(),
  blind: z.boolean(),
  seconds: z.number().nullable(),
  taxonomy_version: z.int(),
  at: z.int(),
})
const DEFAULT_LEASE_MS = 10 * 60_000
const SHOWN_BEFORE = 6

/** GET /v1/text-tasks and /:id. */
export function textTaskRoutes(app: App, { machine }: Ports): void {
  app.get(
    '/v1/text-tasks',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Single texts that people are or were asked about, next one first, and how many of each kind there are.',
        querystring: z.object({
          kind: KINDS.optional(),
          task: z.enum(TASKS).optional(),
          state: z.enum(['waiting', 'decided', 'dropped']).optional(),
          after: z.string().optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
        }),
        response: {
          200: z.object({
            counts: z.array(z.object({ kind: KINDS, state: z.string(), tasks: z.int() })),
            text_tasks: z.array(Task),
            next: z.string().nullable(),
          }),
        },
      },
    },
    async ({ query }) => {
      const tasks = await machine.textDesk.list(query)
      const next = tasks.length === query.limit ? (tasks.at(-1)?.textTaskId ?? null) : null
      return { counts: [...(await machine.textDesk.counts())], text_tasks: tasks.map(toAnswer), next }
    },
  )
  app.get(
    '/v1/text-tasks/:text_task_id',
    {
      config: { scope: 'read' },
      schema: {
        description: 'One text task with what people answered.',
        params: z.object({ text_task_id: z.string() }),
        response: { 200: Task.extend({ given: z.array(Given) }) },
      },
    },
    async ({ params }) => {
      const task = await machine.textDesk.get(params.text_task_id)
      if (task === null) throw noTextTask(params.text_task_id)
      const given = await machine.textDesk.answers(params.text_task_id)
      return {
        ...toAnswer(task),
        given: given.map(({ textAnswerId, label, who, blind, seconds, taxonomyVersion, at }) => ({
          text_answer_id: textAnswerId,
          label,
          who,
          blind,
          seconds,
          taxonomy_version: taxonomyVersion,
          at,
        })),
      }
    },
  )
}

/** POST /v1/text-tasks/next, POST /v1/text-tasks/:id/answers. */
export function textAnswerRoutes(app: App, { machine, labelDesk, offerLiveLabels, clock }: Ports): void {
  app.post(
    '/v1/text-tasks/next',
    {
      config: { scope: 'annotate' },
      schema: {
        description:
          'Leases the next text: what was said before it, and what may be chosen. Always blind: neither the label in question nor why it is asked for is shown.',
        body: z.object({
          annotator: Name,
          kinds: z.array(KINDS).min(1).default(['audit', 'split', 'suspect']),
          lease_ms: z.int().min(1000).max(86_400_000).default(DEFAULT_LEASE_MS),
        }),
        response: {
          200: z.object({
            text_task_id: z.string(),
            lease_id: z.string(),
            lease_until: z.int(),
            task: z.enum(TASKS),
            text: z.string(),
            before: z.array(Line).describe('The lines before it, oldest first.'),
            choices: z.array(
              z.object({ id: z.string(), name_en: z.string().nullable(), name_zh: z.string().nullable() }),
            ),
          }),
          204: z.null(),
        },
      },
    },
    async ({ body }, reply) => {
      const now = await clock.now()
      await offerLiveLabels(now)
      const leased = await machine.textDesk.lease(body.annotator, body.kinds, body.lease_ms, now)
      if (leased === null) return reply.code(204).send(null)
      const { task, leaseId, until } = leased
      const taxonomy = await labelDesk.taxonomy()
      const choices = labelsOf(taxonomy, task.task).filter(
        ({ id }) => task.choices.length === 0 || task.choices.includes(id),
      )
      return reply.code(200).send({
        text_task_id: task.textTaskId,
        lease_id: leaseId,
        lease_until: until,
        task: task.task,
        text: (await machine.texts.texts([task])).get(refKey(task)) ?? '',
        before: await linesBefore(task),
        choices: choices.map(({ id, nameEn, nameZh }) => ({ id, name_en: nameEn, name_zh: nameZh })),
      })
    },
  )
  app.post(
    '/v1/text-tasks/:text_task_id/answers',
    {
      config: { scope: 'annotate' },
      schema: {
        description:
          'Records an answer under a lease; label null means that none fits. Safe to send again. Who contradicts a label needs a second person who says the same.',
        params: z.object({ text_task_id: z.string() }),
        body: z.object({
          lease_id: Name,
          annotator: Name,
          label: Name.nullable(),
          seconds: z.number().min(0).max(1e6).nullish(),
        }),
        response: {
          201: z.object({
            text_answer_id: z.string(),
            decided: z.boolean().describe('false: another person is asked too.'),
          }),
        },
      },
    },
    async ({ params, body, principal }, reply) => {
      const answer = {
        textTaskId: params.text_task_id,
        leaseId: body.lease_id,
        label: body.label,
        who: body.annotator,
        recordedBy: principal,
        seconds: body.seconds ?? null,
      }
      const { textAnswerId, decision } = await answerText(answer, machine, await clock.now())
      return reply.code(201).send({ text_answer_id: textAnswerId, decided: decision !== null })
    },
  )

  async function linesBefore(task: TextTask): Promise<z.infer<typeof Line>[]> {
    if (task.conversationId === null) return []
    const lines = transcript(await labelDesk.dialogue(task.conversationId), true)
    const place = lines.findIndex(({ eventId }) => eventId === task.textId)
    return lines
      .slice(Math.max(0, place - SHOWN_BEFORE), Math.max(0, place))
      .map(({ eventId, role, text, at }) => ({ event_id: eventId, role, text, at }))
  }
}

/** The label in question is not shown: the list is read by annotators too. */
const toAnswer = (task: TextTask): z.infer<typeof Task> => ({
  text_task_id: task.textTaskId,
  kind: task.kind,
  task: task.task,
  source: task.source,
  text_id: task.textId,
  conversation_id: task.conversationId,
  about: task.about,
  state: task.state,
  answers: task.answers,
  label: task.label,
  decided_by: task.decidedBy,
  created_at: task.createdAt,
  decided_at: task.decidedAt,
})
