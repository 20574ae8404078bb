import { afterAll, beforeAll, expect, test } from 'vitest'
import { MONDAY } from '../process/annotators.ts'
import { cleanUp, type Service, startService } from '../process/service.ts'
import { closeBrowser, openPage } from './browser.ts'

const MINUTE = 60_000
let service: Service

/** Conversations of one user; `rating` null = none is given. */
const talks = (user: string, count: number, rating: number | null): object[] =>
  Array.from({ length: count }, (_, i) => {
    const at = MONDAY + i * MINUTE
    const by = { conversation_id: `${user}-${i}`, user_id: user, assistant_id: 'shop', channel: 'app' }
    const event = (type: string, after: number, fields: object = {}) => ({
      ...{ ...by, event_id: `${user}-${i}/${type}`, type, occurred_at: at + after, received_at: at + after, ...fields },
    })
    return [
      event('user_message', 0, { text: 'how much is it' }),
      event('assistant_message', 1, { response: 'ten', predicted_intent: 'price', intent_confidence: 0.9 }),
      ...(rating === null ? [] : [event('explicit_feedback', 2, { rating })]),
      event('conversation_end', 3),
    ]
  }).flat()

beforeAll(async () => {
  service = await startService({ args: ['--clock=replay'] })
  const crowd = Array.from({ length: 30 }, (_, i) => talks(`user-${i}`, 1, null)).flat()
  await service.post('/v1/events', [...crowd, ...talks('shouter', 15, 1)])
  await service.post('/v1/clock', { now: MONDAY + 4 * 24 * 60 * MINUTE })
})
afterAll(async () => {
  await closeBrowser()
  await cleanUp()
})

test('a user who shouts is found, confirmed with a reason, and the decision stays on record', async () => {
  const { page, problems, close } = await openPage(service.url)
  await page.goto('/quality/trust')
  await page.getByRole('button', { name: 'Look now' }).click()
  await page.getByText('Bad ratings in 15 of 15 conversations', { exact: false }).first().waitFor()
  expect((await service.post('/v1/watch', {})).status).toBe(200)
  await page.goto('/monitoring?tab=alerts')
  await page.getByRole('button', { name: /A user may poison feedback/ }).click()
  await page.getByRole('link', { name: 'Read its evidence and decide' }).click()
  await expect.poll(() => page.url()).toContain('/quality/trust?case=')
  // The alert's own form has a field of that name, and stands there until the page has changed.
  const decision = page.getByRole('dialog').filter({ has: page.getByRole('button', { name: 'Confirm, keep out' }) })
  await decision.getByLabel('Reason').fill('a bot')
  await decision.getByRole('button', { name: 'Confirm, keep out' }).click()
  await page.getByText('Kept out for good', { exact: false }).waitFor()
  await page.getByText('a bot').waitFor()
  const { cases } = (await service.get('/v1/trust/cases')).json
  expect(cases).toMatchObject([{ kind: 'user', subject: 'shouter', state: 'confirmed' }])
  expect(problems).toEqual([])
  await close()
})

test('truth by segment shows each channel and says where too little is known', async () => {
  const { page, problems, close } = await openPage(service.url, { language: 'zh' })
  await page.goto('/monitoring?tab=truth')
  await page.getByRole('cell', { name: 'app', exact: true }).waitFor()
  await page.getByText('用户太少', { exact: false }).first().waitFor()
  expect(problems).toEqual([])
  await close()
})
