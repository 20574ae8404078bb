import type { Service } from '../process/service.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Monday, 9 in the morning in Shanghai. */
const BEGIN = Date.UTC(2026, 2, 2, 1)

/** What customers asked and got; with the intent that a model read, and how sure it was. */
const TALK = [
  ['这款多少钱？', '这款现在有现货，今天可以发。', 'stock', 0.3127],
  ['我问的是价格，不是有没有货。', '现货充足，您放心。', 'stock', 0.2871],
  ['Does it come with a warranty?', 'Yes, two years. Shall I send you the link?', 'warranty', 0.9132],
  ['太贵了，我再看看。', '好的，有需要随时联系我。', 'goodbye', 0.4413],
] as const

const INTENTS = [
  ['price', 'asks for the price', '问价格'],
  ['stock', 'asks whether it is in stock', '问库存'],
  ['warranty', 'asks about warranty', '问保修'],
  ['delivery', 'asks about delivery', '问物流'],
  ['returns', 'asks about returns', '问退货'],
  ['discount', 'asks for a discount', '要优惠'],
  ['size', 'asks for a size', '问尺码'],
  ['colour', 'asks for a colour', '问颜色'],
  ['payment', 'asks how to pay', '问付款'],
  ['invoice', 'asks for an invoice', '要发票'],
  ['complaint', 'complains', '投诉'],
  ['goodbye', 'says goodbye', '告别'],
] as const

/** A service whose labels, guidelines and clock are set, for the annotator's page. */
export class AnnotateQueue {
  #now = BEGIN
  readonly #service: Service

  constructor(service: Service) {
    this.#service = service
  }

  async prepare(): Promise<void> {
    await this.moveTo(BEGIN)
    const label = ([id, name_en, name_zh]: readonly [string, string, string]) => ({ id, name_en, name_zh })
    await this.#put('/v1/taxonomy', {
      intent: INTENTS.map((each) => ({
        ...label(each),
        ...(each[0] === 'price' && { definition_en: 'Any form of: how much?' }),
      })),
      objection: [label(['none', 'none', '没有异议']), label(['too_expensive', 'too expensive', '嫌贵'])],
      style: [label(['too_long', 'too long', '太长']), label(['too_cold', 'too cold', '太冷淡'])],
    })
    await this.#put('/v1/guidelines', {
      text_en: 'Judge by what the customer said, not by what the model answered.',
      text_zh: '只看客户原话，不看模型怎么答。',
    })
  }

  /** Conversations that each draw a sample. */
  async tell(ids: readonly string[]): Promise<void> {
    const answer = await this.#service.post(
      '/v1/events',
      ids.flatMap((id) => this.#conversation(id)),
    )
    if (answer.status !== 202) throw new Error(answer.text)
    await this.moveTo(this.#now + HOUR)
  }

  /** Leases run by the data's clock. */
  async moveTo(now: number): Promise<void> {
    this.#now = now
    const answer = await this.#service.post('/v1/clock', { now })
    if (answer.status !== 200) throw new Error(answer.text)
  }

  async wait(ms: number): Promise<void> {
    await this.moveTo(this.#now + ms)
  }

  #conversation(id: string): object[] {
    const event = (name: string, type: string, offset: number, fields: object) => ({
      event_id: `${id}/${name}`,
      type,
      conversation_id: id,
      user_id: `user of ${id}`,
      assistant_id: 'shop',
      occurred_at: this.#now + offset,
      received_at: this.#now + offset,
      ...fields,
    })
    const turns = TALK.flatMap(([text, response, predicted_intent, intent_confidence], i) => [
      event(`q${i}`, 'user_message', i * MINUTE, { text }),
      event(`a${i}`, 'assistant_message', i * MINUTE + 2000, {
        response,
        predicted_intent,
        intent_confidence,
        predicted_objection: 'none',
        objection_confidence: 0.6173,
      }),
    ])
    return [...turns, event('end', 'conversation_end', TALK.length * MINUTE, {})]
  }

  async #put(path: string, body: object): Promise<void> {
    const init = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(this.#service.url + path, init)
    if (!response.ok) throw new Error(await response.text())
  }
}
