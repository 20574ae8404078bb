import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiError } from '../../api/api-error.ts'
import { api, bodyOf } from '../../api/client.ts'
import { type ActName, type AnswerFact, afterAct, afterTurn } from './chat.ts'
import { currentChat, keepChat } from './chat-store.ts'

export const useAssistant = () =>
  useQuery({ queryKey: ['assistant'], queryFn: () => bodyOf(api.GET('/v1/assistant')), refetchInterval: 30_000 })

/** Versions that can be tried, newest first. */
export const useBundles = (enabled: boolean) =>
  useQuery({
    queryKey: ['assistant', 'bundles'],
    enabled,
    queryFn: async () => (await bodyOf(api.GET('/v1/models', { params: { query: { limit: 50 } } }))).bundles,
  })

/** The conversation as the loop sees it now; looked at every two seconds. */
export const useConversation = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: ['assistant', 'conversation', id],
    enabled,
    refetchInterval: 2000,
    queryFn: () =>
      bodyOf(api.GET('/v1/conversations/{conversation_id}', { params: { path: { conversation_id: id } } })),
  })

export type Seen = NonNullable<ReturnType<typeof useConversation>['data']>

/** How the tester talks: language, product, the version that answers and the one beside it ('' = as any customer, none). */
export interface Manner {
  readonly language: 'zh' | 'en'
  readonly productId: string
  readonly bundle: string
  readonly beside: string
}

type TurnAnswer = NonNullable<Awaited<ReturnType<typeof askTurn>>>

async function askTurn(text: string, { language, productId }: Manner, bundle: string) {
  const { conversationId, userId, turns, session } = currentChat()
  return bodyOf(
    api.POST('/v1/assistant/turns', {
      body: {
        ...{ conversation_id: conversationId, user_id: userId, language, product_id: productId as 'p-band', text },
        ...{ turn: turns + 1, session: session as never, bundle: bundle === '' ? null : bundle },
      },
    }),
  )
}

/** Sends events the way of every integration. Throws when one of them was refused: a chat is told of it, not half kept. */
async function sendEvents(events: readonly { readonly [field: string]: unknown }[]): Promise<number> {
  const { accepted, rejected } = await bodyOf(api.POST('/v1/events', { body: events as never }))
  const [refusal] = rejected
  if (refusal !== undefined) throw new ApiError(refusal.code, refusal.message, 400)
  return accepted
}

const factOf = ({ reply, understood }: TurnAnswer): AnswerFact => ({
  ...{ text: reply.text, action: reply.action, offer: reply.offer, bundle: understood.bundle },
  ...{ intent: understood.intent, objection: understood.objection },
})

/** Says something: asks the assistant, and the other version beside it, and sends what happened. */
export function useSay(manner: Manner) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (text: string) => {
      const [answer, other] = await Promise.all([
        askTurn(text, manner, manner.bundle),
        manner.beside === '' ? null : askTurn(text, manner, manner.beside),
      ])
      const accepted = await sendEvents(answer.events)
      const { events, session } = answer
      keepChat(
        afterTurn(currentChat(), text, {
          answer: factOf(answer),
          other: other && factOf(other),
          events,
          session,
          accepted,
        }),
      )
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['assistant', 'conversation'] }),
  })
}

interface Done {
  readonly act: ActName
  readonly ctaId?: string
  readonly rating?: number
}

/** Does something beside talking. */
export function useAct({ language, productId }: Manner) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ act, ctaId, rating }: Done) => {
      const { conversationId, userId } = currentChat()
      const { events } = await bodyOf(
        api.POST('/v1/assistant/acts', {
          body: {
            ...{ conversation_id: conversationId, user_id: userId, language, product_id: productId as 'p-band', act },
            ...(ctaId !== undefined && { cta_id: ctaId }),
            ...(rating !== undefined && { rating }),
          },
        }),
      )
      const accepted = await sendEvents(events)
      const more = { ...(ctaId !== undefined && { ctaId }), ...(rating !== undefined && { rating }) }
      keepChat(afterAct(currentChat(), act, { ...more, accepted }))
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['assistant', 'conversation'] }),
  })
}

/** Replay only: time stands still between events, until somebody lets it pass. */
export function useTimePasses() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (ms: number) => {
      const { now } = await bodyOf(api.GET('/v1/clock'))
      return bodyOf(api.POST('/v1/clock', { body: { now: now + ms } }))
    },
    onSuccess: () => queries.invalidateQueries(),
  })
}
