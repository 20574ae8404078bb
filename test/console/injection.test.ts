import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, type Service } from '../process/service.ts'
import { addressesOf, eachView, settled } from './addresses.ts'
import { closeBrowser, openPage } from './browser.ts'
import { PAYLOADS } from './payloads.ts'
import { startWorld } from './world.ts'

const HOUR_MS = 3_600_000

let service: Service
beforeAll(async () => {
  service = await startWorld()
  const { json } = await service.get('/v1/clock')
  const now = json.now as number
  for (const [i, payload] of PAYLOADS.entries()) {
    const answer = await service.post('/v1/events', { events: conversation(i, payload, now - 2 * HOUR_MS) })
    expect([payload, answer.status, answer.json.rejected]).toEqual([payload, 202, []])
  }
  await service.post('/v1/clock', { now: now + 200 * HOUR_MS })
}, 900_000)
afterAll(async () => {
  await closeBrowser()
  await cleanUp()
})

/** A short id can be a payload itself. */
const idOf = (i: number, payload: string): string => (payload.length <= 120 ? payload : `long-${i}`)

/** The payload wherever a shop may put text: messages, predictions, states, ids, drafts, labels, unknown fields. */
function conversation(i: number, payload: string, at: number) {
  const short = payload.slice(0, 200)
  const common = {
    conversation_id: idOf(i, payload),
    user_id: short,
    assistant_id: 'shop',
    channel: short.slice(0, 60),
  }
  const event = (n: number, type: string, more: object) => ({
    ...{ event_id: `payload-${i}-${n}`, type, occurred_at: at + n * 1000, received_at: at + n * 1000 },
    ...common,
    ...more,
  })
  const prediction = {
    predicted_intent: short,
    intent_confidence: 0.3,
    predicted_objection: short,
    objection_confidence: 0.2,
  }
  return [
    event(0, 'user_message', { text: payload }),
    event(1, 'assistant_message', {
      ...prediction,
      response: payload,
      draft: payload,
      fsm_state: short,
      bundle: short,
      arm: short,
      turn_id: short,
      odd: { [short]: payload },
    }),
    event(2, 'fsm_transition', { from: short, to: `${short.slice(0, 190)} 2` }),
    event(3, 'cta_sent', { cta_id: short }),
    event(4, 'cta_click', { cta_id: short }),
    event(5, 'user_message', { text: `${payload} ?` }),
    event(6, 'explicit_feedback', { label: '不满意', comment: payload }),
    event(7, 'order_event', { order_id: short, amount: 1, currency: 'CNY' }),
    event(8, 'conversation_end', { reason: payload }),
  ]
}

/** Elements that only a payload can have brought, and what a run script would have left. */
const BROUGHT =
  '[data-injected], #root img[src=x], #root script, #root iframe, #root object, #root embed, #root marquee, #root details[ontoggle], body[data-broken]'

test('chat text is text: every conversation with a payload, its page', async () => {
  const { page, problems, close } = await openPage(service.url)
  for (const [i, payload] of PAYLOADS.entries()) {
    await page.goto(`/conversations/${encodeURIComponent(idOf(i, payload))}`)
    await settled(page)
    // Direction marks and blanks may be shown as signs of their own; what is left must be there, letter by letter.
    const core = payload.replace(/[\u200B-\u200F\u202A-\u202E\u2060-\u2069\u00AD\s]/gu, '').slice(0, 60)
    const seen = (await page.locator('#main').innerText()).replace(/\s/g, '')
    expect([payload, seen.includes(core) || i >= PAYLOADS.indexOf('\u202Ereversed\u202C and \u2066isolated')]).toEqual([
      payload,
      true,
    ])
    expect([payload, await page.locator(BROUGHT).count()]).toEqual([payload, 0])
  }
  expect(problems).toEqual([])
  await close()
})

test.each(['en', 'zh'] as const)('every page holds, in %s', async (language) => {
  const { page, problems, close } = await openPage(service.url, { language })
  for (const [name, path] of await addressesOf(service)) {
    await eachView(page, path, async (tab) => {
      expect([name + tab, await page.locator(BROUGHT).count()]).toEqual([name + tab, 0])
    })
  }
  expect(await page.locator(BROUGHT).count()).toBe(0)
  expect(problems).toEqual([])
  await close()
})

test('looked for, a payload is a text to look for', async () => {
  const { page, problems, close } = await openPage(service.url)
  for (const payload of PAYLOADS) {
    const wanted = Array.from(payload).slice(0, 80).join('')
    await page.goto(`/conversations?text=${encodeURIComponent(wanted)}`)
    await settled(page)
    expect([payload, await page.locator(BROUGHT).count()]).toEqual([payload, 0])
  }
  expect(problems).toEqual([])
  await close()
})

/** Cells of a CSV file, quotes undone. */
const cellsOf = (text: string): string[] =>
  [...text.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(?:,|\r?\n|$)/g)].map(([, cell]) =>
    cell!.startsWith('"') ? cell!.slice(1, -1).replaceAll('""', '"') : cell!,
  )

test('no cell of an export is a formula, and every payload is in it', async () => {
  const { text } = await service.get('/v1/exports/conversations?format=csv&assistant=shop')
  const cells = cellsOf(text)
  expect(cells.filter((cell) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell))).toEqual([])
  expect(cells.length).toBeGreaterThan(PAYLOADS.length * 5)
  const lines = (await service.get('/v1/exports/conversations?format=jsonl&assistant=shop')).text.trim().split('\n')
  const ids = lines.map((line) => (JSON.parse(line) as { conversation_id: string }).conversation_id)
  expect(ids.toSorted()).toEqual(PAYLOADS.map((payload, i) => idOf(i, payload)).toSorted())
})
