import { createHmac, timingSafeEqual } from 'node:crypto'

/** The check of docs/watching.md, as a receiver would write it; a test compares the two. */
// docs:begin
export function verify(
  secret: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
  nowMs: number,
  known: Set<string>, // delivery ids of the last eight days: a message is tried again for a week
): 'new' | 'known' | 'refused' {
  const timestamp = String(headers['x-salesloop-timestamp'] ?? '')
  const given = Buffer.from(String(headers['x-salesloop-signature'] ?? ''))
  const wanted = Buffer.from(`v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`)
  const isFresh = Math.abs(nowMs / 1000 - Number(timestamp)) <= 300
  if (!isFresh || given.length !== wanted.length || !timingSafeEqual(given, wanted)) return 'refused'
  const id = String((JSON.parse(body) as { delivery_id: unknown }).delivery_id) // not from a header, which nobody signed
  if (known.has(id)) return 'known' // told already: answer 200 and do nothing
  known.add(id)
  return 'new'
}
// docs:end
