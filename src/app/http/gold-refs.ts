import { LoopError } from '../../errors/loop-error.ts'
import type { Task } from '../../models/task.ts'
import type { TextRef } from '../../training/candidate.ts'
import type { ExampleStore } from '../../training/example-store.ts'
import { refKey, type TextStore } from '../../training/snapshot-store.ts'

interface GoldOrder {
  readonly task: Task
  readonly items: readonly {
    readonly event_id?: string | undefined
    readonly text?: string | undefined
    readonly label: string
  }[]
  readonly who: string
}

type GoldRef = TextRef & { readonly conversationId: string | null }

interface GoldRefPorts {
  readonly examples: Pick<ExampleStore, 'keepGoldTexts'>
  readonly texts: TextStore
}

/** Where the text of each item lives; texts that came along are kept first. Throws LOOP_BAD_GOLD (400) naming the item. */
export async function goldRefs(order: GoldOrder, ports: GoldRefPorts, now: number): Promise<GoldRef[]> {
  const events = order.items.flatMap(({ event_id }) =>
    event_id === undefined ? [] : [{ source: 'turn' as const, textId: event_id }],
  )
  const known = await ports.texts.texts(events)
  order.items.forEach(({ event_id, text }, index) => {
    if ((event_id === undefined) === (text === undefined)) throw badItem(index, 'must have either event_id or text')
    if (event_id !== undefined && !known.has(refKey({ source: 'turn', textId: event_id }))) {
      throw badItem(index, `names ${event_id}, which is no user_message with a text`)
    }
  })
  const brought = order.items.flatMap(({ text, label }) => (text === undefined ? [] : [{ text, label }]))
  const kept = await ports.examples.keepGoldTexts(order.task, brought, order.who, now)
  const next = kept[Symbol.iterator]()
  return order.items.map(({ event_id }) =>
    event_id === undefined
      ? { ...(next.next().value as TextRef), conversationId: null }
      : { source: 'turn', textId: event_id, conversationId: null },
  )
}

const badItem = (index: number, what: string): LoopError =>
  new LoopError('LOOP_BAD_GOLD', `Item ${index} ${what}. Nothing was added; correct it and send all again.`)
