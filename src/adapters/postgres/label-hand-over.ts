import type { HandedOver, HandOverReader } from '../../labels/good-replies.ts'
import type { Sql } from './database.ts'

const HANDED_OVER = `
  select s.sample_id "sampleId", s.conversation_id "conversationId", c.assistant_id "assistantId", c.channel
  from samples s join conversations c using (conversation_id)
  where s.state = 'labelled' and (c.facts->>'humanReply')::boolean
    and ($1::text is null or c.assistant_id = $1) and ($2::text is null or c.channel = $2)
    and ($3::text is null or s.conversation_id = $3) and ($4::text is null or s.sample_id > $4)
  order by s.sample_id limit $5`

export const postgresHandOverReader = (sql: Sql): HandOverReader => ({
  handedOver: ({ assistantId, channel, conversationId, after, limit }) =>
    sql.query<HandedOver>(
      HANDED_OVER,
      [assistantId, channel, conversationId, after, limit].map((one) => one ?? null),
    ),
})
