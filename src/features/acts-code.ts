import type { Act } from './acts.ts'
import type { ByteReader, ByteWriter } from './bytes.ts'
import { NO_MODEL, readId, writeId } from './id-code.ts'
import type { ActKind } from './outcomes.ts'

/*
 * One act, packed: head (kind 2 bits, flags), varint milliseconds since the act before, id (its model is the id of the
 * act before), then, as the flags say, the user, the order id, the amount and the currency.
 */
const KINDS: readonly ActKind[] = ['cart_add', 'cart_other', 'order']
const KIND = 3
const HERE = 4
const HAS_ORDER_ID = 8
const HAS_AMOUNT = 16
const HAS_CURRENCY = 32

export function writeActs(out: ByteWriter, acts: readonly Act[]): void {
  out.varint(acts.length)
  let before = 0
  let model = ''
  for (const act of acts) {
    const { kind, here, orderId, amount, currency } = act
    const flags = (here ? HERE : 0) | (orderId === null ? 0 : HAS_ORDER_ID) | (amount === null ? 0 : HAS_AMOUNT)
    out.byte(KINDS.indexOf(kind) | flags | (currency === 0 ? 0 : HAS_CURRENCY))
    out.varint(act.t - before)
    writeId(out, act.eventId, () => model)
    out.varint(act.user)
    if (orderId !== null) writeId(out, orderId, NO_MODEL)
    if (amount !== null) out.double(amount)
    if (currency !== 0) out.varint(currency)
    before = act.t
    model = act.eventId
  }
}

export function readActs(input: ByteReader): Act[] {
  const acts: Act[] = []
  let t = 0
  let model = ''
  for (let left = input.varint(); left > 0 && !input.overrun; left--) {
    const head = input.byte()
    t += input.varint()
    model = readId(input, () => model)
    acts.push({
      eventId: model,
      t,
      kind: KINDS[head & KIND] ?? 'cart_other',
      here: (head & HERE) !== 0,
      user: input.varint(),
      orderId: (head & HAS_ORDER_ID) === 0 ? null : readId(input, NO_MODEL),
      amount: (head & HAS_AMOUNT) === 0 ? null : input.double(),
      currency: (head & HAS_CURRENCY) === 0 ? 0 : input.varint(),
    })
  }
  return acts
}
