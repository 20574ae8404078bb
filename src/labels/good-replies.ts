import type { Dialogue } from '../admission/turns.ts'

/** A reply by a person in a reviewed conversation: what a model might have said instead. Ids alone; texts lie in the events. */
export interface GoodReply {
  /** Event id of the reply. */
  readonly replyId: string
  /** Event id of the customer's message that it answers; null = none came before. */
  readonly questionId: string | null
  /** The last model reply before it, and the version that gave it. */
  readonly replyBefore: string | null
  readonly bundleBefore: string | null
  /** Epoch milliseconds. */
  readonly at: number
}

/** People's replies of a conversation, in order, each with what the model had said last. */
export function goodReplies({ turns }: Dialogue): GoodReply[] {
  return turns.flatMap((turn, i) => {
    if (!turn.byHuman) return []
    const before = turns.slice(0, i).findLast((earlier) => !earlier.byHuman)
    return [
      {
        replyId: turn.reply.id,
        questionId: turn.question?.id ?? null,
        replyBefore: before?.reply.id ?? null,
        bundleBefore: before?.bundle ?? null,
        at: turn.reply.t,
      },
    ]
  })
}

/** A reviewed conversation in which a person replied. */
export interface HandedOver {
  readonly sampleId: string
  readonly conversationId: string
  readonly assistantId: string | null
  readonly channel: string | null
}

export interface HandedOverFilter {
  readonly assistantId?: string
  readonly channel?: string
  readonly conversationId?: string
  /** Sample id of the last one of the page before. */
  readonly after?: string
  readonly limit: number
}

/** Reviewed conversations in which a person replied, in the order of their sample ids. */
export interface HandOverReader {
  handedOver(filter: HandedOverFilter): Promise<HandedOver[]>
}
