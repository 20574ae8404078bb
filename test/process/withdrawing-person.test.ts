import { afterAll, beforeAll, expect, test } from 'vitest'
import { tokenIn, type Visit, visit } from './person-session.ts'
import { cleanUp, startService } from './service.ts'

const password = 'correct horse battery'
let lead: Visit
beforeAll(async () => {
  const service = await startService({ auth: true })
  lead = visit(service)
  await lead.come('/v1/session/first', { login: 'lead', name: 'Lead', password, token: tokenIn(service.stderr()) })
})
afterAll(cleanUp)

test('a person who is logged in withdraws others’ answers, under no other name than their own', async () => {
  const order = { annotator: 'wang', why: 'old guideline', dry_run: true }
  const own = await lead.ask('POST', '/v1/label-withdrawals', { ...order, who: 'lead' })
  expect(own).toMatchObject({ status: 409, json: { code: 'LOOP_NOTHING_TO_WITHDRAW' } })
  const other = await lead.ask('POST', '/v1/label-withdrawals', { ...order, who: 'somebody' })
  expect(other).toMatchObject({ status: 403, json: { code: 'LOOP_NOT_YOU' } })
})
