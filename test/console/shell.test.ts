import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, type Service } from '../process/service.ts'
import { closeBrowser, openPage } from './browser.ts'
import { startWorld } from './world.ts'

let service: Service
beforeAll(async () => {
  service = await startWorld()
}, 900_000)
afterAll(async () => {
  await closeBrowser()
  await cleanUp()
})

test('the menu leads to every page, in the language that the browser asks for, and switches at any time', async () => {
  const { page, problems, close } = await openPage(service.url, { language: 'zh' })
  await page.goto('/')
  await page.getByRole('link', { name: '标注质量' }).click()
  await page.waitForURL('**/quality')
  await page.getByText('English').click()
  await page.getByRole('link', { name: 'Conversations', exact: true }).click()
  await page.waitForURL('**/conversations')
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
  await page.reload()
  await page.getByRole('link', { name: 'Label quality', exact: true }).waitFor()
  expect(problems).toEqual([])
  await close()
})

test('an address that is none says so, and what is no page is answered in JSON', async () => {
  const { page, close } = await openPage(service.url)
  await page.goto('/nowhere')
  await page.getByText('There is no such page').waitFor()
  const answer = await service.get('/v1/nowhere', { accept: 'text/html' })
  expect([answer.status, answer.json.code]).toEqual([404, 'LOOP_NO_ROUTE'])
  await close()
})
