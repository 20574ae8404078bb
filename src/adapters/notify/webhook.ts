import { createHmac } from 'node:crypto'
import type { Notifier } from '../../monitoring/alert-delivery.ts'
import { postJson } from './post.ts'

/**
 * Any receiver over HTTPS. Each request is signed anew: `x-salesloop-signature` is `v1=` and the hex HMAC-SHA256, under the
 * shared secret, of the timestamp's digits, a dot and the body's bytes. The receiver compares in constant time, refuses
 * timestamps more than five minutes off, and drops a message whose `delivery_id` it knows, read from the signed body and not from
 * the header (docs/watching.md shows how).
 *
 * @param clock wall clock, epoch milliseconds
 */
export const webhookNotifier = (url: string, secret: string, clock: () => number): Notifier => ({
  channel: 'webhook',
  async send(message) {
    const body = JSON.stringify(message)
    const timestamp = String(Math.floor(clock() / 1000))
    await postJson(url, body, {
      'x-salesloop-delivery': message.delivery_id,
      'x-salesloop-timestamp': timestamp,
      'x-salesloop-signature': `v1=${signatureOf(secret, timestamp, body)}`,
    })
  },
})

export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
