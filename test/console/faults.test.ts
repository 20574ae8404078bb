import { setTimeout as sleep } from 'node:timers/promises'
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

test('nothing is trained yet, in Chinese; a training is ordered, and its figures appear', async () => {
  const { page, problems, close } = await openPage(service.url, { language: 'zh' })
  await page.goto('/faults')
  await page.getByText('还没有训练过模型').waitFor()
  await page.getByRole('button', { name: '立即训练' }).click()
  await page.getByText('与规则表对照（相同复核预算）').waitFor({ timeout: 120_000 })
  await page.getByText('准确率').first().waitFor()
  await page.getByText('训练之后', { exact: true }).click()
  await expect.poll(() => page.url()).toContain('evidence=since')
  expect(problems).toEqual([])
  await close()
})

test('put in charge with a reason, and given back', async () => {
  while ((await service.get('/v1/faults/model')).json.models.length === 0) await sleep(200)
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
  await page.getByRole('button', { name: 'Give back to the rules' }).click()
  await dialog.getByLabel('Why').fill('only a trial')
  await dialog.getByRole('button', { name: 'Give back to the rules' }).click()
  await expect
    .poll(async () => (await service.get('/v1/faults/model')).json.in_charge.by, { timeout: 10_000 })
    .toBe('rules')
  expect(problems).toEqual([])
  await close()
})
