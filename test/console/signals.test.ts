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

test('a signal is found worth a rule, looked at, and opened in the rule editor as a draft with its back-test', async () => {
  const { page, problems, close } = await openPage(service.url, { language: 'en' })
  const { proposals } = (await service.get('/v1/signals/worth?from=0')).json
  const add = proposals.find(({ action }: { action: string }) => action === 'add')
  await page.goto('/signals?days=0')
  const card = page.getByTestId('proposals')
  await card.getByText('Add a rule').first().waitFor()
  await page.getByText('Signals', { exact: true }).last().click()
  await expect.poll(() => page.url()).toContain('kind=signal')
  await page.getByRole('cell', { name: 'Question repeated' }).first().waitFor()
  await page.getByText('List', { exact: true }).click()
  await expect.poll(() => page.url()).toContain('pairs=list')

  await page.goBack()
  await page.goto('/signals?days=0')
  await card.locator(`a[href="/rules?add=${encodeURIComponent(add.worth.parts.join('+'))}"]`).click()
  const name = page.getByLabel('Name of rule 6')
  await name.waitFor()
  expect(await name.inputValue()).toBe(add.worth.parts.join('_and_'))
  await page.getByText('1 unsaved change').waitFor()
  await expect.poll(() => page.getByTestId('pool').innerText()).toMatch(/→/)

  await page.getByLabel('Low confidence below').fill('0.7')
  await expect.poll(() => page.url()).toContain('low=0.7')
  await page.getByText('To take another threshold of low confidence into force').waitFor()
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.getByRole('button', { name: 'As it is' }).click()
  await expect.poll(() => page.getByTestId('pool').innerText()).not.toMatch(/→/)
  expect(problems).toEqual([])
  await close()
})

test('a span in which nothing was judged says so, in Chinese', async () => {
  const { page, problems, close } = await openPage(service.url, { language: 'zh' })
  await page.goto('/signals?assistant=nobody')
  await page.getByText('这段时间内没有复核结论').waitFor()
  expect(problems).toEqual([])
  await close()
})
