import { z } from 'zod'
import { textOf } from '../../events/fields.ts'
import { goodReplies, type HandedOver } from '../../labels/good-replies.ts'
import type { Ports } from '../wiring.ts'
import type { App } from './server.ts'

const Listing = z.object({
  assistant_id: z.string().optional(),
  channel: z.string().optional(),
  conversation_id: z.string().optional(),
  after: z.string().optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('Conversations on this page, at most.'),
})
const GoodReplyAnswer = z.object({
  event_id: z.string().describe('The person’s reply.'),
  question_event_id: z.string().nullable().describe('The customer’s message that it answers.'),
  reply_before: z.string().nullable().describe('The last reply of a model before it.'),
  bundle_before: z.string().nullable().describe('The version that gave that reply.'),
  conversation_id: z.string(),
  sample_id: z.string(),
  assistant_id: z.string().nullable(),
  channel: z.string().nullable(),
  at: z.int(),
  text: z.string(),
  question: z.string().nullable(),
})

/** GET /v1/good-replies. */
export function goodReplyRoutes(app: App, { labelDesk: desk, labelling: { handOvers } }: Ports): void {
  app.get(
    '/v1/good-replies',
    {
      config: { scope: 'read' },
      schema: {
        description:
          'Replies by people in reviewed conversations, as examples of what a model might have said. Texts are read from the events now, so that an erased person’s are gone.',
        querystring: Listing,
        response: { 200: z.object({ replies: z.array(GoodReplyAnswer), next: z.string().nullable() }) },
      },
    },
    async ({ query }) => {
      const conversations = await handOvers.handedOver({
        ...(query.assistant_id && { assistantId: query.assistant_id }),
        ...(query.channel && { channel: query.channel }),
        ...(query.conversation_id && { conversationId: query.conversation_id }),
        ...(query.after && { after: query.after }),
        limit: query.limit,
      })
      const replies: z.infer<typeof GoodReplyAnswer>[] = []
      for (const conversation of conversations) replies.push(...(await repliesOf(conversation, desk)))
      const next = conversations.length === query.limit ? (conversations.at(-1)?.sampleId ?? null) : null
      return { replies, next }
    },
  )
}

async function repliesOf(
  { sampleId, conversationId, assistantId, channel }: HandedOver,
  desk: Ports['labelDesk'],
): Promise<z.infer<typeof GoodReplyAnswer>[]> {
  const dialogue = await desk.dialogue(conversationId)
  const wires = new Map(dialogue.events.map((event) => [event.id, event.wire]))
  const textAt = (id: string | null, field: 'text' | 'response') => {
    const wire = id === null ? undefined : wires.get(id)
    return wire === undefined ? null : textOf(wire, field)
  }
  return goodReplies(dialogue).map((reply) => ({
    event_id: reply.replyId,
    question_event_id: reply.questionId,
    reply_before: reply.replyBefore,
    bundle_before: reply.bundleBefore,
    conversation_id: conversationId,
    sample_id: sampleId,
    assistant_id: assistantId,
    channel,
    at: reply.at,
    text: textAt(reply.replyId, 'response') ?? '',
    question: textAt(reply.questionId, 'text'),
  }))
}
