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

const current = async () => (await service.get('/v1/rules')).json.rules

test('a rule is added, its back-test is read, it is saved, found among the versions, and taken back', async () => {
  const { page, problems, close } = await openPage(service.url, { language: 'en' })
  await page.goto('/rules')
  const pool = page.getByTestId('pool')
  await pool.waitFor()
  const before = await pool.innerText()
  const live = (await service.get('/v1/releases')).json.live

  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByLabel('Name of rule 6').fill('Stall')
  await page.getByText('Correct the marked rules first').waitFor()
  await page.getByLabel('Name of rule 6').fill('stall_alone')
  await page.getByLabel('Conditions of stall_alone').click()
  await page.getByText('Several rounds in a row').click()
  await page.keyboard.press('Escape')
  await expect.poll(() => pool.innerText()).toMatch(/^[\d,]+ → [\d,]+$/)
  expect((await pool.innerText()).split(' → ')[0]).toBe(before)
  const example = page.getByTestId('examples-added').getByRole('link').first()
  expect(await example.getAttribute('href')).toMatch(/^\/conversations\/.+/)

  // Nobody leaves by accident.
  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByRole('dialog', { name: 'The changes are not saved' }).waitFor()
  await page.getByRole('button', { name: 'Stay' }).click()
  expect(page.url()).toContain('/rules')

  await page.getByRole('button', { name: 'Save…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save the rules?' })
  await dialog.getByText('State machine stalled').waitFor()
  await dialog.getByLabel('Why').fill('stalls are worth a look')
  await dialog.getByRole('button', { name: 'Save as a new version' }).click()
  await page.getByText('Version 2 is in force').waitFor()
  expect(await current()).toMatchObject({ version: 2, comment: 'stalls are worth a look' })
  const after = (await service.get('/v1/releases')).json
  expect(after.live).not.toBe(live)
  expect(after.ledger[0]).toMatchObject({ action: 'rules', why: 'stalls are worth a look' })

  await page.getByRole('tab', { name: 'Versions' }).click()
  await page.getByRole('cell', { name: 'stalls are worth a look' }).waitFor()
  await page.getByRole('tabpanel', { name: 'Versions' }).getByText('stall_alone').waitFor()
  await page.getByRole('button', { name: 'Restore version 1' }).click()
  const back = page.getByRole('dialog', { name: 'Restore version 1?' })
  await back.getByText('removed').waitFor()
  await back.getByLabel('Why').fill('one week was enough')
  await back.getByRole('button', { name: 'Restore', exact: true }).click()
  await page.getByText('Restores version 1').waitFor()
  expect(await current()).toMatchObject({ version: 3, restored: 1 })
  expect((await service.get('/v1/releases')).json.live).toBe(live)
  expect(problems).toEqual([])
  await close()
})

test('somebody else saves meanwhile: both changes are shown, and the draft goes on from theirs', async () => {
  const { page, problems, close } = await openPage(service.url, { language: 'zh' })
  await page.goto('/rules')
  await page.getByTestId('pool').waitFor()
  await page.getByLabel('low_confidence 的备注').fill('先看这些')

  const theirs = await current()
  const rules = theirs.rules.map((rule: { reason: string }) => ({
    ...rule,
    enabled: rule.reason !== 'negative_feedback',
  }))
  const saved = await fetch(`${service.url}/v1/rules`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ parent: theirs.version, comment: 'fewer', who: 'mia', rules }),
  })
  expect(saved.status).toBe(200)

  await page.getByRole('button', { name: '保存…' }).click()
  await page.getByLabel('修改原因').fill('备注')
  await page.getByRole('button', { name: '保存为新版本' }).click()
  await page.getByText('mia 保存了版本').waitFor()
  await page.getByText('停用', { exact: true }).waitFor()
  await expect.poll(() => page.getByLabel('low_confidence 的备注').inputValue()).toBe('先看这些')
  await page.getByRole('button', { name: '以对方版本为基础，保留我的草稿' }).click()
  await expect.poll(() => page.getByText('mia 保存了版本').count()).toBe(0)
  // Their change is in the draft, and so is ours.
  await page.getByRole('button', { name: '保存…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('先看这些').waitFor()
  expect(await dialog.getByText('启用', { exact: true }).count()).toBe(0)
  expect(problems).toEqual([])
  await close()
})
