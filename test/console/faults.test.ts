import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUp, newFolder, type Service, startService } from '../process/service.ts'
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

test('nothing is trained yet, in Chinese', async () => {
  const empty = await startService({ dataDir: await newFolder(), auth: false })
  const { page, problems, close } = await openPage(empty.url, { language: 'zh' })
  await page.goto('/faults')
  await page.getByText('还没有训练过模型').waitFor()
  expect(await page.getByRole('button', { name: '启用' }).count()).toBe(0)
  expect(problems).toEqual([])
  await close()
})

test('the figures of the trained model; another training is ordered, in Chinese', async () => {
  const runs = async (): Promise<unknown[]> => (await service.get('/v1/faults/model')).json.runs
  const before = (await runs()).length
  const { page, problems, close } = await openPage(service.url, { language: 'zh' })
  await page.goto('/faults')
  await page.getByText('与规则表对照（相同复核预算）').waitFor()
  await page.getByText('精确率').first().waitFor()
  await page.getByText('训练之后', { exact: true }).click()
  await expect.poll(() => page.url()).toContain('evidence=since')
  await page.getByRole('button', { name: '立即训练' }).click()
  await page.getByRole('button', { name: '训练中' }).waitFor()
  expect(await runs()).toHaveLength(before + 1)
  expect(problems).toEqual([])
  await close()
})

test('put in charge with a reason, and given back', async () => {
  const { page, problems, close } = await openPage(service.url, { language: 'en' })
  await page.goto('/faults')
  await page.getByRole('button', { name: 'Put in charge' }).click()
  const dialog = page.getByRole('dialog')
  const send = dialog.getByRole('button', { name: 'Put in charge' })
  expect(await send.isDisabled()).toBe(true)
  await dialog.getByLabel('Why').fill('finds more at the same budget')
  await send.click()
  await page.getByText('Learned model', { exact: true }).waitFor()
  await page.getByText('finds more at the same budget').first().waitFor()
  expect((await service.get('/v1/faults/model')).json.in_charge).toMatchObject({ by: 'learned', problem: null })
  const [{ conversation_id: scored }] = (await service.get('/v1/samples?limit=1')).json.samples
  const { fault } = (await service.get(`/v1/conversations/${scored}`)).json
  const chance = `${(100 * fault.scores[0].probability).toFixed(0)}%`
  await page.goto(`/conversations/${scored}`)
  const card = page.locator('.ant-card', { hasText: 'Was the model at fault?' })
  await card.getByText(chance, { exact: true }).waitFor()
  await card.getByText('the model decides').waitFor()
  await card.getByText(/Towards a fault: /).waitFor()
  await card.getByRole('link', { name: 'Learned admission' }).click()

  await page.getByRole('button', { name: 'Give back to the rules' }).click()
  await dialog.getByLabel('Why').fill('only a trial')
  await dialog.getByRole('button', { name: 'Give back to the rules' }).click()
  await expect
    .poll(async () => (await service.get('/v1/faults/model')).json.in_charge.by, { timeout: 10_000 })
    .toBe('rules')
  expect(problems).toEqual([])
  await close()
})
