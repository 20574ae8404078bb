/** What an answer of the reference assistant says, as the chat shows it. */
export interface AnswerFact {
  readonly text: string
  readonly action: string
  readonly offer: string | null
  readonly bundle: string
  readonly intent: { readonly label: string; readonly confidence: number } | null
  readonly objection: { readonly label: string; readonly confidence: number } | null
}

export type Line =
  | { readonly kind: 'customer'; readonly text: string }
  | {
      readonly kind: 'assistant'
      readonly answer: AnswerFact
      /** What another version would have said; it was not said. */
      readonly other: AnswerFact | null
      /** The offer under it; null = none. */
      readonly ctaId: string | null
    }
  | { readonly kind: 'act'; readonly act: ActName; readonly rating: number | null }

export const ACTS = ['click', 'cart', 'order', 'rate', 'leave'] as const
export type ActName = (typeof ACTS)[number]

export interface Chat {
  readonly conversationId: string
  readonly userId: string
  readonly lines: readonly Line[]
  /** Turns so far. */
  readonly turns: number
  /** As the last turn gave it. */
  readonly session: unknown
  /** Events that the service has accepted. */
  readonly accepted: number
  readonly clicked: readonly string[]
  readonly left: boolean
}

/** @param suffix unlike every other chat's */
export const newChat = (suffix: string): Chat => ({
  ...{ conversationId: `console-${suffix}`, userId: `tester-${suffix}`, lines: [], turns: 0, session: null },
  ...{ accepted: 0, clicked: [], left: false },
})

interface SentEvent {
  readonly type: string
  readonly [field: string]: unknown
}

/** A turn that was answered, and whose events were accepted. */
export function afterTurn(
  chat: Chat,
  said: string,
  turn: {
    readonly answer: AnswerFact
    readonly other: AnswerFact | null
    readonly session: unknown
    readonly events: readonly SentEvent[]
    readonly accepted: number
  },
): Chat {
  const cta = turn.events.find(({ type }) => type === 'cta_sent')?.cta_id
  const reply = { answer: turn.answer, other: turn.other, ctaId: typeof cta === 'string' ? cta : null }
  return {
    ...chat,
    lines: [...chat.lines, { kind: 'customer', text: said }, { kind: 'assistant', ...reply }],
    turns: chat.turns + 1,
    session: turn.session,
    accepted: chat.accepted + turn.accepted,
  }
}

/** Something done beside talking, accepted. */
export function afterAct(chat: Chat, act: ActName, done: { ctaId?: string; rating?: number; accepted: number }): Chat {
  return {
    ...chat,
    lines: [...chat.lines, { kind: 'act', act, rating: done.rating ?? null }],
    accepted: chat.accepted + done.accepted,
    clicked: done.ctaId === undefined ? chat.clicked : [...chat.clicked, done.ctaId],
    left: chat.left || act === 'leave',
  }
}

/** Do two versions understand the same? What they say in the end may be equal all the same. */
export const agrees = (a: AnswerFact, b: AnswerFact): boolean =>
  a.intent?.label === b.intent?.label && a.objection?.label === b.objection?.label

/** Characters of a chat's id: unlike any other's, without asking anybody. */
export const suffixOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
